import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { IdField, TextField } from './fields.ts'

const Properties = z.looseObject({ productId: IdField, query: TextField, category: TextField })

/** A search by words. The products that it found are the shop's choice, so they say nothing. */
export const productSearched: SignalType<z.infer<typeof Properties>> = {
  type: 'product-searched',
  origin: 'observed',
  party: 'first',
  properties: Properties,
  eventNames: ['Products Searched', 'Product Searched', 'Searched Products'],
  weight: 1,
  productIds: (properties) => (properties.productId === undefined ? [] : [properties.productId]),
  category: (properties) => properties.category ?? null,
  describe: (properties) =>
    properties.query === undefined && properties.category !== undefined
      ? 'looked through a category'
      : 'searched for products',
  isComplaint: () => false,
}
