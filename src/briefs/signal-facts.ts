import type { Fact } from './brief.ts'
import type { Chosen } from './choose-products.ts'
import { cleanText } from './clean-text.ts'
import type { Concern } from './concerns.ts'
import { holdsContactDetails } from './contact-details.ts'
import { isInstructionShaped } from './instruction-shaped.ts'
import type { NewFact } from './new-fact.ts'
import { is } from './reading.ts'
import type { Reading } from './reading.ts'
import { isSensitive } from './sensitive-topics.ts'
import { useOfSignal } from './use-of-signal.ts'

const MAX_SIGNAL_FACTS = 8
const MAX_CONCERNS = 3
const MAX_QUERY = 80

/**
 * What the customer did and said, newest first, the same thing once with its count. What may be mentioned is `useOfSignal`'s to
 * say; only a review is not mentioned beside an offer, so that no incentive can seem to hang on it (16 CFR 465.4).
 */
export function signalFacts(
  readings: readonly Reading[],
  chosen: readonly Chosen[],
  context: { complaint: Reading | null; hasOffer: boolean; isPrivate(text: string): boolean },
): NewFact[] {
  const byId = new Map(chosen.map((each) => [each.product.id, each]))
  const facts = new Map<string, { fact: NewFact; times: number }>()
  for (const reading of readings) {
    const about = byId.get(reading.productIds.find((id) => byId.has(id)) ?? '')
    // A fact about a product that the message is not about would only lead away from it; a complaint is what it is about.
    if (about === undefined && reading.productIds.length > 0 && reading !== context.complaint) continue
    const text = textOf(reading, about, context.isPrivate)
    const allowed = useOfSignal(reading.signal, isSensitive(text)).use
    if (allowed === 'never') continue
    const use = context.hasOffer && is(reading, 'review-posted') ? 'steer' : allowed
    const key = JSON.stringify([text, use])
    const known = facts.get(key)
    if (known !== undefined) known.times++
    else if (facts.size < MAX_SIGNAL_FACTS)
      facts.set(key, { fact: factOf(reading, { text, use, product: about?.ref ?? null }), times: 1 })
  }
  return [...facts.values()].map(({ fact, times }) =>
    times > 1 && fact.use === 'steer' ? { ...fact, text: `${fact.text} (${times} times)` } : fact,
  )
}

/** What reviews that the customer read complain about, for products of this brief. Never said: somebody else wrote it. */
export function concernFacts(concerns: readonly Concern[], chosen: readonly Chosen[]): NewFact[] {
  const refs = new Map(chosen.map(({ product, ref }) => [product.id, ref]))
  return concerns
    .filter(({ productId }) => productId === null || refs.has(productId))
    .slice(0, MAX_CONCERNS)
    .map(({ topic, productId, newest }) => {
      const text = `reviews the customer read complain about ${topic.name}`
      const product = productId === null ? null : (refs.get(productId) ?? null)
      return {
        ...factOf(newest, { text, use: 'steer', product }),
        kind: 'concern',
        origin: 'inferred',
        party: 'third',
      }
    })
}

const factOf = ({ signal }: Reading, what: Pick<Fact, 'text' | 'use' | 'product'>): NewFact => ({
  kind: 'signal',
  ...what,
  origin: signal.origin,
  party: signal.party,
  source: { type: 'signal', id: signal.id },
  at: signal.occurredAt.toISOString(),
})

/**
 * The kind's own words, with the product's name where there is one. A search adds what was looked for, in plain words and
 * only where those give nobody away.
 */
function textOf(reading: Reading, about: Chosen | undefined, isPrivate: (text: string) => boolean): string {
  const name = about === undefined || holdsContactDetails(about.product.name) ? 'a product' : about.product.name
  const what = reading.type.describe(reading.properties).replace('a product', () => name)
  if (!is(reading, 'product-searched', 'product-list-viewed')) return what
  const { query, category } = reading.properties
  const sought = [query, category].find((given) => typeof given === 'string')
  const words = sought === undefined ? '' : plainWords(sought, isPrivate)
  return words === '' ? what : `${what}: ${words}`
}

function plainWords(text: string, isPrivate: (text: string) => boolean): string {
  const clean = cleanText(text, MAX_QUERY)
  if (holdsContactDetails(clean) || isPrivate(clean) || isInstructionShaped(text.slice(0, 1000))) return ''
  return (clean.match(/[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'+.,%-]*/gu) ?? []).join(' ')
}
