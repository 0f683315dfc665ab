import type { Brief } from '../briefs/brief.ts'
import { alignWords } from './align-words.ts'
import type { Alignment } from './align-words.ts'
import { deniesAnything, deniesAt } from './denials.ts'
import type { FactClause, FactWords } from './fact-words.ts'
import { factWords } from './fact-words.ts'
import { isGlue } from './glue-words.ts'
import type { Finding, Guardrail } from './guardrail.ts'
import { sentencesOf } from './message-sentences.ts'
import type { Sentence } from './message-sentences.ts'
import { unitAfter } from './number-units.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'
import type { Place, TextField } from './text-places.ts'
import type { Word } from './words.ts'

const RULE = 'altered-fact'
/** So many words with a meaning a sentence and a fact must share before they are taken for the same statement. */
const SHARED = 2
const CLOSEST = 2
/** Longer gaps are other statements, not changed words. */
const MAX_GAP = 3

/** The clauses that share most words with a sentence, closest first. */
function closestClauses(sentence: Sentence, facts: FactWords): FactClause[] {
  const counts = new Map<number, number>()
  for (const key of new Set(sentence.words.filter((word) => !isGlue(word)).map((word) => word.key))) {
    for (const index of facts.byKey.get(key) ?? []) counts.set(index, (counts.get(index) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, count]) => count >= SHARED)
    .toSorted(([a, first], [b, second]) => second - first || a - b)
    .slice(0, CLOSEST)
    .flatMap(([index]) => facts.clauses[index] ?? [])
    .filter(({ fact }) => fact !== null)
}

/** Figures and their units are compared elsewhere, where 39 dB and 39 decibels are the same. */
const isFigure = ({ text }: Word): boolean => /\p{N}/u.test(text) || unitAfter(text) !== null
const placeOf = (words: readonly Word[]): Place => ({ start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0 })

type Change = Place & { kind: 'denial' | 'word' }

/** A denial that only one of the two has, right where they agree. */
function changedDenial({ words }: Sentence, clause: FactClause, { gaps, first }: Alignment): Change | null {
  const saidDenies = deniesAnything(words)
  const factDenies = deniesAnything(clause.words)
  if (saidDenies === factDenies) return null
  const around = (at: Word | undefined, until: Word | undefined): Change => ({
    kind: 'denial',
    start: (at ?? until)?.start ?? 0,
    end: (until ?? at)?.end ?? 0,
  })
  if (factDenies && deniesAt(clause.words, first.fact - 1)) {
    return around(words[first.said - 1], words[first.said])
  }
  if (saidDenies && [1, 2].some((back) => deniesAt(words, first.said - back))) {
    return around(words[first.said - 2] ?? words[first.said - 1], words[first.said])
  }
  const gap = gaps.find(({ said, fact }) => (factDenies ? deniesAnything(fact) : deniesAnything(said)))
  if (gap === undefined || gap.fact.length > MAX_GAP || gap.said.length > MAX_GAP) return null
  const lastFact = gap.fact.at(-1)
  const after = clause.words[clause.words.findIndex((word) => word === lastFact) + 1]
  const next = words.findIndex((word) => (gap.said.length > 0 ? word === gap.said.at(-1) : word.key === after?.key))
  const from = gap.said.length > 0 ? words.findIndex((word) => word === gap.said[0]) : next
  return around(words[from - 1] ?? words[from], words[next + 1] ?? words[next])
}

/** One or two words of the fact replaced by words that nothing holds, with the rest said word for word. */
function changedWords({ gaps }: Alignment, facts: FactWords): Change[] {
  return gaps.flatMap(({ said, fact, before, after }) => {
    if (said.length === 0 || fact.length === 0 || said.length > 2 || fact.length > 2 || before + after < 3) return []
    const fresh = said.filter((word) => !isGlue(word) && !isFigure(word) && !facts.holds(word))
    const lost = fact.filter((word) => !isGlue(word))
    return fresh.length === 0 || lost.length === 0 ? [] : [{ kind: 'word', ...placeOf(fresh) }]
  })
}

function findingsOf(field: TextField, sentence: Sentence, facts: FactWords): Finding[] {
  if (sentence.isQuestion) return []
  for (const clause of closestClauses(sentence, facts)) {
    const alignment = alignWords(sentence.words, clause.words)
    if (alignment === null) continue
    const ids = clause.fact === null ? [] : [clause.fact]
    const denial = changedDenial(sentence, clause, alignment)
    if (denial !== null) {
      const why = `${quoted(field.text, sentence)} says the opposite of fact ${clause.fact}: say it as the fact does.`
      return [foundAt(RULE, 'block', why, field.field, denial, ids)]
    }
    const changed = changedWords(alignment, facts)
    if (changed.length > 0) {
      return changed.map((place) => {
        const why = `Fact ${clause.fact} says this with another word than ${quoted(field.text, place)}: say it as the fact does.`
        return foundAt(RULE, 'block', why, field.field, place, ids)
      })
    }
    // The closest fact is said as it stands.
    if (alignment.matched >= Math.min(clause.words.length, sentence.words.length) - 1) return []
  }
  return []
}

/** A sentence that repeats a fact with its denial dropped or added, or with another word in its place. */
export const alteredFact: Guardrail = {
  rule: RULE,
  check(message, brief: Brief) {
    const facts = factWords(brief)
    return fieldsOf(message.content).flatMap((field) =>
      sentencesOf(field).flatMap((sentence) => findingsOf(field, sentence, facts)),
    )
  },
}
