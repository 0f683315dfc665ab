import type { Fact } from '../briefs/brief.ts'
import type { Guardrail } from './guardrail.ts'
import { factsOfDeed, signalPhrases } from './signal-phrases.ts'
import { fieldsOf, quoted } from './text-places.ts'

const RULE = 'too-many-signals'

/** A message that recites everything a customer did is a dossier: it may rest on few signals, cited or said. */
export const tooManySignals: Guardrail = {
  rule: RULE,
  check(message, brief) {
    const cited = new Map<string, Fact>()
    for (const id of message.claims.flatMap((claim) => claim.facts)) {
      const fact = brief.facts.find((one) => one.id === id && one.kind === 'signal')
      if (fact !== undefined) cited.set(id, fact)
    }
    // A phrase counts on its own only when no cited signal can be what it speaks of.
    const said = new Set(
      fieldsOf(message.content)
        .flatMap(signalPhrases)
        .map((phrase) => phrase.deed),
    )
    said.delete('watched')
    const uncited = [...said].filter((deed) => !factsOfDeed(brief, deed).some((fact) => cited.has(fact.id)))
    const count = cited.size + uncited.length
    const limit = brief.limits.mentionedSignals
    if (count <= limit) return []
    const named = [...cited.values()].map(({ text }) => quoted(text, { start: 0, end: text.length })).join(', ')
    const which = named === '' ? '' : ` (${named})`
    const sentence = `The message speaks of ${count} things the customer did${which} and may speak of ${limit}: leave some out.`
    return [{ rule: RULE, severity: 'block', message: sentence, span: null, facts: [...cited.keys()] }]
  },
}
