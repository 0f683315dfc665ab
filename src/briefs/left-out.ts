import type { StoredProduct } from '../catalog/product.ts'
import { hasUnfitName } from './catalogue.ts'
import { saysOrders } from './catalogue-facts.ts'
import { cleanText } from './clean-text.ts'
import type { Chosen } from './choose-products.ts'
import { isInstructionShaped } from './instruction-shaped.ts'
import type { Reading } from './reading.ts'
import { factOfProduct, type NewFact } from './new-fact.ts'

const MOST_OF_A_KIND = 2
/** Signals are newest first; what was written long ago need not be shown again with every message. */
const READ_SIGNALS = 60
const SHORTEST = 12

/**
 * What was kept away from the model because it reads like an order to one, told in our own words for the reviewer: names of
 * products, facts of the catalogue, texts of signals. Never said, never shown to the model.
 */
export function leftOutFacts(
  readings: readonly Reading[],
  products: readonly StoredProduct[],
  chosen: readonly Chosen[],
  linkDomains: readonly string[],
): NewFact[] {
  const names = products
    .filter((product) => cleanText(product.name, 1) !== '' && hasUnfitName(product, linkDomains))
    .map(({ id }) =>
      ofProduct(id, null, 'a product was left out: its name reads like an order, a sentence or an address'),
    )
  const facts = chosen
    .filter(({ product }) => saysOrders(product.stored))
    .map(({ product, ref }) =>
      ofProduct(product.id, ref, 'facts of this product that read like orders to a model were left out'),
    )
  const texts = readings
    .slice(0, READ_SIGNALS)
    .filter(({ signal }) => Object.values(signal.properties).some(isOrder))
    .map(ofSignal)
  return [names, facts, texts].flatMap((found) => found.slice(0, MOST_OF_A_KIND))
}

const isOrder = (value: unknown): boolean =>
  typeof value === 'string' && value.length >= SHORTEST && isInstructionShaped(value)

const ofProduct = (id: string, ref: string | null, text: string): NewFact =>
  factOfProduct({ id, ref }, 'left-out', text, 'steer')

const ofSignal = ({ signal }: Reading): NewFact => ({
  kind: 'left-out',
  text: 'a text that came with a signal reads like an order to a model; nothing of it was used',
  use: 'steer',
  origin: signal.origin,
  party: signal.party,
  product: null,
  source: { type: 'signal', id: signal.id },
  at: signal.occurredAt.toISOString(),
})
