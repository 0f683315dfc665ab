import { type News, newsOf } from './news.ts'
import { type Quote, quotesOf } from './quotable.ts'
import type { FactRecord, Records } from './records.ts'
import { byCloseness, closeness } from './topics.ts'

/** A product with its slot name and the facts that will be said about it. */
export type Told = { ref: string; name: string; quotes: Quote[] }

/** What a message will be about, before any word of it is chosen. */
export type Plan =
  | {
      kind: 'service'
      quote: Quote | null
      /** Slot of the product that the complaint is about, where the customer said so. */
      name: string | null
      basis: string[]
    }
  | { kind: 'compare'; products: [Told, Told, ...Told[]] }
  | {
      kind: 'product'
      ref: string | null
      name: string | null
      quotes: Quote[]
      signal: Quote | null
      /** What the prompt is about, where the facts hold it. */
      news: News | null
      /** `met`: the first quote is about the matter that is doubted. `open`: it is doubted, and no fact says anything about it. */
      concern: 'none' | 'met' | 'open'
    }

const REVIEW = /review|rating|\bstars?\b|\brated\b|bewert|rezension|\bsterne?\b|reseñ|valoraci|estrella|opini/i
const COMPLAINS = /^contacted |complain|^reported /i
const RESOLVED = /resolved|solved|closed/i
/** What the frames for signals are made for: a verb in the past tense without its subject. */
const PAST_TENSE = /^(?:\p{Ll}+ed|told|wrote|sent) /u

export function planMessage(records: Records, isShort: boolean): Plan {
  const { task } = records
  if (task.complaint || task.prompt === 'service-recovery') return planService(records)
  const quotes = quotesOf(records)
  const aboutProducts = quotes.filter(({ kind }) => kind === 'product')
  // Side by side needs more room than a text message has.
  if (task.prompt === 'comparison-help' && task.channel !== 'sms') {
    const [first, second, third] = toldProducts(records, aboutProducts, isShort ? 1 : 2)
    if (first && second) return { kind: 'compare', products: third ? [first, second, third] : [first, second] }
  }
  return planProduct(records, quotes, isShort ? 1 : task.channel === 'call' ? 2 : 3)
}

/** Quotes the complaint only where nothing else that was stated could be what is still open. */
function planService(records: Records): Plan {
  const isAllowed = records.task.limits.mentionedSignals > 0
  const stated = records.facts.filter(({ use, kind }) => isAllowed && use === 'mention' && kind === 'signal')
  const open = stated.filter(({ text }) => COMPLAINS.test(text) || REVIEW.test(text))
  const [only, another] = open
  const isClear =
    only !== undefined &&
    another === undefined &&
    !REVIEW.test(only.text) &&
    !stated.some(({ text }) => RESOLVED.test(text))
  const quote = isClear ? quotesOf(records).find(({ id, text }) => id === only.id && PAST_TENSE.test(text)) : undefined
  const isOneProduct = open.every(({ product }) => product === only?.product)
  const slot = only === undefined || only.product === null || !isOneProduct ? null : `${only.product}.name`
  return {
    kind: 'service',
    quote: quote ?? null,
    name: slot !== null && records.task.slots.includes(slot) ? `{{${slot}}}` : null,
    basis: open.slice(0, 1).map(({ id }) => id),
  }
}

function planProduct(records: Records, quotes: readonly Quote[], most: number): Plan {
  const { task, products } = records
  const doubts = steering(records, 'concern')
  const isAbout = (ref: string) => (quote: Quote) =>
    quote.kind === 'product' && (quote.product === ref || (quote.product === null && products.length === 1))
  const named = products.filter(({ ref }) => task.slots.includes(`${ref}.name`))
  // A product without a name in the message can only be meant when there is no other.
  const candidates = named.length > 0 ? named : products.length === 1 ? products : []
  const doubted = candidates.filter(({ ref }) => doubts.some(({ product }) => product === ref))
  const news = newsOf(records)
  const subject =
    named.find(({ ref }) => ref === news?.ref) ??
    (task.prompt === 'review-concern' ? doubted : []).find(({ ref }) => quotes.some(isAbout(ref))) ??
    candidates.find(({ ref }) => quotes.some(isAbout(ref))) ??
    candidates[0]
  const own = subject === undefined ? [] : quotes.filter(isAbout(subject.ref))
  const ownDoubts = doubts.filter(({ product }) => product === null || product === subject?.ref)
  const ordered = byCloseness(own, ownDoubts.length > 0 ? ownDoubts : steering(records, 'signal'))
  const isMet = ordered[0] !== undefined && closeness(ordered[0], ownDoubts) > 0
  return {
    kind: 'product',
    ref: subject?.ref ?? null,
    name: subject !== undefined && named.includes(subject) ? `{{${subject.ref}.name}}` : null,
    news,
    quotes: ordered.slice(0, most),
    signal:
      task.limits.mentionedSignals > 0
        ? (quotes.find(({ kind, text }) => kind === 'signal' && PAST_TENSE.test(text)) ?? null)
        : null,
    concern: ownDoubts.length === 0 || task.prompt !== 'review-concern' ? 'none' : isMet ? 'met' : 'open',
  }
}

function toldProducts(records: Records, quotes: readonly Quote[], most: number): Told[] {
  const ordered = byCloseness(quotes, [...steering(records, 'concern'), ...steering(records, 'signal')])
  return records.products
    .filter(({ ref }) => records.task.slots.includes(`${ref}.name`))
    .map(({ ref }) => ({
      ref,
      name: `{{${ref}.name}}`,
      quotes: ordered.filter(({ product }) => product === ref).slice(0, most),
    }))
    .filter((told) => told.quotes.length > 0)
}

const steering = (records: Records, wanted: string): FactRecord[] =>
  records.facts.filter(({ use, kind }) => use === 'steer' && kind === wanted)
