import type { StoredOffer } from '../catalog/offer.ts'
import { is } from './reading.ts'
import type { Reading } from './reading.ts'

/** How terms say that everybody has an offer once. */
const ONCE =
  /(?:once|one(?:\s+use|\s+order)?)\s+(?:only\s+)?per\s+(?:customer|person|household|account)|(?:einmal|einmalig)\s+(?:pro|je)\s+(?:Kund|Person|Haushalt)|una\s+(?:sola\s+)?vez\s+por\s+(?:cliente|persona)|une\s+(?:seule\s+)?fois\s+par\s+(?:client|personne)/iu
const CODE_FIELDS = ['coupon', 'coupon_name', 'couponName', 'coupon_id', 'couponId', 'code', 'discount_code']

/** True when the offer is there once for each customer and a signal shows that this one has used its code. */
export function hasUsedOffer({ terms, code }: StoredOffer, readings: readonly Reading[]): boolean {
  if (!ONCE.test(terms)) return false
  return readings.some(
    (reading) =>
      is(reading, 'coupon-applied', 'purchase') &&
      reading.properties.action !== 'removed' &&
      CODE_FIELDS.some((field) => {
        const used = reading.properties[field]
        return typeof used === 'string' && used.toLowerCase() === code.toLowerCase()
      }),
  )
}
