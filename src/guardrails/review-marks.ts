import { EXCHANGE } from './exchange-words.ts'
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

/** True when a place of a text is inside one of some places. */
export const isInside = (places: readonly Place[], at: number): boolean =>
  places.some(({ start, end }) => start <= at && at < end)

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
  const near = sentencesAround(field, reviewPlaces(field), REACH)
  if (near.length === 0) return []
  const words = wordStartsOf(field)
  return [EXCHANGE, SELECTION, PRESSURE].flatMap((lists) =>
    lists
      .findEach(words, (at) => isInside(near, at))
      .map((place) => ({ ...place, sentence: sentenceNumber(field, place) })),
  )
}
