import type { StoredOffer } from '../catalog/offer.ts'
import type { StoredProduct } from '../catalog/product.ts'
import { remembered } from '../patterns/remembered.ts'
import type { Chosen } from './choose-products.ts'
import { cleanText, cleanWhole } from './clean-text.ts'
import type { ConcernTopic } from './concern-topics.ts'
import { holdsContactDetails } from './contact-details.ts'
import { isInstructionShaped } from './instruction-shaped.ts'
import { factOfProduct, type NewFact } from './new-fact.ts'

/** Longest text of a fact, in UTF-16 units. */
export const MAX_FACT = 500

/**
 * What the catalogue says of one product, all of it fit to be said: price and stock for what is offered, then its facts and
 * its attributes, those first that speak to a concern. The free description is no fact: nobody checked its sentences.
 */
export function productFacts(
  { product, ref, role }: Chosen,
  concerns: readonly ConcernTopic[],
  max: number,
): NewFact[] {
  const { price, availability } = product.stored
  const sold: string[] = []
  if (role === 'offered' && price !== undefined) sold.push(`Price ${price.amount} ${price.currency}`)
  if (role === 'offered' && availability === 'in_stock') sold.push('In stock')

  const answers = (text: string): boolean => concerns.some((topic) => topic.answeredBy.test(text))
  const safe = told(product.stored).filter((text) => !givesContactDetails(text) && !isOrder(text))
  const ordered = [...safe.filter(answers), ...safe.filter((text) => !answers(text))]
  return [...sold, ...ordered].slice(0, max).map((text) => factOfProduct({ id: product.id, ref }, 'product', text))
}

/** What a product's facts and attributes say, each once. */
const told = ({ facts = [], attributes = {} }: StoredProduct): string[] =>
  [...new Set([...facts.map((fact) => cleanWhole(fact, MAX_FACT)), ...attributeTexts(attributes)])].filter(Boolean)

/** True when one of them reads like an order to a model. */
export const saysOrders = (product: StoredProduct): boolean => told(product).some(isOrder)

const isOrder = remembered(isInstructionShaped)
const givesContactDetails = remembered(holdsContactDetails)

/** Plain attributes as `Noise level: 39 dB`. Lists, objects and yes-or-no values have no one reading, so they are left out. */
function attributeTexts(attributes: Record<string, unknown>): string[] {
  return Object.entries(attributes).flatMap(([key, value]) => {
    if (typeof value !== 'string' && typeof value !== 'number') return []
    const name = cleanText(key.replaceAll('_', ' '), 60)
    const text = cleanWhole(String(value), MAX_FACT - 70)
    return name === '' || text === '' ? [] : [`${name.charAt(0).toUpperCase()}${name.slice(1)}: ${text}`]
  })
}

/** What the offer table says, word for word; its code is a slot and stands in no fact. */
export function offerFacts(offer: StoredOffer): NewFact[] {
  const until = new Date(offer.validUntil).toISOString()
  const terms = cleanWhole(offer.terms, MAX_FACT - 10)
  const texts = [
    worthOf(offer),
    ...(terms === '' ? [] : [`Terms: ${terms}`]),
    `Valid until ${until.slice(0, 10)} ${until.slice(11, 16)} UTC`,
  ]
  return texts
    .filter((text) => !holdsContactDetails(text))
    .map((text) => ({
      kind: 'offer',
      text,
      use: 'mention',
      origin: 'stated',
      party: 'first',
      product: null,
      source: { type: 'offer', id: offer.id },
      at: null,
    }))
}

function worthOf({ kind, value, currency }: StoredOffer): string {
  if (kind === 'free_shipping') return 'Free shipping'
  return kind === 'percent' ? `${value} % off` : `${value} ${currency} off`
}
