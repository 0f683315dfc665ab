import { describe, expect, test } from 'vitest'
import { firstLoudMoment, quietHoursOf, type QuietHours } from '../../src/delivery/quiet-hours.ts'

const NIGHT: QuietHours = { from: '21:00', to: '08:00' }
const NOON: QuietHours = { from: '11:30', to: '13:00' }
const DAYS_8 = 8 * 86_400_000

const loud = (now: string, zone: string | string[], ...hours: QuietHours[]): string => {
  const from = new Date(now)
  const zones = Array.isArray(zone) ? zone : [zone]
  const at = firstLoudMoment(from, new Date(from.getTime() + DAYS_8), zones, hours)
  if (at === null) return 'never'
  return at.getTime() === from.getTime() ? 'now' : at.toISOString().replace(':00.000Z', 'Z')
}

describe('a message may leave', () => {
  test.each<[string, string, QuietHours, string]>([
    // A quarter of an hour before and after is quiet as well.
    ['2026-11-20T20:44:59.999Z', 'UTC', NIGHT, 'now'],
    ['2026-11-20T20:45:00Z', 'UTC', NIGHT, '2026-11-21T08:15Z'],
    ['2026-11-20T23:59:00Z', 'UTC', NIGHT, '2026-11-21T08:15Z'],
    ['2026-11-21T00:00:00Z', 'UTC', NIGHT, '2026-11-21T08:15Z'],
    ['2026-11-21T08:14:59.999Z', 'UTC', NIGHT, '2026-11-21T08:15Z'],
    ['2026-11-21T08:15:00Z', 'UTC', NIGHT, 'now'],
    ['2026-11-20T11:14:00Z', 'UTC', NOON, 'now'],
    ['2026-11-20T11:15:00Z', 'UTC', NOON, '2026-11-20T13:15Z'],
    ['2026-11-20T23:50:00Z', 'UTC', { from: '18:00', to: '00:00' }, '2026-11-21T00:15Z'],
    // On the customer's clock: Madrid is an hour ahead, New York five behind, Kathmandu 5:45 ahead.
    ['2026-11-20T19:45:00Z', 'Europe/Madrid', NIGHT, '2026-11-21T07:15Z'],
    ['2026-11-20T21:00:00Z', 'America/New_York', NIGHT, 'now'],
    ['2026-11-21T02:00:00Z', 'America/New_York', NIGHT, '2026-11-21T13:15Z'],
    ['2026-11-20T15:00:00Z', 'Asia/Kathmandu', NIGHT, '2026-11-21T02:30Z'],
    // Rules that were changed in 2026: Morocco gave up its own summer time, British Columbia its winter time.
    ['2026-11-23T07:30:00Z', 'Africa/Casablanca', NIGHT, '2026-11-23T08:15Z'],
    ['2026-11-23T15:15:00Z', 'America/Vancouver', NIGHT, 'now'],
    // Where a night is cut short or drawn out.
    ['2027-03-27T23:00:00Z', 'Europe/Madrid', NIGHT, '2027-03-28T06:15Z'],
    ['2026-10-24T22:00:00Z', 'Europe/Madrid', NIGHT, '2026-10-25T07:15Z'],
    // Quiet until 02:15, which does not come: at 02:00 it is 03:00. The margin is of real minutes.
    ['2027-03-28T00:00:00Z', 'Europe/Madrid', { from: '00:00', to: '02:15' }, '2027-03-28T01:15Z'],
    // 02:00 to 03:00 comes twice: between its two ends the first time there is no hour that stays away from both.
    ['2026-10-25T00:10:00Z', 'Europe/Madrid', { from: '02:00', to: '02:40' }, '2026-10-25T01:55Z'],
    ['2026-10-25T00:10:00Z', 'Europe/Madrid', { from: '02:00', to: '02:20' }, '2026-10-25T00:35Z'],
    // Over the date line: Samoa has had no 30th of December 2011.
    ['2011-12-30T09:00:00Z', 'Pacific/Apia', NIGHT, '2011-12-30T18:15Z'],
  ])('asked at %s in %s, quiet %j: %s', (now, zone, hours, expected) => {
    expect(loud(now, zone, hours)).toBe(expected)
  })

  test('now, where there are no quiet hours', () => {
    expect(loud('2026-11-20T23:00:00Z', 'UTC')).toBe('now')
  })

  test('when every zone and all hours allow it', () => {
    const zones = ['America/New_York', 'Pacific/Honolulu']
    expect(loud('2026-11-20T12:00:00Z', zones, NIGHT)).toBe('2026-11-20T18:15Z')
    expect(loud('2026-11-21T01:45:00Z', zones, NIGHT)).toBe('2026-11-21T18:15Z')
    expect(loud('2026-11-20T21:00:00Z', 'UTC', NIGHT, { from: '08:00', to: '09:00' })).toBe('2026-11-21T09:15Z')
  })

  test('never, where no minute is left; and to find that out takes no time', () => {
    expect(loud('2026-11-20T12:00:00Z', 'UTC', { from: '08:00', to: '07:31' })).toBe('never')
    expect(loud('2026-11-20T12:00:00Z', 'UTC', { from: '08:00', to: '07:29' })).toBe('2026-11-21T07:44Z')
    expect(loud('2026-11-20T12:00:00Z', ['Asia/Tokyo', 'Europe/Madrid', 'America/Chicago'], NIGHT)).toBe('never')
  })
})

describe('the quiet hours of a channel', () => {
  test('are those of the law and of the brand', () => {
    expect(quietHoursOf('sms', undefined)).toEqual([NIGHT])
    expect(quietHoursOf('sms', { sms: NOON, email: NIGHT })).toEqual([NIGHT, NOON])
    expect(quietHoursOf('email', undefined)).toEqual([])
    expect(quietHoursOf('email', { email: NOON })).toEqual([NOON])
  })

  test('are none between equal times', () => {
    expect(quietHoursOf('email', { email: { from: '12:00', to: '12:00' } })).toEqual([])
  })
})
