import type { FactRecord, Records } from './records.ts'

/** What changed for the better of one product, as its fact says it. Days are `2026-11-01`. */
export type News =
  | { kind: 'price-drop'; id: string; ref: string; earlier: { amount: string; currency: string }; until: string }
  | { kind: 'back-in-stock'; id: string; ref: string; since: string }

const DROP =
  /^Price [\d.]+ (?<currency>[A-Z]{3}), was (?<amount>\d+(?:\.\d+)?) \k<currency> until (?<until>\d{4}-\d{2}-\d{2})$/
const BACK = /^Back in stock since (?<since>\d{4}-\d{2}-\d{2})$/

/** The news that this prompt is about, of the first product that can be named; null when there is none. */
export function newsOf({ task, facts }: Records): News | null {
  for (const fact of facts) {
    if (fact.kind !== task.prompt || fact.use !== 'mention' || fact.product === null) continue
    const news = readNews(fact, fact.product)
    const needed = news?.kind === 'price-drop' ? ['name', 'price'] : ['name']
    if (news !== null && needed.every((field) => task.slots.includes(`${fact.product}.${field}`))) return news
  }
  return null
}

function readNews({ id, text }: FactRecord, ref: string): News | null {
  const { amount, currency, until } = DROP.exec(text)?.groups ?? {}
  if (amount !== undefined && currency !== undefined && until !== undefined) {
    return { kind: 'price-drop', id, ref, earlier: { amount, currency }, until }
  }
  const since = BACK.exec(text)?.groups?.['since']
  return since === undefined ? null : { kind: 'back-in-stock', id, ref, since }
}
