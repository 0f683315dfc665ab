import { EXCHANGE } from './exchange-words.ts'
import type { WordStarts } from '../patterns/word-starts.ts'
import { sentenceNumber, sentencesOf } from './message-sentences.ts'
import { PRESSURE } from './pressure-words.ts'
import { reviewPlaces } from './review-words.ts'
import { SELECTION } from './selective-words.ts'
import { wordStartsOf } from './text-places.ts'
import type { Place, TextField } from './text-places.ts'

type KindOf<Lists extends { find: (...args: never[]) => { kind: string }[] }> = ReturnType<
  Lists['find']
>[number]['kind']
/** What words around a review say about it. */
export type MarkKind = KindOf<typeof EXCHANGE> | KindOf<typeof SELECTION> | KindOf<typeof PRESSURE>
export type ReviewMark = Place & { kind: MarkKind; sentence: number }

/** So many sentences around a public word, words about ties, choice and pressure may belong to it. */
const REACH = 3

/** The sentences that are at most so many away from one of the places. */
export function sentencesAround(field: TextField, places: readonly Place[], reach: number): Place[] {
  const numbers = [...new Set(places.map((place) => sentenceNumber(field, place)))]
  return sentencesOf(field).filter((_, number) => numbers.some((other) => Math.abs(other - number) <= reach))
}

/** The words that begin inside, or outside, some places. */
export function wordsAt({ text, at, keys }: WordStarts, places: readonly Place[], isInside: boolean): WordStarts {
  const inside = at.map((start) => places.some((place) => place.start <= start && start < place.end) === isInside)
  return { text, at: at.filter((_, index) => inside[index]), keys: keys.filter((_, index) => inside[index]) }
}

const known = new WeakMap<TextField, ReviewMark[]>()

/**
 * The words about ties, choice and pressure around the public words of a text, with their sentences. Looked for once for
 * both rules about reviews.
 */
export function marksOf(field: TextField): ReviewMark[] {
  const marks = known.get(field) ?? findMarks(field)
  known.set(field, marks)
  return marks
}

function findMarks(field: TextField): ReviewMark[] {
  const words = wordsAt(wordStartsOf(field), sentencesAround(field, reviewPlaces(field), REACH), true)
  return [EXCHANGE, SELECTION, PRESSURE].flatMap((lists) =>
    lists.findEach(words).map((place) => ({ ...place, sentence: sentenceNumber(field, place) })),
  )
}
