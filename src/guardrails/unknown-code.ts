import { matchesOf } from '../patterns/matches-of.ts'
import type { Guardrail } from './guardrail.ts'
import { KnownWords, nameTokens } from './name-tokens.ts'
import { saidTexts } from './said-texts.ts'
import type { Place } from './text-places.ts'
import { fieldsOf, foundAt, joinPlaces, quoted } from './text-places.ts'

const RULE = 'unknown-code'

/** What follows a word for "code" or stands before "at checkout". Case counts: only capitals and figures are codes. */
const AFTER_CODE_WORD =
  /(?<!\p{L})(?:(?:[Pp]romo(?:tion)?|[Dd]iscount|[Oo]ffer|[Cc]oupon|[Vv]oucher|[Rr]abatt|[Gg]utschein)[ -]?)?(?:[Cc]ode|CODE|[Cc]oupon|[Vv]oucher|[Gg]utschein(?:code)?|[Rr]abattcode|[Cc]up[oó]n|[Cc]ódigo)(?:\s+(?:is|ist|es|est|of|de|named|called))?\s{0,2}[:=]?\s{0,2}["'“”‘’«]?([A-Z0-9](?:[A-Z0-9]|[-_](?=[A-Z0-9])){2,39})(?![\p{L}\p{N}])/gu
/** Small letters and figures behind a word for "code", and letters apart: nobody reads them as a word. */
const SMALL_CODE =
  /(?<!\p{L})(?:code|coupon|voucher|gutschein(?:code)?|rabattcode|cup[oó]n|código)(?:\s(?:is|ist|es|est))?\s{0,2}[:=]?\s{0,2}["'“”‘’«]?((?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{4,20}|[A-Z0-9](?:[ ._-][A-Z0-9]){3,19})(?![\p{L}\p{N}])/giu
const AT_CHECKOUT = /(?<![\p{L}\p{N}])([A-Z0-9][A-Z0-9_-]{3,39})(?=["'”’»]?\s+(?:at|in|during)\s+(?:the\s+)?checkout)/gu

const MAY_NAME_CODE = /code|coupon|voucher|gutschein|cup[oó]n|código/iu

function wordsAfterCode(plain: string): Place[] {
  const named = MAY_NAME_CODE.test(plain) ? [...matchesOf(AFTER_CODE_WORD, plain), ...matchesOf(SMALL_CODE, plain)] : []
  return [...named, ...matchesOf(AT_CHECKOUT, plain.includes('checkout') ? plain : '')].map((match) => {
    const code = match[1] ?? ''
    const start = match.index + match[0].lastIndexOf(code)
    return { start, end: start + code.length }
  })
}

/** Offer codes come from the offer's record through `{{o1.code}}`, never in letters. */
export const unknownCode: Guardrail = {
  rule: RULE,
  check(message, brief) {
    let known: KnownWords | undefined
    return fieldsOf(message.content).flatMap(({ field, text, plain }) => {
      const shaped = nameTokens(plain).filter((token) => token.shape === 'code')
      const places = joinPlaces([...shaped, ...wordsAfterCode(plain)].map(({ start, end }) => ({ start, end })))
      if (places.length === 0) return []
      known ??= new KnownWords(saidTexts(brief))
      return places
        .filter((place) => !known?.has(text.slice(place.start, place.end)))
        .map((place) => {
          const advice = brief.slots.includes('o1.code') ? 'write {{o1.code}} instead' : 'take it out'
          const sentence = `${quoted(text, place)} looks like an offer code that no record holds: ${advice}.`
          return foundAt(RULE, 'block', sentence, field, place)
        })
    })
  },
}
