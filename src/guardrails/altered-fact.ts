import type { Brief } from '../briefs/brief.ts'
import { alignWords } from './align-words.ts'
import type { Alignment, Gap } from './align-words.ts'
import { contradictedWords } from './contradicted-words.ts'
import { deniesAt, turnsAway } from './denials.ts'
import type { FactClause, FactWords } from './fact-words.ts'
import { factWords } from './fact-words.ts'
import type { Finding, Guardrail } from './guardrail.ts'
import { sentencesOf } from './message-sentences.ts'
import type { Sentence } from './message-sentences.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'
import type { Place, TextField } from './text-places.ts'
import type { Word } from './words.ts'

const RULE = 'altered-fact'
/** What a sentence and a fact must share before they are laid side by side; a word with a meaning counts twice. */
const SHARED = 3
const CLOSEST = 3
const SHORT_FACT = 4
/** So many words in a row must agree around a change, or all the rest of the fact. */
const AROUND = 3
const AROUND_DENIAL = 2
const AROUND_EDGE = 4
/** So many words of a sentence may be a frame around a fact, or the last ones of another statement. */
const BESIDES = 6
/** Longer stretches are other statements, not changed words. */
const MOST_CHANGED = 2
const MOST_AROUND_DENIAL = 4
const CAPITAL = /^\p{Lu}/u
/** What separates two statements inside a sentence. */
const BREAK = /[:;.!?„“”"«»()[\]|•]|\s[-–—]\s|\n/u

/** The clauses that share most words with a sentence, closest first. */
function closestClauses(sentence: Sentence, facts: FactWords): FactClause[] {
  const counts = new Map<number, number>()
  const seen = new Set<string>()
  for (const { key, form } of sentence.words.toReversed()) {
    const indexes = facts.byKey.get(key)
    if (indexes === undefined || seen.has(key)) continue
    seen.add(key)
    if (form.isSmall) continue
    for (const index of indexes) counts.set(index, (counts.get(index) ?? 0) + (form.isGlue ? 1 : 2))
  }
  return [...counts]
    .filter(([index, count]) => count >= SHARED || (facts.clauses[index]?.words.length ?? 0) <= SHORT_FACT)
    .toSorted(([a, first], [b, second]) => second - first || a - b)
    .slice(0, CLOSEST)
    .flatMap(([index]) => facts.clauses[index] ?? [])
    .filter(({ fact }) => fact !== null)
}

const placeOf = (words: readonly Word[]): Place => ({ start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0 })

/** The last words of a row that nothing separates from `until`, or the first ones that nothing separates from `from`. */
function joined(words: readonly Word[], text: string, offset: number, edge: 'before' | 'after', at: number): Word[] {
  const ordered = edge === 'before' ? words.toReversed() : [...words]
  const kept: Word[] = []
  let touch = at
  for (const word of ordered) {
    const [from, to] = edge === 'before' ? [word.end, touch] : [touch, word.start]
    if (BREAK.test(text.slice(from - offset, to - offset))) break
    kept.push(word)
    touch = edge === 'before' ? word.start : word.end
  }
  return edge === 'before' ? kept.toReversed() : kept
}

/** A stretch where a sentence and a fact part, with what stands before and after it in both. */
type Parting = Gap & {
  isEdge: boolean
  isRest: boolean
  /** Another statement begins in one of the two. */
  isBroken: boolean
  previous: Word | undefined
  next: Word | undefined
}

function partings(sentence: Sentence, clause: FactClause, { gaps, matched }: Alignment): Parting[] {
  const next = (words: readonly Word[], gap: readonly Word[], from: number) => words[from + gap.length]
  let [a, b] = [0, 0]
  return gaps.map((gap) => {
    const [previous, previousFact] = [sentence.words[a - 1], clause.words[b - 1]]
    const following = next(sentence.words, gap.said, a)
    const followingFact = next(clause.words, gap.fact, b)
    a += gap.said.length + gap.after
    b += gap.fact.length + gap.after
    const isEdge = gap.before === 0 || gap.after === 0
    const edge = gap.before === 0 ? 'before' : 'after'
    const at = (edge === 'before' ? following?.start : previous?.end) ?? 0
    const atFact = (edge === 'before' ? followingFact?.start : previousFact?.end) ?? 0
    const said = isEdge ? joined(gap.said, sentence.text, sentence.start, edge, at) : gap.said
    const fact = isEdge ? joined(gap.fact, clause.text, 0, edge, atFact) : gap.fact
    const isRest = isRestOf(clause, fact, matched)
    const between = (text: string, from: Word | undefined, to: Word | undefined, offset: number): boolean =>
      !isEdge && BREAK.test(text.slice((from?.end ?? offset) - offset, (to?.start ?? offset) - offset))
    const isBroken =
      between(sentence.text, previous, following, sentence.start) !==
      between(clause.text, previousFact, followingFact, 0)
    return { ...gap, said, fact, isEdge, isRest, isBroken, previous, next: following }
  })
}

/** True when all the rest of a fact is said, and it is more than figures and small words. */
const isRestOf = ({ words }: FactClause, parted: readonly Word[], matched: number): boolean =>
  matched >= words.length - parted.length &&
  words.some((word) => !word.form.isSmall && !word.form.isFigure && !parted.includes(word))

/** True when enough agrees around a parting for it to be a change of the same statement. */
const isTight = ({ before, after, isEdge, isRest }: Parting, least = isEdge ? AROUND_EDGE : AROUND): boolean =>
  before + after >= least || (isRest && before + after >= 2)

/** A denial that only one of the two has, with nothing else changed there. */
function changedDenial(words: readonly Word[], clause: FactClause, parting: Parting): Place | null {
  const last = parting.before === 0 ? parting.said.slice(-AROUND) : parting.said
  const { fact } = parting
  if (last.length > MOST_AROUND_DENIAL || fact.length > MOST_AROUND_DENIAL) return null
  const denies = (row: readonly Word[], word: Word): boolean => deniesAt(row, row.indexOf(word))
  const saidDenials = last.filter((word) => denies(words, word))
  const factDenials = fact.filter((word) => denies(clause.words, word))
  if (saidDenials.length > 0 === factDenials.length > 0 || (turnsAway(last) && saidDenials.length === 0)) return null
  // "Card slot: No" and "no card slot" deny the same.
  if (saidDenials.length > 0 && deniesAt(clause.words, clause.words.length - 1)) return null
  const isOther = (word: Word) => !word.form.isSmall && !saidDenials.includes(word) && !factDenials.includes(word)
  if (last.some(isOther) || fact.some(isOther) || !isTight(parting, AROUND_DENIAL)) return null
  const [from, to] = [parting.previous ?? last[0] ?? parting.next, parting.next ?? last.at(-1) ?? parting.previous]
  return { start: from?.start ?? 0, end: to?.end ?? 0 }
}

/** "Colour" and "color", "fibre" and "fiber": one word in two spellings. */
function isSpelledAlike(a: Word, b: Word): boolean {
  let same = 0
  while (same < a.low.length && a.low[same] === b.low[same]) same++
  if (same >= 4 && same * 5 >= Math.max(a.low.length, b.low.length) * 3) return true
  const letters = ({ low }: Word): string => low.split('').toSorted().join('')
  return a.low.length > 3 && letters(a) === letters(b)
}

/** One or two words of the fact replaced by words that nothing holds, or by their opposites, with the rest said word for word. */
function changedWords(clause: FactClause, parting: Parting, facts: FactWords): Place | null {
  const { said, fact } = parting
  if (said.length === 0 || fact.length === 0 || said.length > MOST_CHANGED || fact.length > MOST_CHANGED) return null
  const lost = fact.filter((word) => !word.form.isSmall && !word.form.isFigure)
  if (lost.length === 0) return null
  const opposite = said.filter((word) => lost.some(({ key }) => word.form.opposites?.has(key)))
  const isSwapped = opposite.length > 0 && !opposite.some(({ key }) => clause.words.some((word) => word.key === key))
  if (isSwapped && isTight(parting, 2) && !turnsAway(said)) return placeOf(opposite)
  if (!isTight(parting) || parting.isBroken) return null
  // Another number of words is another statement, unless a name stands for a name.
  const meant = said.filter((word) => !word.form.isSmall)
  if (meant.length !== lost.length && ![...meant, ...lost].every(({ text }) => CAPITAL.test(text))) return null
  const fresh = said.filter(
    (word) =>
      !word.form.isGlue &&
      !word.form.isFigure &&
      !facts.holds(word) &&
      !lost.some((other) => isSpelledAlike(word, other)),
  )
  return fresh.length === 0 ? null : placeOf(fresh)
}

function findingsOf(field: TextField, sentence: Sentence, facts: FactWords): Finding[] {
  if (sentence.isQuestion) return []
  const found = (place: Place, why: string, fact: string | null) =>
    foundAt(RULE, 'block', why, field.field, place, fact === null ? [] : [fact])
  const laid = closestClauses(sentence, facts)
    .flatMap((clause) => {
      const alignment = alignWords(sentence.words, clause.words)
      return alignment === null ? [] : [{ clause, alignment }]
    })
    .toSorted((a, b) => b.alignment.matched - a.alignment.matched)
  for (const { clause, alignment } of laid) {
    const parted = partings(sentence, clause, alignment)
    const denial = parted.flatMap((parting) => changedDenial(sentence.words, clause, parting) ?? [])[0]
    if (denial !== undefined) {
      const why = `${quoted(field.text, sentence)} says the opposite of ${factSaid(clause)}: say it as the fact does.`
      return [found(denial, why, clause.fact)]
    }
    const changed = parted.flatMap((parting) => changedWords(clause, parting, facts) ?? [])
    if (changed.length > 0) {
      return changed.map((place) => {
        const why = `${quoted(field.text, place)} is not the word of ${factSaid(clause)}: say it as the fact does.`
        return found(place, why, clause.fact)
      })
    }
    // The closest fact is said as it stands, and nothing much besides.
    const { matched } = alignment
    if (
      matched >= sentence.words.length - BESIDES &&
      matched >= Math.min(clause.words.length, sentence.words.length) - 1
    )
      break
  }
  return contradictedWords(sentence, facts).map(({ start, end, fact }) => {
    const why = `${quoted(field.text, { start, end })} is the opposite of what fact ${fact} says: say it as the fact does.`
    return found({ start, end }, why, fact)
  })
}

/** A fact as a reviewer knows it: its words, and its id where it has one. */
const factSaid = ({ fact, text }: FactClause): string =>
  `${quoted(text, { start: 0, end: text.length })}${fact === null ? '' : ` (${fact})`}`

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
