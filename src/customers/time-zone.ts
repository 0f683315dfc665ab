import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import moment from 'moment-timezone'
import { z } from 'zod'

/**
 * The rules of the IANA database that are in use, and since when they are out. Node's own and PostgreSQL's are older by
 * months and get Morocco and British Columbia wrong; these come with a package of their own.
 */
export const ZONE_DATA = { version: '2026f', releasedOn: '2026-10-29' }
const OLD_AFTER_DAYS = 60
const DAY_MS = 86_400_000

/** Age of the rules in days, when it is time for newer ones; else null. Governments change them at a few weeks' notice. */
export function ageOfOldZoneData(now: Date): number | null {
  const days = Math.floor((now.getTime() - Date.parse(ZONE_DATA.releasedOn)) / DAY_MS)
  return days > OLD_AFTER_DAYS ? days : null
}

const zoneOf = (name: string) => moment.tz.zone(name)

/**
 * Whether a name is a zone to us and to Node, where dates are written: offsets such as "+05:30" are none, they would not follow
 * the seasons.
 */
export function isTimeZone(name: string): boolean {
  if (zoneOf(name) === null) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, { message: 'must be an IANA zone such as "Europe/Madrid"' })

/**
 * What the clocks of a zone show at `at` (milliseconds since 1970): milliseconds ahead of UTC, and the end of that, when the
 * clocks are next put forward or back.
 * @throws RangeError for what `isTimeZone` does not know
 */
export function clocksOf(name: string, at: number): { aheadMs: number; until: number } {
  const zone = zoneOf(name)
  if (zone === null) throw new RangeError('There is no such time zone')
  const { untils, offsets } = zone
  let [low, high] = [0, untils.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (at < untils[middle]!) high = middle
    else low = middle + 1
  }
  return { aheadMs: 0 - Math.round(offsets[low]! * 60_000), until: untils[low] ?? Infinity }
}

const zonesOf = (countries: readonly string[]): string[] => [
  ...new Set(countries.flatMap((country) => moment.tz.zonesForCountry(country) ?? [])),
]

/** Countries in which a number can be at home: by its digits, else by its country code alone. None for numbers of no country. */
function countriesOfPhone(phone: string): string[] {
  const number = parsePhoneNumberFromString(phone)
  if (number === undefined) return []
  const possible = number.getPossibleCountries()
  if (possible.length > 0) return possible
  return getCountries().filter((country) => getCountryCallingCode(country) === number.countryCallingCode)
}

function countryOfLocale(locale: string): string[] {
  try {
    const { region } = new Intl.Locale(locale)
    return region === undefined ? [] : [region]
  } catch {
    return []
  }
}

/**
 * Every zone that the customer may be in: the one that is known; else those of the country of the phone number; else of the
 * locale's; else those of which the brand says that its customers live there; else all in which people live. Never empty.
 */
export function plausibleZones(
  customer: { timeZone: string | null; phone: string | null; locale: string | null },
  ofBrand: readonly string[] = [],
): readonly string[] {
  const { timeZone, phone, locale } = customer
  if (timeZone !== null && zoneOf(timeZone) !== null) return [timeZone]
  const ofPhone = zonesOf(phone === null ? [] : countriesOfPhone(phone))
  if (ofPhone.length > 0) return ofPhone
  const ofLocale = zonesOf(locale === null ? [] : countryOfLocale(locale))
  if (ofLocale.length > 0) return ofLocale
  return ofBrand.length > 0 ? ofBrand : zonesOf(moment.tz.countries())
}
