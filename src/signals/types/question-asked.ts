import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { distinct, namedProduct, productFields, TextField } from './fields.ts'
import { partyOfSite, siteField } from './review-site.ts'

const Properties = z.looseObject({ ...productFields, ...siteField, category: TextField })

/** A question under a product or in a forum. One to support is `support-contacted`. */
export const questionAsked: SignalType<z.infer<typeof Properties>> = {
  type: 'question-asked',
  origin: 'stated',
  party: 'first',
  partyOf: partyOfSite,
  properties: Properties,
  eventNames: [
    'Question Asked',
    'Asked Question',
    'Question Submitted',
    'Submitted Question',
    'Product Question Asked',
    'Product Question Submitted',
  ],
  weight: 4,
  productIds: (properties) => distinct([namedProduct(properties)]),
  category: (properties) => properties.category ?? null,
  describe: (properties) =>
    namedProduct(properties) === undefined ? 'asked a question' : 'asked a question about a product',
  isComplaint: () => false,
}
