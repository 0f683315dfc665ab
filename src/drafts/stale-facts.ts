import type { Fact } from '../briefs/brief.ts'
import { briefOffer } from '../briefs/brief-offer.ts'
import { offerFacts, productFacts } from '../briefs/catalogue-facts.ts'
import { slotValues } from '../briefs/slot-values.ts'
import { type StoredOffer, whyOfferUnusable } from '../catalog/offer.ts'
import type { ProductChange } from '../catalog/product-change.ts'
import type { StoredProduct } from '../catalog/product.ts'
import { numberAtoms, supports } from '../guardrails/number-atoms.ts'
import { blankSlots, slotPlaces } from '../guardrails/slot-places.ts'
import { urgency } from '../guardrails/urgency.ts'
import type { RevisionRow } from './store.ts'

/** What a message was written from. */
export type Written = Pick<
  RevisionRow,
  'subject' | 'body' | 'brief' | 'slots' | 'claims' | 'offerVersion' | 'createdAt'
>

/** The records behind it, as they are now. */
export type Evidence = {
  products: readonly StoredProduct[]
  offer: StoredOffer | null
  /** Changes of prices and stock, needed only where `needsHistory` says so. */
  changes: readonly ProductChange[]
  now: Date
  /** The customer's IANA zone, in which an offer's days are counted. */
  timeZone: string | null
}

/** Something that a message says and the catalogue no longer does. `about` is a fact's id, or a slot that stands for none. */
export type StaleFact = { about: string; was: string; now: string | null }

const NEWS = { 'price-drop': 'price', 'back-in-stock': 'availability' } as const
const isNews = (kind: Fact['kind']): kind is keyof typeof NEWS => Object.hasOwn(NEWS, kind)

const STOCK_FACT = /\bin stock\b/i
const STOCK_WORDS =
  /(?<!\p{L})(?:(?:in|on) stock|auf lager|lieferbar|vorrätig|verfügbar|en stock|en existencias|disponibles?)(?!\p{L})/iu

/** True when the message tells news that only the history of prices and stock can bear out. */
export const needsHistory = ({ brief }: Pick<Written, 'brief'>): boolean => brief.facts.some(({ kind }) => isNews(kind))

/**
 * What the message uses and is no longer so. A fact is used when a claim cites it, when its value stands in the text, or
 * when the text has a slot for it; what the message does not use may change. Facts and slots are composed anew, by the code that
 * composed them before, and compared as texts.
 */
export function staleFacts(written: Written, evidence: Evidence): StaleFact[] {
  const text = `${written.subject ?? ''}\n${written.body}`
  const slots = staleSlots(written, evidence, text)
  const facts = staleTexts(written, evidence, blankSlots(text))
  const known = new Set(facts.map(({ about }) => about))
  return [...facts, ...slots.filter(({ about }) => !known.has(about)), ...staleOffer(written, evidence)]
}

/** An offer is bound by the approval as a whole, whatever of it the text says; "ends tomorrow" must be true of today as well. */
function staleOffer({ brief, subject, body, claims, slots, offerVersion }: Written, evidence: Evidence): StaleFact[] {
  const { offer, now, timeZone } = evidence
  if (brief.offer === null) return []
  const [first] = brief.facts.filter(({ kind }) => kind === 'offer')
  const stale = (is: string | null): StaleFact[] => [
    { about: first?.id ?? 'o1', was: first?.text ?? 'an offer', now: is },
  ]
  if (offer === null) return stale(null)
  const ids = brief.products.map(({ id }) => id)
  const unusable = whyOfferUnusable(offer, now, ids)
  if (unusable !== null) return stale(unusable)
  const asItIs = (): StaleFact[] =>
    stale(
      offerFacts(offer)
        .map((fact) => fact.text)
        .join('. '),
    )
  if (offer.version !== offerVersion) return asItIs()
  const today = briefOffer(offer, now, timeZone)
  if (today.daysLeft === brief.offer.daysLeft && today.daysOn === brief.offer.daysOn) return []
  const content = subject === null ? { body } : { subject, body }
  const haste = urgency.check({ content, claims, slots, rendered: '' }, { ...brief, offer: today })
  return haste.length === 0 ? [] : asItIs()
}

