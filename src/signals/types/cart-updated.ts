import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { distinct, itemProduct, ProductList, productFields, TextField } from './fields.ts'

const Properties = z.looseObject({
  ...productFields,
  products: ProductList,
  category: TextField,
  action: z
    .enum(['added', 'removed', 'viewed', 'checkout'], { error: 'must be added, removed, viewed or checkout' })
    .nullish()
    .transform((action) => action ?? 'added'),
})

const DESCRIPTIONS = {
  added: 'put a product into the cart',
  removed: 'took a product out of the cart',
  viewed: 'looked into the cart',
  checkout: 'began the checkout',
} as const

export const cartUpdated: SignalType<z.infer<typeof Properties>> = {
  type: 'cart-updated',
  origin: 'observed',
  party: 'first',
  properties: Properties,
  eventNames: [
    'Product Added',
    'Product Removed',
    'Cart Viewed',
    'Checkout Started',
    'Added Product',
    'Removed Product',
    'Viewed Cart',
    'Started Checkout',
    'Wishlist Product Added to Cart',
  ],
  implied: {
    'Product Removed': { action: 'removed' },
    'Removed Product': { action: 'removed' },
    'Cart Viewed': { action: 'viewed' },
    'Viewed Cart': { action: 'viewed' },
    'Checkout Started': { action: 'checkout' },
    'Started Checkout': { action: 'checkout' },
  },
  weight: 6,
  weightOf: (properties) => (properties.action === 'removed' ? 0 : 6),
  productIds: (properties) => distinct([itemProduct(properties), ...properties.products.map(itemProduct)]),
  category: (properties) => properties.category ?? null,
  describe: (properties) => DESCRIPTIONS[properties.action],
  isComplaint: () => false,
}
