import type { Guardrail } from './guardrail.ts'
import { isDenied } from './incentive-denials.ts'
import { incentivePlaces } from './incentive-words.ts'
import type { IncentivePlace } from './incentive-words.ts'
import { sentenceNumber } from './message-sentences.ts'
import { marksOf, sentencesAround } from './review-marks.ts'
import type { MarkKind } from './review-marks.ts'
import { reviewPlaces } from './review-words.ts'
import type { ReviewPlace } from './review-words.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'
import type { Place, TextField } from './text-places.ts'

const RULE = 'review-incentive'

type Found<Place> = Place & { in: TextField; sentence: number }

/** Places with their field and the number of their sentence. */
const located = <Place extends { start: number; end: number }>(
  field: TextField,
  places: readonly Place[],
): Found<Place>[] => places.map((place) => ({ ...place, in: field, sentence: sentenceNumber(field, place) }))

/** The words of one kind in the sentences from one number to another. */
const ties = (field: TextField, kind: MarkKind, from: number, to: number): Place[] =>
  marksOf(field).filter((mark) => mark.kind === kind && mark.sentence >= from && mark.sentence <= to)

/** Nobody wants a public word: "we do not collect testimonials", "no review is needed". */
const UNWANTED_BEFORE =
  /(?<!\p{L})(?:(?:(?:do|does|did)(?:n['’]t|\s+not)|never|no\s+need\s+to|needn['’]t)\s+(?:\p{L}+\s+){0,2}?(?:ask|collect|want|need|expect|seek|require|chase|request|solicit|have\s+to\s+\p{L}+)\s+(?:\p{L}+\s+){0,4}|(?:sammeln|wollen|brauchen|erwarten|erbitten|bitten)\s+(?:\p{L}+\s+){0,3}?kein\p{L}*\s+(?:\p{L}+\s+){0,2}|no\s+(?:\p{L}+\s+)?(?:ped|necesit|quer|esper|busc)\p{L}+\s+(?:\p{L}+\s+){0,3}|ne\s+(?:\p{L}+\s+){0,2}?(?:demand|attend|cherch|collect)\p{L}+\s+(?:pas|aucun\p{L}*|jamais)\s+(?:\p{L}+\s+){0,3}(?:d['’])?)$/iu
const UNWANTED_AFTER =
  /^\s+(?:is|are)(?:n['’]t|\s+not)?\s+(?:needed|required|necessary|expected|asked)(?!\s+(?:first|before))/iu

function isUnwanted({ in: { plain }, start, end }: Found<ReviewPlace>): boolean {
  const before = plain.slice(Math.max(0, start - 60), start)
  const isNone = /(?<!\p{L})(?:no|keine?|ninguna?|aucune?)\s+(?:\p{L}+\s+)?$/iu.test(before)
  return UNWANTED_BEFORE.test(before) || (isNone && UNWANTED_AFTER.test(plain.slice(end, end + 40)))
}

/** The text does not say that it is not given; a slot always is. */
const isGiven = ({ in: { plain }, start, end }: Found<IncentivePlace>): boolean =>
  plain.charAt(start) === '\0' || !isDenied(plain, { start, end })

/** True when something of worth is, or may be, the price of a public word. */
function isPrice(worth: Found<IncentivePlace>, review: Found<ReviewPlace>): boolean {
  const isHere = worth.in === review.in
  // The same words may be both: "something nice about us".
  if (isHere && worth.start < review.end && review.start < worth.end) return false
  if (!isHere) return review.kind === 'asked' && worth.kind === 'offer'
  const from = Math.min(worth.sentence, review.sentence)
  const to = Math.max(worth.sentence, review.sentence)
  const has = (kind: MarkKind, first = from, last = to): boolean =>
    marksOf(review.in).some((mark) => mark.kind === kind && mark.sentence >= first && mark.sentence <= last)
  const isTied = has('tie')
  if (to - from > 1) return review.kind === 'asked' && worth.kind === 'offer'
  if (has('policy', from - 1, to + 1)) return false
  if (worth.kind !== 'offer' && has('untied', from - 1, to + 1)) return false
  if (worth.kind === 'service' || worth.kind === 'given') {
    if (worth.kind === 'service' && has('whatever', from - 1, to + 1)) return false
    const isWished = worth.kind === 'given' && !has('there', review.sentence, review.sentence)
    if (from === to) return isTied || (review.kind === 'asked' && isWished)
    return review.kind === 'asked' && (has('tie', worth.sentence, worth.sentence) || isWished)
  }
  return from === to || review.kind === 'asked' || isTied
}

/** How far a condition reaches. */
const REACH = 60
const FREE_TIES = ['policy', 'untied', 'there', 'whatever'] as const

/** The words that make a public word the condition of something, whatever that is: "once your review is online". */
function conditionOf(review: Found<ReviewPlace>): Place | undefined {
  const { in: field, sentence, start, end: last, kind } = review
  const condition = ties(field, 'condition', sentence, sentence).find(
    (place) => place.end <= start && start - place.end < REACH,
  )
  const isFree = FREE_TIES.some((kind) => ties(field, kind, sentence - 1, sentence + 1).length > 0)
  if (isFree) return undefined
  if (condition !== undefined) return condition
  const trade = ties(field, 'trade', sentence, sentence)[0]
  if (kind === 'mention') return trade
  const consequence = ties(field, 'consequence', sentence, sentence).find(
    (place) => place.start >= last && place.start - last < REACH,
  )
  return consequence ?? trade ?? ties(field, 'trade', sentence - 1, sentence + 1)[0]
}

/**
 * Nothing of worth stands beside a review, a rating or another public word of the customer: not for writing one, nor for
 * what it says, nor for changing or removing it, openly or by implication (16 CFR 465.4 and 465.7; Google's and
 * Trustpilot's rules for reviews). So an invitation and an offer never share a message.
 */
export const reviewIncentive: Guardrail = {
  rule: RULE,
  check(message) {
    const fields = fieldsOf(message.content)
    const reviews = fields.flatMap((field) => located(field, reviewPlaces(field))).filter((place) => !isUnwanted(place))
    if (reviews.length === 0) return []
    const incentives = fields.flatMap((field) => {
      const here = reviews.filter((review) => review.in === field)
      return located(field, incentivePlaces(field, sentencesAround(field, here, 1)))
    })
    for (const review of reviews) {
      const worth = incentives.find((incentive) => isPrice(incentive, review) && isGiven(incentive))
      const condition = worth === undefined ? conditionOf(review) : undefined
      if (condition !== undefined) {
        const words = quoted(review.in.text, {
          start: Math.min(condition.start, review.start),
          end: Math.max(condition.end, review.end),
        })
        return [
          foundAt(RULE, 'block', `${words} makes something hang on a review: take it out.`, review.in.field, review),
        ]
      }
      if (worth === undefined) continue
      const sentence = `${quoted(review.in.text, review)} and ${quoted(worth.in.text, worth)} stand in one message: nothing may be given for a review or for what it says, so take one of the two out.`
      return [foundAt(RULE, 'block', sentence, review.in.field, review)]
    }
    return []
  },
}
