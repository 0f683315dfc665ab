import type { Brief } from '../briefs/brief.ts'
import { factWords } from './fact-words.ts'
import type { Feature } from './feature-words.ts'
import { featuresIn } from './feature-words.ts'
import type { Guardrail } from './guardrail.ts'
import { sentencesOf } from './message-sentences.ts'
import type { Sentence } from './message-sentences.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'

const RULE = 'unsupported-feature'
const WHAT: Record<Feature['kind'], string> = { colour: 'colour', material: 'material', feature: 'feature' }
/** A wish or a condition states nothing of a product. */
const CONDITIONAL =
  /(?<!\p{L})(?:if|whether|unless|would|wenn|falls|ob|sollten?|würden?|si|cuando|podría|quand)(?!\p{L})/iu

type Held = { features: ReadonlySet<number>; facts: { id: string; kinds: ReadonlySet<Feature['kind']> }[] }
const known = new WeakMap<Brief, Held>()

function heldFeatures(brief: Brief): Held {
  const held = known.get(brief)
  if (held !== undefined) return held
  const found = factWords(brief).clauses.map(({ fact, words }) => ({
    fact,
    features: featuresIn(words).map(({ feature }) => feature),
  }))
  const fresh = {
    features: new Set(found.flatMap(({ features }) => features.map(({ id }) => id))),
    facts: found.flatMap(({ fact, features }) =>
      fact === null ? [] : [{ id: fact, kinds: new Set(features.map(({ kind }) => kind)) }],
    ),
  }
  known.set(brief, fresh)
  return fresh
}

const statesNothing = ({ isQuestion, text }: Sentence): boolean => isQuestion || CONDITIONAL.test(text)

/** Colours, materials, functions, parts and origins that no fact and no product name holds, in whatever language they stand there. */
export const unsupportedFeature: Guardrail = {
  rule: RULE,
  check: (message, brief) =>
    fieldsOf(message.content).flatMap((field) =>
      sentencesOf(field).flatMap((sentence) => {
        const named = featuresIn(sentence.words)
        if (named.length === 0 || statesNothing(sentence)) return []
        const held = heldFeatures(brief)
        const facts = factWords(brief)
        return named
          .filter(({ feature, words }) => !held.features.has(feature.id) && !words.every(facts.holds))
          .map(({ feature, start, end }) => {
            const place = { start, end }
            const ids = held.facts.filter(({ kinds }) => feature.kind !== 'feature' && kinds.has(feature.kind))
            const why = `No fact holds the ${WHAT[feature.kind]} ${quoted(field.text, place)}: take it out, or give the product a fact that says so.`
            return foundAt(RULE, 'block', why, field.field, place, [...new Set(ids.map(({ id }) => id))].slice(0, 3))
          })
      }),
    ),
}
