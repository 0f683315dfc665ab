import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { distinct, namedProduct, NumberField, productFields, TextField } from './fields.ts'
import { partyOfSite, siteField } from './review-site.ts'

const Properties = z.looseObject({
  ...productFields,
  ...siteField,
  category: TextField,
  /** Stars of the review that was read, 1 to 5. */
  rating: NumberField,
  text: TextField,
  body: TextField,
  reviewText: TextField,
  review_body: TextField,
})

/** What the review that was read says, as far as it was sent along. */
export const textOfReview = (properties: Partial<z.infer<typeof Properties>>): string | null =>
  properties.text ?? properties.body ?? properties.reviewText ?? properties.review_body ?? null

export const reviewRead: SignalType<z.infer<typeof Properties>> = {
  type: 'review-read',
  origin: 'observed',
  party: 'first',
  partyOf: partyOfSite,
  properties: Properties,
  eventNames: [
    'Reviews Viewed',
    'Review Viewed',
    'Reviews Read',
    'Review Read',
    'Viewed Reviews',
    'Viewed Review',
    'Read Reviews',
    'Read Review',
    'Product Reviews Viewed',
  ],
  weight: 3,
  productIds: (properties) => distinct([namedProduct(properties)]),
  category: (properties) => properties.category ?? null,
  describe: (properties) => (namedProduct(properties) === undefined ? 'read a review' : 'read a review of a product'),
  isComplaint: () => false,
}
