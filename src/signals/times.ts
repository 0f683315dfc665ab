/** Events may be dated this far ahead of our clock. */
export const MAX_AHEAD_MS = 24 * 60 * 60 * 1000
/** A sender's clock is believed unless it differs by more than this; smaller differences are only the way over the network. */
const SKEW_MS = 60_000
/** Nothing that happened before is a customer's signal; such dates are unset clocks and zero values. */
const EARLIEST = Date.UTC(2000, 0, 1)

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}([.,]\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i

/** An ISO 8601 instant as tracking clients write it; without an offset it is UTC. Null when it is none, or before 2000. */
export function readInstant(value: unknown): Date | null {
  const parts = typeof value === 'string' && value.length <= 64 ? INSTANT.exec(value.trim()) : null
  if (parts === null) return null
  const [, year, month, day, clock = '00:00', seconds = ':00', , offset = 'Z'] = parts
  const zone = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset.toUpperCase()
  const at = new Date(`${year}-${month}-${day}T${clock}${seconds.replace(',', '.')}${zone}`)
  const exists = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day)
  return exists && at.getTime() >= EARLIEST ? at : null
}

/**
 * When something happened by our clock: a sender's clock that was wrong when it sent was as wrong before. The rule of
 * Segment's specification (`timestamp = receivedAt - (sentAt - originalTimestamp)`), applied to real differences only.
 */
export function withoutSkew(at: Date, sentAt: Date | null, receivedAt: Date): Date {
  const skew = sentAt === null ? 0 : receivedAt.getTime() - sentAt.getTime()
  return Math.abs(skew) > SKEW_MS ? new Date(at.getTime() + skew) : at
}

/** Why a time cannot be a signal's, as one plain sentence, or null. */
export const whyImpossible = (at: Date, receivedAt: Date): string | null => {
  if (at.getTime() > receivedAt.getTime() + MAX_AHEAD_MS) return 'must not be more than one day in the future'
  return at.getTime() < EARLIEST ? 'must not be before the year 2000' : null
}
