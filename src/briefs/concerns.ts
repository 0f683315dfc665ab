import { textOfReview } from '../signals/types/review-read.ts'
import { BAD_WORDS, concernTopics, GOOD_WORDS, NEGATIONS } from './concern-topics.ts'
import type { ConcernTopic } from './concern-topics.ts'
import { is } from './reading.ts'
import type { Reading } from './reading.ts'

/** A topic that reviews of one product complain about. `newest` is the newest of the readings it was found in. */
export type Concern = { topic: ConcernTopic; productId: string | null; reviews: number; newest: Reading }

/** So much of a review is looked at, in UTF-16 units. */
const READ_LENGTH = 4000
/** A bad word belongs to a subject this many words away, within one sentence. */
const NEAR = 4
/** A negation reaches this many words ahead. */
const REACH = 3

/**
 * What the reviews that the customer read complain about, most often first, then newest. English only: a review in another
 * language gives no concern rather than a wrong one. `readings` are newest first.
 */
export function findConcerns(readings: readonly Reading[]): Concern[] {
  const concerns = new Map<string, Concern>()
  for (const reading of readings) {
    if (!is(reading, 'review-read')) continue
    const text = textOfReview(reading.properties)
    if (text === null) continue
    const productId = reading.productIds[0] ?? null
    for (const topic of topicsOf(text, reading.properties.rating)) {
      const key = JSON.stringify([topic.name, productId])
      const found = concerns.get(key)
      if (found === undefined) concerns.set(key, { topic, productId, reviews: 1, newest: reading })
      else found.reviews++
    }
  }
  return [...concerns.values()].sort((a, b) => b.reviews - a.reviews || b.newest.at - a.newest.at)
}

/**
 * The topics one review complains about: a fault that is not negated ("noisy", not "not noisy"), or a subject with a bad
 * word, or a negated good one, near it ("the noise is terrible", "the battery does not last"). A review of four stars or
 * more praises on the whole: there only a subject with its bad word counts.
 */
export function topicsOf(review: string, rating?: unknown): ConcernTopic[] {
  const praises = typeof rating === 'number' && rating >= 4
  const sentences = review
    .slice(0, READ_LENGTH)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('’', "'")
    .split(/[.!?;\n]+|\bbut\b/)
  const found = new Set<ConcernTopic>()
  for (const sentence of sentences) {
    const words = sentence.match(/[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu) ?? []
    const negated = words.map((_, at) => words.slice(Math.max(0, at - REACH), at).some((word) => NEGATIONS.has(word)))
    const bad = words.map((word, at) => (negated[at] ? GOOD_WORDS.has(word) : BAD_WORDS.has(word)))
    words.forEach((word, at) => {
      const topics = TOPICS_BY_WORD.get(word)
      if (topics === undefined) return
      const near = bad.some((isBad, other) => isBad && Math.abs(other - at) <= NEAR && (other !== at || negated[at]))
      for (const { topic, fault } of topics) {
        if (fault ? !negated[at] && !praises : near) found.add(topic)
      }
    })
  }
  return concernTopics.filter((topic) => found.has(topic))
}

const TOPICS_BY_WORD = Map.groupBy(
  concernTopics.flatMap((topic) => [
    ...topic.faults.map((word) => ({ word, topic, fault: true })),
    ...topic.subjects.map((word) => ({ word, topic, fault: false })),
  ]),
  ({ word }) => word,
)
