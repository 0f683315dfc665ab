import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { addedOrRemoved, distinct, itemProduct, productFields, productNeeded, TextField } from './fields.ts'

const Properties = z
  .looseObject({ ...productFields, category: TextField, action: addedOrRemoved })
  .refine((properties) => itemProduct(properties) !== undefined, productNeeded)

export const wishlistAdded: SignalType<z.infer<typeof Properties>> = {
  type: 'wishlist-added',
  origin: 'observed',
  party: 'first',
  properties: Properties,
  eventNames: [
    'Product Added to Wishlist',
    'Added Product to Wishlist',
    'Wishlist Product Added',
    'Product Removed from Wishlist',
    'Removed Product from Wishlist',
    'Wishlist Product Removed',
  ],
  implied: {
    'Product Removed from Wishlist': { action: 'removed' },
    'Removed Product from Wishlist': { action: 'removed' },
    'Wishlist Product Removed': { action: 'removed' },
  },
  weight: 5,
  weightOf: (properties) => (properties.action === 'removed' ? 0 : 5),
  productIds: (properties) => distinct([itemProduct(properties)]),
  category: (properties) => properties.category ?? null,
  describe: (properties) =>
    properties.action === 'removed' ? 'took a product off the wish list' : 'put a product on the wish list',
  isComplaint: () => false,
}
