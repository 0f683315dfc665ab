import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { addedOrRemoved, distinct, itemProduct, productFields, productNeeded, TextField } from './fields.ts'

const Properties = z
  .looseObject({ ...productFields, category: TextField, action: addedOrRemoved })
  .refine((properties) => itemProduct(properties) !== undefined, productNeeded)

/** Whoever asks to be told of a price has told us so: `stated`. */
export const priceWatched: SignalType<z.infer<typeof Properties>> = {
  type: 'price-watched',
  origin: 'stated',
  party: 'first',
  properties: Properties,
  eventNames: [
    'Price Watched',
    'Product Price Watched',
    'Price Watch Added',
    'Price Watch Removed',
    'Price Alert Created',
    'Created Price Alert',
    'Price Alert Removed',
    'Removed Price Alert',
  ],
  implied: {
    'Price Watch Removed': { action: 'removed' },
    'Price Alert Removed': { action: 'removed' },
    'Removed Price Alert': { action: 'removed' },
  },
  weight: 5,
  weightOf: (properties) => (properties.action === 'removed' ? 0 : 5),
  productIds: (properties) => distinct([itemProduct(properties)]),
  category: (properties) => properties.category ?? null,
  describe: (properties) =>
    properties.action === 'removed'
      ? 'stopped watching the price of a product'
      : 'asked to be told when the price of a product changes',
  isComplaint: () => false,
}
