import { matchesOf } from '../patterns/matches-of.ts'
import type { CountryCode } from 'libphonenumber-js'
import { findPhoneNumbersInText, isSupportedCountry } from 'libphonenumber-js'
import type { Brief } from '../briefs/brief.ts'
import { dateAtoms } from './date-atoms.ts'
import type { Guardrail } from './guardrail.ts'
import { currenciesBeside } from './number-words.ts'
import { saidTexts } from './said-texts.ts'
import { spelledPhonePlaces } from './spelled-phone.ts'
import type { Place } from './text-places.ts'
import { fieldsOf, foundAt, joinPlaces, quoted } from './text-places.ts'

const RULE = 'unknown-phone'
/** Seven figures or more with what people put between them, never across a full stop; only then is the slower search worth its time. */
const CANDIDATE = /(?<![\p{L}\p{N}])[+(]{0,2}\p{Nd}(?:(?!\. )[ \t\u00A0\u202F().\-–/]{0,3}\p{Nd}){6,24}/gu
const EVERY_DIGIT = /\p{Nd}/gu
const YEARS = /^(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d$/
const GROUPED_NUMBER = /^\d{1,3}(?:[.]\d{3})+$/
const MIN_DIGITS = 8
/** Some countries have numbers of five figures, which look like any other number. */
const MIN_VALID_DIGITS = 7

const digitsOf = (text: string): string => (text.match(EVERY_DIGIT) ?? []).join('')

function countryOf(locale: string | null): CountryCode | undefined {
  const region = /[-_]([A-Za-z]{2})(?:$|[-_])/.exec(locale ?? '')?.[1]?.toUpperCase()
  return region !== undefined && isSupportedCountry(region) ? region : undefined
}

/** A phone number that is valid in the customer's country can be written like a date, but not beside a currency. */
function isDateOrAmount(plain: string, { start, end }: Place): boolean {
  const before = plain.slice(Math.max(0, start - 6), start)
  const after = plain.slice(end, end + 12)
  return currenciesBeside(before, after).length > 0 || dateAtoms(plain.slice(start, end)).length > 0
}

function isOtherNumber(plain: string, place: Place): boolean {
  const figures = plain.slice(place.start, place.end)
  return YEARS.test(figures) || GROUPED_NUMBER.test(figures) || isDateOrAmount(plain, place)
}

function phonePlaces(plain: string, brief: Brief): Place[] {
  const candidates = matchesOf(CANDIDATE, plain).map((match) => ({
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
    ...valid.filter(
      (place) =>
        digitsOf(plain.slice(place.start, place.end)).length >= MIN_VALID_DIGITS && !isDateOrAmount(plain, place),
    ),
  ])
}

/** No phone number stands in a message's letters, nor what looks like one; a figure that a fact holds is no phone number. */
export const unknownPhone: Guardrail = {
  rule: RULE,
  check(message, brief) {
    let known: string[] | undefined
    return fieldsOf(message.content).flatMap(({ field, text, plain }) =>
      joinPlaces([...phonePlaces(plain, brief), ...spelledPhonePlaces(plain)])
        .filter((place) => {
          known ??= saidTexts(brief).map(digitsOf)
          const digits = digitsOf(text.slice(place.start, place.end))
          return digits.length < MIN_DIGITS - 3 || !known.some((said) => said.includes(digits))
        })
        .map((place) => {
          const sentence = `${quoted(text, place)} looks like a phone number, and no record of this message holds one: take it out.`
          return foundAt(RULE, 'block', sentence, field, place)
        }),
    )
  },
}
