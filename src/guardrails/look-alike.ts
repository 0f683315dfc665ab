import { dressedPlaces, mixedScriptPlaces, twinWordPlaces } from '../briefs/look-alikes.ts'
import type { Guardrail } from './guardrail.ts'
import { fieldsOf, foundAt, joinPlaces, quoted } from './text-places.ts'

const RULE = 'look-alike'
/** Languages that write whole words in letters with Latin twins. */
const OTHER_LETTERS = /^(?:ru|uk|be|bg|mk|sr|kk|ky|mn|tg|el|hy)\b/i

/** Letters that pass for others: people read a name or an address in them that is not there, and checks read none. */
export const lookAlike: Guardrail = {
  rule: RULE,
  check: (message, brief) =>
    fieldsOf(message.content).flatMap(({ field, text, plain }) => {
      const twins = OTHER_LETTERS.test(brief.locale ?? '') ? [] : twinWordPlaces(plain)
      return joinPlaces([...mixedScriptPlaces(plain), ...twins, ...dressedPlaces(plain)]).map((place) => {
        const sentence = `${quoted(text, place)} is not written in plain letters of one alphabet: type it again.`
        return foundAt(RULE, 'block', sentence, field, place)
      })
    }),
}
