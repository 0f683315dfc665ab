import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { addedOrRemoved, distinct, itemProduct, namedProduct, ProductList, productFields, TextField } from './fields.ts'

const Properties = z.looseObject({
  ...productFields,
  products: ProductList,
  category: TextField,
  action: addedOrRemoved,
})

/** A code lowered the price of what is in the cart. */
export const couponApplied: SignalType<z.infer<typeof Properties>> = {
  type: 'coupon-applied',
  origin: 'observed',
  party: 'first',
  properties: Properties,
  eventNames: ['Coupon Applied', 'Applied Coupon', 'Coupon Removed', 'Removed Coupon'],
  implied: { 'Coupon Removed': { action: 'removed' }, 'Removed Coupon': { action: 'removed' } },
  weight: 2,
  weightOf: (properties) => (properties.action === 'removed' ? 0 : 2),
  productIds: (properties) => distinct([namedProduct(properties), ...properties.products.map(itemProduct)]),
  category: (properties) => properties.category ?? null,
  describe: (properties) => (properties.action === 'removed' ? 'took a coupon back' : 'used a coupon'),
  isComplaint: () => false,
}
