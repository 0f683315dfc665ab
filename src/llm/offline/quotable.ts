import type { FactRecord, ProductRecord, Records } from './records.ts'

/** A fact as it can stand inside a sentence: product names are slots, no full stop at its end. */
export type Quote = { id: string; kind: string; product: string | null; text: string }

const LONGEST_QUOTE = 240

// What a message may hold only by slot (links, addresses, telephone numbers, money), what is no plain text, and what was cut.
const UNQUOTABLE = [
  /:\/\/|\bwww\.|@/i,
  /\b[\p{L}\d-]+\.(?:com|net|org|io|shop|store|info|biz|dev|app|example|test|de|es|eu|uk|fr|it|nl|at|ch)\b/iu,
  /\+?\d[\d\s().-]{6,}\d/,
  /[$€£¥]/,
  /[{}<>[\]|`\\]|&(?:[a-z]{2,10}|#\w{1,7});/i,
  /…|\.{3}/,
  // True today only.
  /^in stock$/i,
]
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))

/** The facts that may be said and can be, in the order of the brief. */
export function quotesOf(records: Records): Quote[] {
  return records.facts.flatMap((fact) => {
    if (fact.use !== 'mention') return []
    const text = quotable(fact, records)
    return text === null ? [] : [{ id: fact.id, kind: fact.kind, product: fact.product, text }]
  })
}

function quotable(fact: FactRecord, { products, task }: Records): string | null {
  const whole = withoutSubject(fact, products)
  // Longest first, so that "Silent 39 Plus" is not taken for "Silent 39".
  const named = products.filter(({ name }) => name !== '').toSorted((a, b) => b.name.length - a.name.length)
  // A name goes in as a slot, so it may hold what the words around it must not ("$50 Gift Card").
  const unnamed = named.reduce((left, { name }) => left.replaceAll(name, ' '), whole)
  if (UNQUOTABLE.some((pattern) => pattern.test(unnamed)) || holdsMoney(unnamed)) return null
  // What happened to "a product" happened to the one that the fact is about.
  const own = fact.kind === 'signal' && task.slots.includes(`${fact.product}.name`) ? `{{${fact.product}.name}}` : null
  let text = own === null ? whole : whole.replace(/\ba product\b/, own)
  for (const { ref, name } of named) {
    if (!text.includes(name)) continue
    if (!task.slots.includes(`${ref}.name`)) return null
    text = text
      .split(/(\{\{[^}]*\}\})/)
      .map((part) => (part.startsWith('{{') ? part : part.replaceAll(name, () => `{{${ref}.name}}`)))
      .join('')
  }
  text = text.replace(/[\s.;:,]+$/u, '').trim()
  return text.length > LONGEST_QUOTE || !/[\p{L}\d]/u.test(text) ? null : text
}

/** `Silent 39: Noise level 39 dB` without the product's name in front: the sentence around it names the product. */
function withoutSubject(fact: FactRecord, products: readonly ProductRecord[]): string {
  const name = products.find(({ ref }) => ref === fact.product)?.name
  const lead = `${name}: `
  return name !== undefined && fact.kind === 'product' && fact.text.startsWith(lead)
    ? fact.text.slice(lead.length)
    : fact.text
}

const holdsMoney = (text: string): boolean =>
  [...text.matchAll(/\d\s?([A-Z]{3})\b|\b([A-Z]{3})\s?\d/g)].some(([, after, before]) =>
    CURRENCIES.has(after ?? before ?? ''),
  )
