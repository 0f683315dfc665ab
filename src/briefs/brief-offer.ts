import type { StoredOffer } from '../catalog/offer.ts'
import type { Brief } from './brief.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** An offer as a brief holds it; its days are counted in the customer's time zone, or UTC. */
export function briefOffer(offer: StoredOffer, now: Date, timeZone: string | null): NonNullable<Brief['offer']> {
  const until = new Date(offer.validUntil)
  const dayOf = dayNumbers(timeZone ?? 'UTC')
  return {
    ref: 'o1',
    id: offer.id,
    version: offer.version,
    kind: offer.kind,
    value: offer.currency === undefined ? offer.value : `${offer.value} ${offer.currency}`,
    validUntil: until.toISOString(),
    // One that ends at midnight has its last day before it.
    daysLeft: dayOf(until.getTime() - 1) - dayOf(now.getTime()),
    daysOn: dayOf(now.getTime()) - dayOf(Date.parse(offer.validFrom)),
  }
}

/** The number of the calendar day on which an instant falls. */
function dayNumbers(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return (at) => Date.parse(format.format(at)) / DAY_MS
}
