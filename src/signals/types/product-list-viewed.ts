import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { IdField, TextField } from './fields.ts'

const Properties = z.looseObject({ productId: IdField, category: TextField })

/** A look at a list or a category. Which products it showed is the shop's choice, so they say nothing. */
export const productListViewed: SignalType<z.infer<typeof Properties>> = {
  type: 'product-list-viewed',
  origin: 'observed',
  party: 'first',
  properties: Properties,
  eventNames: [
    'Product List Viewed',
    'Product List Filtered',
    'Product Category Viewed',
    'Viewed Product List',
    'Filtered Product List',
    'Viewed Product Category',
  ],
  weight: 1,
  productIds: (properties) => (properties.productId === undefined ? [] : [properties.productId]),
  category: (properties) => properties.category ?? null,
  describe: (properties) =>
    properties.category === undefined ? 'looked through a list of products' : 'looked through a category',
  isComplaint: () => false,
}
