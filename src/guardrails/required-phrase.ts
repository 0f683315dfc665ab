import { fold, indexesOf } from './folded-text.ts'
import type { Guardrail } from './guardrail.ts'
import { quoted } from './text-places.ts'

const RULE = 'required-phrase'

/** Words that the brand always says: looked for in all that the customer gets, whatever their case and line breaks. */
export const requiredPhrase: Guardrail = {
  rule: RULE,
  check(message, brief) {
    const phrases = brief.brand.requiredPhrases ?? []
    if (phrases.length === 0) return []
    const searched = fold(message.rendered.normalize('NFKC'))
    return phrases
      .filter((phrase) => indexesOf(searched, fold(phrase.trim())).length === 0)
      .map((phrase) => ({
        rule: RULE,
        severity: 'block' as const,
        message: `The brand always says ${quoted(phrase, { start: 0, end: phrase.length })} in such a message: add it word for word.`,
        span: null,
        facts: [],
      }))
  },
}
