import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { distinct, namedProduct, productFields, TextField } from './fields.ts'

const Properties = z.looseObject({
  ...productFields,
  category: TextField,
  /** What the sender makes of it; nothing is read from the text. */
  sentiment: z
    .enum(['positive', 'neutral', 'negative'], { error: 'must be positive, neutral or negative' })
    .nullish()
    .transform((sentiment) => sentiment ?? undefined),
})
type Mention = z.infer<typeof Properties>

const complains = (mention: Mention): boolean => mention.sentiment === 'negative'

/** Something said in public, but not to us: it steers and is never repeated to whoever said it. */
export const socialMention: SignalType<Mention> = {
  type: 'social-mention',
  origin: 'stated',
  party: 'third',
  properties: Properties,
  eventNames: ['Social Mention', 'Brand Mentioned', 'Mentioned Brand', 'Product Mentioned', 'Mentioned Product'],
  weight: 2,
  weightOf: (mention) => (complains(mention) ? 0 : 2),
  productIds: (mention) => distinct([namedProduct(mention)]),
  category: (mention) => mention.category ?? null,
  describe: (mention) =>
    namedProduct(mention) === undefined ? 'spoke of us in public' : 'spoke of a product in public',
  isComplaint: complains,
}