function staleTexts({ brief, claims, createdAt }: Written, evidence: Evidence, plain: string): StaleFact[] {
  const cited = new Set(claims.flatMap((claim) => claim.facts))
  // "Silent 39" is a name and says no number.
  const said = numberAtoms(brief.products.reduce((rest, { name }) => rest.replaceAll(name, ' '), plain))
  const lower = plain.toLowerCase()
  const isUsed = ({ id, text }: Fact): boolean =>
    cited.has(id) ||
    lower.includes(text.toLowerCase()) ||
    (STOCK_FACT.test(text) && STOCK_WORDS.test(plain)) ||
    numberAtoms(text).some((known) => said.some((atom) => supports(known, atom)))
  const current = textsOfProducts(evidence)
  return brief.facts.flatMap((fact): StaleFact[] => {
    if (fact.source.type !== 'product' || fact.use !== 'mention' || !isUsed(fact)) return []
    const texts = current(fact.source.id)
    if (texts === undefined) return [{ about: fact.id, was: fact.text, now: null }]
    const holds = isNews(fact.kind) ? isStillNews(fact, fact.kind, evidence, createdAt) : texts.includes(fact.text)
    return holds ? [] : [{ about: fact.id, was: fact.text, now: nearest(fact.text, texts) }]
  })
}

/** Composes what may be said of a product when it is asked for: a brief holds more products than a message speaks of. */
function textsOfProducts({ products }: Evidence): (id: string) => string[] | undefined {
  const composed = new Map<string, string[]>()
  return (id) => {
    const product = products.find((one) => one.id === id)
    if (product !== undefined && !composed.has(id)) composed.set(id, textsNow(product))
    return composed.get(id)
  }
}

/** Everything that may be said of a product now: more than a brief holds, in another order. */
function textsNow(stored: StoredProduct): string[] {
  const product = { id: stored.id, name: stored.name, category: null, stored }
  const facts = productFacts({ product, ref: 'p1', role: 'offered' }, [], Infinity).map((fact) => fact.text)
  return stored.availability === undefined || stored.availability === 'in_stock'
    ? facts
    : [...facts, `Not in stock: ${stored.availability.replaceAll('_', ' ')}`]
}

/** News quotes what is now and what was. It holds while neither price nor stock moved again after it was written. */
function isStillNews(
  { text, source }: Fact,
  kind: keyof typeof NEWS,
  { products, changes }: Evidence,
  since: Date,
): boolean {
  const moved = changes.some(
    (change) =>
      change.productId === source.id && change.field === NEWS[kind] && Date.parse(change.recordedAt) > since.getTime(),
  )
  const product = products.find(({ id }) => id === source.id)
  if (moved || product === undefined) return false
  if (kind === 'back-in-stock') return product.availability === 'in_stock'
  return product.price !== undefined && text.startsWith(`Price ${product.price.amount} ${product.price.currency},`)
}

function staleSlots({ brief, slots }: Written, { products, offer }: Evidence, text: string): StaleFact[] {
  const byId = new Map(products.map((product) => [product.id, product]))
  const current = slotValues({
    brief,
    firstName: null,
    products: brief.products.map(({ id }) => byId.get(id)),
    offer,
    brandName: null,
    agentName: null,
    locale: brief.locale,
  })
  const used = new Set(slotPlaces(text).map(({ name }) => name))
  // A product's name may stand there in letters as well.
  const lower = text.toLowerCase()
  for (const { ref, name } of brief.products) if (lower.includes(name.toLowerCase())) used.add(`${ref}.name`)
  return [...used].flatMap((name): StaleFact[] => {
    const was = /^p\d+\./.test(name) && Object.hasOwn(slots, name) ? slots[name] : undefined
    if (was === undefined || current[name] === was) return []
    return [{ about: factOfSlot(name, brief.facts) ?? name, was, now: current[name] ?? null }]
  })
}

/** The fact that says the same as a slot: only prices have one. */
function factOfSlot(slot: string, facts: readonly Fact[]): string | undefined {
  const [ref, field] = slot.split('.')
  if (field !== 'price') return undefined
  return facts.find((fact) => fact.kind === 'product' && fact.product === ref && fact.text.startsWith('Price '))?.id
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}+/gu) ?? []

/** What took the place of a text: the one that has most words in common with it, and at least half of them. */
function nearest(was: string, texts: readonly string[]): string | null {
  const words = new Set(wordsOf(was))
  let best: { text: string; shared: number } | null = null
  for (const text of texts) {
    const shared = wordsOf(text).filter((word) => words.has(word)).length
    if (shared * 2 >= words.size && shared > (best?.shared ?? 0)) best = { text, shared }
  }
  return best?.text ?? null
}
