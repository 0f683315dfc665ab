import type { Guardrail } from './guardrail.ts'
import { incentivePlaces } from './incentive-words.ts'
import { reviewPlaces } from './review-words.ts'
import { sentenceNumber } from './message-sentences.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'
import type { TextField } from './text-places.ts'

const RULE = 'review-incentive'

type Found<Place> = Place & { in: TextField; sentence: number }

/** Places with their field and the number of their sentence. */
const located = <Place extends { start: number; end: number }>(
  field: TextField,
  places: readonly Place[],
): Found<Place>[] => places.map((place) => ({ ...place, in: field, sentence: sentenceNumber(field, place) }))

/**
 * Nothing of worth stands beside a review, a rating or another public word of the customer: not for writing one, nor for
 * what it says, nor for changing or removing it, openly or by implication (16 CFR 465.4 and 465.7; Google's and
 * Trustpilot's rules for reviews). So an invitation and an offer never share a message.
 */
export const reviewIncentive: Guardrail = {
  rule: RULE,
  check(message) {
    const fields = fieldsOf(message.content)
    const reviews = fields.flatMap((field) => located(field, reviewPlaces(field)))
    if (reviews.length === 0) return []
    const incentives = fields.flatMap((field) => located(field, incentivePlaces(field)))
    for (const review of reviews) {
      const worth = incentives.find((incentive) => {
        const isHere = incentive.in === review.in
        // The same words may be both: "something nice about us".
        if (isHere && incentive.start < review.end && review.start < incentive.end) return false
        const apart = isHere ? Math.abs(incentive.sentence - review.sentence) : Infinity
        return apart === 0 || (review.kind === 'asked' && (incentive.kind === 'offer' || apart === 1))
      })
      if (worth === undefined) continue
      const sentence = `${quoted(review.in.text, review)} and ${quoted(worth.in.text, worth)} stand in one message: nothing may be given for a review or for what it says, so take one of the two out.`
      return [foundAt(RULE, 'block', sentence, review.in.field, review)]
    }
    return []
  },
}
