import { turnsAway } from './denials.ts'
import type { FactWords } from './fact-words.ts'
import type { Sentence } from './message-sentences.ts'
import type { Place } from './text-places.ts'
import type { Word } from './words.ts'

/** A property and what has it stand so near each other, small words not counted. */
const NEAR = 2
const MIN_NAME = 3
/** A wish or a condition states nothing of a product. */
const CONDITION = /(?<!\p{L})(?:if|whether|unless|would|wenn|falls|ob|si|cuando|quand)(?!\p{L})/iu

const bearers = new WeakMap<FactWords, Map<number, readonly Word[]>>()

/** The words of a clause that are not small. */
function meaningOf(facts: FactWords, index: number): readonly Word[] {
  const known = bearers.get(facts) ?? new Map<number, readonly Word[]>()
  bearers.set(facts, known)
  const words = known.get(index) ?? (facts.clauses[index]?.words ?? []).filter((word) => !word.form.isSmall)
  known.set(index, words)
  return words
}

/** The keys of what stands near a word with this key, in every clause that holds it. */
function bearersIn(facts: FactWords, key: string): { fact: string; keys: Set<string> }[] {
  return (facts.byKey.get(key) ?? []).flatMap((index) => {
    const fact = facts.clauses[index]?.fact ?? ''
    const words = meaningOf(facts, index)
    return words.flatMap((word, at) =>
      word.key === key
        ? [{ fact, keys: new Set(words.slice(Math.max(0, at - NEAR), at + NEAR + 1).map((each) => each.key)) }]
        : [],
    )
  })
}

/** Properties that a sentence gives to something to which a fact gives their opposite: "the stiff sole" for a flexible one. */
export function contradictedWords(sentence: Sentence, facts: FactWords): (Place & { fact: string })[] {
  if (!sentence.words.some((word) => word.form.opposites !== undefined)) return []
  if (turnsAway(sentence.words) || CONDITION.test(sentence.text)) return []
  const words = sentence.words.filter((word) => !word.form.isSmall)
  const said = new Set(words.map(({ key }) => key))
  return words.flatMap((word, at) => {
    const opposites = word.form.opposites
    if (opposites === undefined) return []
    const near = [words[at - 1], words[at + 1]].flatMap((each) =>
      each === undefined || each.low.length < MIN_NAME || each.form.opposites !== undefined || /\p{N}/u.test(each.text)
        ? []
        : [each.key],
    )
    const isHeld = bearersIn(facts, word.key).some(({ keys }) => near.some((key) => keys.has(key)))
    if (near.length === 0 || isHeld) return []
    const against = [...opposites]
      .filter((key) => !said.has(key))
      .flatMap((key) => bearersIn(facts, key))
      .find(({ fact, keys }) => fact !== '' && near.some((key) => keys.has(key)))
    return against === undefined ? [] : [{ start: word.start, end: word.end, fact: against.fact }]
  })
}
