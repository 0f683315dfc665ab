import type { Guardrail } from './guardrail.ts'
import { factsOfDeed, signalPhrases } from './signal-phrases.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'

const RULE = 'observed-signal'

/** A message never tells customers that they were watched; what they told us themselves may be said. */
export const observedSignal: Guardrail = {
  rule: RULE,
  check: (message, brief) =>
    fieldsOf(message.content).flatMap((textField) => {
      const { field, text } = textField
      let saidUpTo = 0
      return signalPhrases(textField).flatMap((phrase) => {
        if (phrase.start < saidUpTo || factsOfDeed(brief, phrase.deed).length > 0) return []
        saidUpTo = phrase.end
        const sentence = `${quoted(text, phrase)} speaks of something the customer did not tell us: write about the topic instead.`
        return [foundAt(RULE, 'block', sentence, field, phrase)]
      })
    }),
}
