import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { distinct, itemProduct, productFields, productNeeded, TextField } from './fields.ts'

const Properties = z
  .looseObject({ ...productFields, category: TextField })
  .refine((properties) => itemProduct(properties) !== undefined, productNeeded)

export const productViewed: SignalType<z.infer<typeof Properties>> = {
  type: 'product-viewed',
  origin: 'observed',
  party: 'first',
  properties: Properties,
  eventNames: ['Product Viewed', 'Product Clicked', 'Viewed Product', 'Clicked Product'],
  weight: 2,
  productIds: (properties) => distinct([itemProduct(properties)]),
  category: (properties) => properties.category ?? null,
  describe: () => 'viewed a product',
  isComplaint: () => false,
}
