import { readFileSync } from 'node:fs'
import moment from 'moment-timezone'
import { describe, expect, test } from 'vitest'
import { ageOfOldZoneData, clocksOf, isTimeZone, plausibleZones, ZONE_DATA } from '../../src/customers/time-zone.ts'

describe('the rules of time zones', () => {
  test('are those that came with the package, and so is their date', () => {
    expect(moment.tz.dataVersion).toBe(ZONE_DATA.version)
    const changes = new URL('../../node_modules/moment-timezone/changelog.md', import.meta.url)
    expect(readFileSync(changes, 'utf8')).toContain(
      `_${ZONE_DATA.releasedOn}_\n* Updated data to IANA TZDB \`${ZONE_DATA.version}\``,
    )
  })

  test('are old after sixty days', () => {
    expect(ageOfOldZoneData(new Date('2026-11-23T00:00:00Z'))).toBeNull()
    expect(ageOfOldZoneData(new Date('2026-12-28T23:59:59Z'))).toBeNull()
    expect(ageOfOldZoneData(new Date('2026-12-29T00:00:00Z'))).toBe(61)
  })

  test('know what Node does not know yet', () => {
    const hour = 3_600_000
    expect(clocksOf('Africa/Casablanca', Date.parse('2026-11-23T12:00:00Z'))).toMatchObject({ aheadMs: 0 })
    expect(clocksOf('America/Vancouver', Date.parse('2026-11-23T12:00:00Z'))).toMatchObject({ aheadMs: -7 * hour })
  })

  test('say until when the clocks stay as they are', () => {
    const change = Date.parse('2027-03-28T01:00:00Z')
    const hour = 3_600_000
    expect(clocksOf('Europe/Madrid', change - 1)).toEqual({ aheadMs: hour, until: change })
    expect(clocksOf('Europe/Madrid', change).aheadMs).toBe(2 * hour)
    expect(clocksOf('UTC', change)).toEqual({ aheadMs: 0, until: Infinity })
    expect(() => clocksOf('Moon/Base', change)).toThrow(RangeError)
  })
})

test.each([
  ['Europe/Madrid', true],
  ['europe/madrid', true],
  ['Asia/Calcutta', true],
  ['UTC', true],
  ['Etc/GMT+5', true],
  ['Europe/Atlantis', false],
  ['Europe/Madrid ', false],
  ['PST', false],
  ['+05:30', false],
  ['UTC+1', false],
  ['', false],
  ['__proto__', false],
  ['constructor', false],
])('%j is a zone: %s', (name, expected) => {
  expect(isTimeZone(name)).toBe(expected)
})

describe('where a customer may be', () => {
  const zones = (timeZone: string | null, phone: string | null = null, locale: string | null = null) =>
    plausibleZones({ timeZone, phone, locale }).toSorted()
  const SPAIN = ['Africa/Ceuta', 'Atlantic/Canary', 'Europe/Madrid']

  test('is the zone that is known', () => {
    expect(zones('Europe/Madrid', '+12125550123', 'en-US')).toEqual(['Europe/Madrid'])
  })

  test('else the country of the phone number', () => {
    expect(zones(null, '+34612345678', 'en-US')).toEqual(SPAIN)
    expect(zones(null, '+17875550123')).toEqual(['America/Puerto_Rico'])
    expect(zones(null, '+12125550123')).toEqual(expect.arrayContaining(['America/New_York', 'Pacific/Honolulu']))
    expect(zones(null, '+12125550123')).not.toContain('America/Toronto')
    // One that may be of several countries, and one whose digits are nobody's.
    expect(zones(null, '+447700900123')).toEqual(expect.arrayContaining(['Europe/London', 'Europe/Jersey']))
    expect(zones(null, '+4412345')).toContain('Europe/London')
  })

  test('else the country of the locale', () => {
    expect(zones(null, null, 'es-ES')).toEqual(SPAIN)
    expect(zones(null, '+80012345678', 'es-ES')).toEqual(SPAIN)
  })

  test('else where the brand says that its customers live', () => {
    const ofBrand = ['Europe/Lisbon', 'Atlantic/Azores']
    const nobody = { timeZone: null, phone: null, locale: 'pt' }
    expect(plausibleZones(nobody, ofBrand)).toEqual(ofBrand)
    expect(plausibleZones({ ...nobody, timeZone: 'Asia/Tokyo' }, ofBrand)).toEqual(['Asia/Tokyo'])
    expect(plausibleZones({ ...nobody, locale: 'es-ES' }, ofBrand).toSorted()).toEqual(SPAIN)
    expect(plausibleZones({ ...nobody, phone: '+34612345678' }, ofBrand).toSorted()).toEqual(SPAIN)
  })

  test('else anywhere: a language is no country', () => {
    const anywhere = zones(null)
    expect(anywhere).toEqual(expect.arrayContaining(['Pacific/Kiritimati', 'Pacific/Pago_Pago', ...SPAIN]))
    expect(zones(null, null, 'es')).toEqual(anywhere)
    expect(zones(null, null, 'not a locale')).toEqual(anywhere)
    expect(zones('Europe/Atlantis')).toEqual(anywhere)
    expect(zones('+05:30')).toEqual(anywhere)
  })
})
