import type { Context } from '../context.ts'
import { ageOfOldZoneData, ZONE_DATA } from '../customers/time-zone.ts'

/** Says in the log when the rules of time zones are old: quiet hours may then begin and end an hour off. */
export function warnOfOldZoneData({ log, now }: Pick<Context, 'log' | 'now'>): void {
  const days = ageOfOldZoneData(now())
  if (days === null) return
  log.warn({ event: 'zone-data-old', ...ZONE_DATA, days }, 'Rules of time zones are old: update moment-timezone')
}
