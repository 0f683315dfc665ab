import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { distinct, IdField, itemProduct, namedProduct, ProductList, productFields, TextField } from './fields.ts'

const Properties = z
  .looseObject({
    ...productFields,
    products: ProductList,
    productIds: z
      .array(IdField, { error: 'must be a list of product ids' })
      .nullish()
      .transform((ids) => ids ?? []),
    category: TextField,
  })
  .refine((properties) => compared(properties).length > 0, {
    path: ['products'],
    message: 'must name the products that were compared',
  })

const compared = (properties: {
  productId?: string | undefined
  product_id?: string | undefined
  sku?: string | undefined
  products: Parameters<typeof itemProduct>[0][]
  productIds: (string | undefined)[]
}): string[] => distinct([namedProduct(properties), ...properties.products.map(itemProduct), ...properties.productIds])

export const productsCompared: SignalType<z.infer<typeof Properties>> = {
  type: 'products-compared',
  origin: 'observed',
  party: 'first',
  properties: Properties,
  eventNames: [
    'Products Compared',
    'Product Compared',
    'Compared Products',
    'Product Comparison Viewed',
    'Comparison Viewed',
    'Viewed Comparison',
  ],
  weight: 4,
  productIds: compared,
  category: (properties) => properties.category ?? null,
  describe: (properties) => (compared(properties).length > 1 ? 'compared a product with others' : 'compared a product'),
  isComplaint: () => false,
}
