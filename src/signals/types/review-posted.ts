import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { distinct, namedProduct, NumberField, productFields, TextField } from './fields.ts'
import { partyOfSite, siteField } from './review-site.ts'

/** So many stars or fewer are a complaint. */
export const COMPLAINT_STARS = 2

const Properties = z.looseObject({
  ...productFields,
  ...siteField,
  category: TextField,
  /** Stars, 1 to 5. */
  rating: NumberField.refine((stars) => stars === undefined || (stars >= 0 && stars <= 5), {
    message: 'must be stars from 0 to 5',
  }),
})

const complains = (properties: { rating?: number | undefined }): boolean =>
  properties.rating !== undefined && properties.rating <= COMPLAINT_STARS

export const reviewPosted: SignalType<z.infer<typeof Properties>> = {
  type: 'review-posted',
  origin: 'stated',
  party: 'first',
  partyOf: partyOfSite,
  properties: Properties,
  eventNames: [
    'Product Reviewed',
    'Reviewed Product',
    'Review Posted',
    'Posted Review',
    'Review Submitted',
    'Submitted Review',
    'Review Published',
    'Review Written',
  ],
  weight: 1,
  weightOf: (properties) => (complains(properties) ? 0 : 1),
  productIds: (properties) => distinct([namedProduct(properties)]),
  category: (properties) => properties.category ?? null,
  describe: (properties) => {
    const review =
      properties.rating === undefined ? 'a review' : `a ${Math.round(properties.rating * 10) / 10}-star review`
    return namedProduct(properties) === undefined ? `posted ${review}` : `posted ${review} of a product`
  },
  isComplaint: complains,
}
