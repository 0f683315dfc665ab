import { z } from 'zod'
import { ExternalId, SomeText } from '../text.ts'
import { isCurrency, NO_CURRENCY } from './currency.ts'
import { ProductId } from './product.ts'

/** PostgreSQL and JavaScript agree on these years. */
const OfferDate = z.iso
  .datetime({ offset: true })
  .refine((value) => Date.parse(value) >= Date.UTC(1900, 0, 1) && Date.parse(value) < Date.UTC(10_000, 0, 1), {
    message: 'must be between the years 1900 and 9999',
  })

const OfferKind = z.enum(['percent', 'amount', 'free_shipping']).meta({ id: 'OfferKind' })

/** An incentive with real dates and terms: the body of `PUT /v1/offers/{id}`. */
export const Offer = z
  .strictObject({
    code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{1,39}$/, 'letters, digits, - and _ only'),
    kind: OfferKind,
    /** Percent of the price, or an amount of `currency`; "0" for free shipping. */
    value: z.string().regex(/^\d{1,12}(\.\d{1,4})?$/, 'must be a decimal such as "10"'),
    currency: z.string().refine(isCurrency, NO_CURRENCY).meta({ pattern: '^[A-Z]{3}$' }).optional(),
    terms: SomeText(1000),
    validFrom: OfferDate,
    validUntil: OfferDate,
    productIds: z.array(ProductId).max(1000).optional(),
  })
  .refine((offer) => Date.parse(offer.validFrom) < Date.parse(offer.validUntil), {
    path: ['validUntil'],
    message: 'must be later than validFrom',
  })
  .refine((offer) => offer.kind !== 'percent' || Number(offer.value) <= 100, {
    path: ['value'],
    message: 'must be at most 100 for a percentage',
  })
  .refine((offer) => (offer.kind === 'amount') === (offer.currency !== undefined), {
    path: ['currency'],
    message: 'is needed for an amount, and only for an amount',
  })
  .meta({
    id: 'Offer',
    examples: [
      {
        code: 'QUIET10',
        kind: 'percent',
        value: '10',
        terms: '10 % off one dishwasher, once per customer',
        validFrom: '2026-11-01T00:00:00Z',
        validUntil: '2027-01-31T23:59:59Z',
        productIds: ['dw-1'],
      },
    ],
  })
export type Offer = z.infer<typeof Offer>

export const StoredOffer = Offer.safeExtend({
  id: ExternalId,
  version: z.int().meta({ description: 'Grows by one with each change' }),
}).meta({ id: 'StoredOffer' })
export type StoredOffer = z.infer<typeof StoredOffer>

/** Why an offer cannot be used now for these products, as one plain sentence, or null. */
export function whyOfferUnusable(offer: StoredOffer, now: Date, productIds: readonly string[]): string | null {
  if (Date.parse(offer.validFrom) > now.getTime()) return 'This offer has not begun.'
  if (Date.parse(offer.validUntil) <= now.getTime()) return 'This offer has ended.'
  const limitedTo = offer.productIds
  if (limitedTo !== undefined && limitedTo.length > 0 && !productIds.some((id) => limitedTo.includes(id))) {
    return 'This offer is for other products than the ones this customer looks at.'
  }
  return null
}
