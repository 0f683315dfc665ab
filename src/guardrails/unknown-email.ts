import { matchesOf } from '../patterns/matches-of.ts'
import type { Guardrail } from './guardrail.ts'
import type { Place } from './text-places.ts'
import { fieldsOf, foundAt, joinPlaces, placesOf, quoted } from './text-places.ts'

const RULE = 'unknown-email'
const AT_SIGN = /[@＠﹫]/g
const LOCAL_PART_END = /[\p{L}\p{N}._%+'\0-]{1,64}$/u
const HOST_START = /^(?:[\p{L}\p{N}-]{1,63}[.。．｡]){1,8}[\p{L}\p{N}-]{2,63}/u
/** A slot as the host or the name makes an address too. */
const SLOT_START = /^\0+(?:[.][\p{L}\p{N}.-]{1,100})?/u
const MAILTO = /(?<!\p{L})mailto\s?:\s?[^\s"'<>]{0,200}/giu
const NAME = String.raw`(?<![\p{L}\p{N}])[\p{L}\p{N}._-]{1,64}\s?`
const HOST = String.raw`\s?[\p{L}\p{N}-]{1,63}\s?`
const BRACKETED_AT = String.raw`(?:[[({<]\s?(?:at|@|ät)\s?[\])}>]|[-_*](?:at|ät)[-_*])`
const BRACKETED_DOT = String.raw`[[({<]\s?(?:dot|punkt|punto|point|\.)\s?[\])}>]|[-_*](?:dot|punkt|punto|point)[-_*]`
const AT_WORD = String.raw`\s(?:at|ät|klammeraffe|chez)\s|@|\s(?:arroba|arobase)\s`
const DOT_WORD = String.raw`\s(?:dot|punto|punkt|point)\s`
/** What every address that is spelled out holds: most texts hold none, and are not searched for its name. */
const MAY_SPELL_OUT = new RegExp(`(?:${BRACKETED_AT}|${AT_WORD})${HOST}(?:${BRACKETED_DOT}|\\.|${DOT_WORD})`, 'iu')
/** Words alone ("at", "dot") need a known ending, signs in brackets do not. */
const SPELLED_OUT = [
  new RegExp(String.raw`${NAME}${BRACKETED_AT}${HOST}(?:${BRACKETED_DOT}|\.)\s?\p{L}{2,20}(?!\p{L})`, 'giu'),
  new RegExp(
    String.raw`${NAME}(?:${BRACKETED_AT}|${AT_WORD})${HOST}(?:${BRACKETED_DOT}|${DOT_WORD})\s?(?:com|net|org|info|biz|shop|store|example|co|uk|eu|de|es|fr|io|me)(?![\p{L}\p{N}])`,
    'giu',
  ),
]

function addresses(plain: string): Place[] {
  return matchesOf(AT_SIGN, plain).flatMap((sign) => {
    const local = LOCAL_PART_END.exec(plain.slice(Math.max(0, sign.index - 64), sign.index))?.[0]
    const after = plain.slice(sign.index + 1, sign.index + 600)
    const host = (SLOT_START.exec(after) ?? HOST_START.exec(after))?.[0]
    if (local === undefined || host === undefined) return []
    return [{ start: sign.index - local.length, end: sign.index + 1 + host.length }]
  })
}

/** No e-mail address stands in a message's letters: replies go to the sender, which the frame knows. */
export const unknownEmail: Guardrail = {
  rule: RULE,
  check: (message) =>
    fieldsOf(message.content).flatMap(({ field, text, plain }) =>
      joinPlaces([
        ...addresses(plain),
        ...placesOf(MAILTO, plain),
        ...(MAY_SPELL_OUT.test(plain) ? SPELLED_OUT.flatMap((shape) => placesOf(shape, plain)) : []),
      ]).map((place) => {
        const sentence = `${quoted(text, place)} is an e-mail address written by hand: take it out, a reply reaches the brand.`
        return foundAt(RULE, 'block', sentence, field, place)
      }),
    ),
}
