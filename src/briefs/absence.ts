import type { Absence } from './brief.ts'
import type { Reading } from './reading.ts'
import { SEARCH_DAYS } from './stage.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Days without any signal after which somebody has been away. */
const AWAY_DAYS = 90

/** Whether somebody has been away and is back, or is away now. `readings` is newest first; who never gave a sign was never here. */
export function findAbsence(readings: readonly Reading[], now: Date): Absence | null {
  const [newest] = readings
  if (newest === undefined) return null
  if (now.getTime() - newest.at >= AWAY_DAYS * DAY_MS) return 'quiet'
  const start = newest.at - SEARCH_DAYS * DAY_MS
  const first = readings.findLast(({ at }) => at >= start) ?? newest
  const before = readings.find(({ at }) => at < start)
  const isNow = now.getTime() - newest.at <= SEARCH_DAYS * DAY_MS
  return isNow && before !== undefined && first.at - before.at >= AWAY_DAYS * DAY_MS ? 'came-back' : null
}
