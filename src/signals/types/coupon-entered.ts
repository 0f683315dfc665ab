import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { distinct, itemProduct, namedProduct, ProductList, productFields, TextField } from './fields.ts'

const Properties = z.looseObject({
  ...productFields,
  products: ProductList,
  category: TextField,
  outcome: z
    .enum(['denied'], { error: 'must be denied, or left out' })
    .nullish()
    .transform((outcome) => outcome ?? undefined),
})

/** Somebody tried a code. Which one stays among the properties: a message writes codes from offers alone. */
export const couponEntered: SignalType<z.infer<typeof Properties>> = {
  type: 'coupon-entered',
  origin: 'observed',
  party: 'first',
  properties: Properties,
  eventNames: ['Coupon Entered', 'Entered Coupon', 'Coupon Denied', 'Denied Coupon'],
  implied: { 'Coupon Denied': { outcome: 'denied' }, 'Denied Coupon': { outcome: 'denied' } },
  weight: 1,
  productIds: (properties) => distinct([namedProduct(properties), ...properties.products.map(itemProduct)]),
  category: (properties) => properties.category ?? null,
  describe: (properties) =>
    properties.outcome === 'denied' ? 'entered a coupon that was refused' : 'entered a coupon',
  isComplaint: () => false,
}
