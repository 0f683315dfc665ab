import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { distinct, itemProduct, namedProduct, ProductList, productFields, TextField } from './fields.ts'

const Properties = z.looseObject({ ...productFields, products: ProductList, category: TextField })

const bought = (properties: z.infer<typeof Properties>): string[] =>
  distinct([namedProduct(properties), ...properties.products.map(itemProduct)])

export const purchase: SignalType<z.infer<typeof Properties>> = {
  type: 'purchase',
  origin: 'observed',
  party: 'first',
  properties: Properties,
  eventNames: ['Order Completed', 'Completed Order', 'Product Purchased', 'Purchased Product'],
  weight: 10,
  productIds: bought,
  category: (properties) => properties.category ?? null,
  describe: (properties) => (bought(properties).length === 0 ? 'placed an order' : 'bought a product'),
  isComplaint: () => false,
}
