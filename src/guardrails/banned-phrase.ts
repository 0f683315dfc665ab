import { fold, occurrences } from './folded-text.ts'
import type { Guardrail } from './guardrail.ts'
import { fieldsOf, foundAt, joinPlaces, quoted } from './text-places.ts'

const RULE = 'banned-phrase'

/** Words that the brand never uses, whatever their case and line breaks. */
export const bannedPhrase: Guardrail = {
  rule: RULE,
  check(message, brief) {
    const phrases = brief.brand.bannedPhrases.map((phrase) => fold(phrase.trim()))
    return fieldsOf(message.content).flatMap(({ field, text }) =>
      joinPlaces(occurrences(text, phrases)).map((place) =>
        foundAt(RULE, 'block', `The brand does not say ${quoted(text, place)}: use other words.`, field, place),
      ),
    )
  },
}
