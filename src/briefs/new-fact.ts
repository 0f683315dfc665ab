import type { Fact } from './brief.ts'

/** A fact before it gets its number. */
export type NewFact = Omit<Fact, 'id'>

/** What the catalogue says of a product: ours, and not tied to a time. `ref` is null for one that the message is not about. */
export const factOfProduct = (
  product: { id: string; ref: string | null },
  kind: Fact['kind'],
  text: string,
  use: Fact['use'] = 'mention',
): NewFact => ({
  kind,
  text,
  use,
  origin: 'stated',
  party: 'first',
  product: product.ref,
  source: { type: 'product', id: product.id },
  at: null,
})
