import type { CountryCode } from 'libphonenumber-js'
import { findPhoneNumbersInText, isSupportedCountry } from 'libphonenumber-js'
import type { Brief } from '../briefs/brief.ts'
import { dateAtoms } from './date-atoms.ts'
import type { Guardrail } from './guardrail.ts'
import { currenciesBeside } from './number-words.ts'
import { saidTexts } from './said-texts.ts'
import type { Place } from './text-places.ts'
import { fieldsOf, foundAt, joinPlaces, quoted } from './text-places.ts'

const RULE = 'unknown-phone'
/** Seven figures or more with what people put between them, never across a full stop; only then is the slower search worth its time. */
const CANDIDATE = /(?<![\p{L}\p{N}])[+(]{0,2}\p{Nd}(?:(?!\. )[ \t\u00A0\u202F().\-–/]{0,3}\p{Nd}){6,24}/gu
const EVERY_DIGIT = /\p{Nd}/gu
const YEARS = /^(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d$/
const GROUPED_NUMBER = /^\d{1,3}(?:[.]\d{3})+$/
const MIN_DIGITS = 8

const digitsOf = (text: string): string => (text.match(EVERY_DIGIT) ?? []).join('')

function countryOf(locale: string | null): CountryCode | undefined {
  const region = /[-_]([A-Za-z]{2})(?:$|[-_])/.exec(locale ?? '')?.[1]?.toUpperCase()
  return region !== undefined && isSupportedCountry(region) ? region : undefined
}

function isOtherNumber(plain: string, place: Place): boolean {
  const figures = plain.slice(place.start, place.end)
  const before = plain.slice(Math.max(0, place.start - 6), place.start)
  const after = plain.slice(place.end, place.end + 12)
  return (
    YEARS.test(figures) ||
    GROUPED_NUMBER.test(figures) ||
    currenciesBeside(before, after).length > 0 ||
    dateAtoms(figures).length > 0
  )
}

function phonePlaces(plain: string, brief: Brief): Place[] {
  const candidates = Array.from(plain.matchAll(CANDIDATE), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }))
  if (candidates.length === 0) return []
  const country = countryOf(brief.locale)
  const shaped = candidates.filter(
    (place) => digitsOf(plain.slice(place.start, place.end)).length >= MIN_DIGITS && !isOtherNumber(plain, place),
  )
  const valid = findPhoneNumbersInText(plain, country === undefined ? {} : { defaultCountry: country }).map(
    ({ startsAt, endsAt }) => ({ start: startsAt, end: endsAt }),
  )
  return joinPlaces([
    ...shaped,
    ...valid.filter((place) => dateAtoms(plain.slice(place.start, place.end)).length === 0),
  ])
}

/** No phone number stands in a message's letters, nor what looks like one; a figure that a fact holds is no phone number. */
export const unknownPhone: Guardrail = {
  rule: RULE,
  check(message, brief) {
    let known: string[] | undefined
    return fieldsOf(message.content).flatMap(({ field, text, plain }) =>
      phonePlaces(plain, brief)
        .filter((place) => {
          known ??= saidTexts(brief).map(digitsOf)
          return !known.some((digits) => digits.includes(digitsOf(text.slice(place.start, place.end))))
        })
        .map((place) => {
          const sentence = `${quoted(text, place)} looks like a phone number that code did not put there: take it out.`
          return foundAt(RULE, 'block', sentence, field, place)
        }),
    )
  },
}
