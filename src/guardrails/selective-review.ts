import type { Finding, Guardrail } from './guardrail.ts'
import { isDenied } from './incentive-denials.ts'
import { sentenceNumber, sentencesOf } from './message-sentences.ts'
import { marksOf } from './review-marks.ts'
import type { MarkKind, ReviewMark } from './review-marks.ts'
import { reviewPlaces } from './review-words.ts'
import { fieldsOf, foundAt, joinPlaces, quoted } from './text-places.ts'
import type { Place, TextField } from './text-places.ts'

const RULE = 'selective-review'

const SENTENCE_OF = {
  pleased: 'asks only those who are pleased for a review: ask everybody alike, or take it out.',
  led: 'leads who is not pleased away from reviews: ask everybody alike, or take it out.',
  loss: 'threatens whoever writes a review, or none: take it out.',
  insider: 'asks people for reviews who are no customers: take it out.',
  script: 'puts words into the mouth of who writes a review: ask for an honest word, or take it out.',
  praise: 'asks for praise instead of an honest word: ask for any review, good or bad, or take it out.',
  change: 'asks to change or remove a review: take it out.',
}
type Why = keyof typeof SENTENCE_OF

/** "From one to five stars": a scale, no wish. */
const SCALE =
  /(?<![\p{L}\p{N}])(?:one|1|ein(?:em|en)?|uno?a?|une)\s*(?:star|stern|estrella|étoile)?\s*(?:to|bis|-|–|a|à|and|und|y|et)\s*(?:five|5|ten|10|fünf|zehn|cinco|diez|cinq|dix)/iu
/** Nobody is asked, and no customer spoken of: "You can change it at any time", "staff may not". */
const ALLOWED =
  /(?<!\p{L})(?:may\s+not|must\s+not|can\s*not|are\s+not\s+allowed|at\s+any\s+time|asked\s+us|you\s+(?:can|may|are\s+free)|dürfen\s+(?:\p{L}+\s+){0,4}(?:nicht|kein)|jederzeit|no\s+(?:pueden|deben|puede|debe|valore|reseñe|opine)|en\s+cualquier\s+momento|we\s+(?:never|do\s*n['’]?o?t)|(?:please\s+)?(?:do\s+not|don['’]t|never)\s+(?:rate|review|post|write|put|ask|leave)|refrain\s+from|(?:bitte|schreibt|schreiben|bewertet)\s+(?:\p{L}+\s+){0,5}?(?:selbst\s+|bitte\s+)?(?:keine|nicht|niemanden)|not\s+(?:permitted|allowed|measured)|wir\s+\p{L}+\s+(?:nie|keine))(?!\p{L})/iu

/** "How do you like it?" asks everybody. */
const OPEN_QUESTION = /(?<!\p{L})(?:how|what|wie|was|cómo|qué|comment)(?!\p{L})/iu

function findingsOf(field: TextField): Finding[] {
  const reviews = reviewPlaces(field).map((place) => ({ ...place, sentence: sentenceNumber(field, place) }))
  if (reviews.length === 0) return []
  const { text, plain } = field
  const marks = marksOf(field)
  const sentences = sentencesOf(field)
  const sentenceAt = (at: number): string => plain.slice(sentences[at]?.start, sentences[at]?.end)
  const all = (kind: MarkKind): ReviewMark[] => marks.filter((mark) => mark.kind === kind)
  const has = (kind: MarkKind, at: number, reach = 0): boolean =>
    marks.some((mark) => mark.kind === kind && Math.abs(mark.sentence - at) <= reach)
  const isReview = (at: number, reach: number): boolean =>
    reviews.some(({ sentence, kind }) => Math.abs(sentence - at) <= reach && (kind === 'asked' || sentence === at))
  const found = (why: Why, places: readonly Place[]): Finding[] =>
    joinPlaces(places.map(({ start, end }) => ({ start, end }))).map((place) =>
      foundAt(RULE, 'block', `${quoted(text, place)} ${SENTENCE_OF[why]}`, field.field, place),
    )

  const questions = all('glad').filter(({ sentence, start }) => {
    const { start: from = 0, isQuestion = false } = sentences[sentence] ?? {}
    return isQuestion && start - from <= 45 && !OPEN_QUESTION.test(plain.slice(from, start))
  })
  const pleased = [...all('pleased'), ...questions].filter(
    ({ sentence }) => isReview(sentence, 1) && !has('whatever', sentence, 1),
  )
  if (pleased.length > 0) return found('pleased', pleased)
  const led = all('displeased').filter(
    ({ sentence }) => has('elsewhere', sentence, 1) && isReview(sentence, 2) && !has('whatever', sentence, 1),
  )
  if (led.length > 0) return found('led', led.slice(0, 1))

  const isOpen = ({ sentence }: ReviewMark): boolean =>
    !has('policy', sentence, 1) && !ALLOWED.test(sentenceAt(sentence))
  const near = (kind: MarkKind, reach: number): ReviewMark[] =>
    all(kind).filter((mark) => isReview(mark.sentence, reach) && isOpen(mark))
  const best = near('best', 0).filter(
    ({ sentence }) =>
      has('asking', sentence, 1) &&
      !has('there', sentence) &&
      !has('whatever', sentence) &&
      !SCALE.test(sentenceAt(sentence)),
  )
  const threats = all('loss').filter((place) => isReview(place.sentence, 0) && !isDenied(plain, place))
  return [
    ...found(
      'loss',
      [...threats, ...all('noReview')].filter(({ sentence }) => !has('policy', sentence, 1)),
    ),
    ...found(
      'insider',
      [...near('insider', 1), ...near('concealed', 1)].filter(({ sentence }) => !has('there', sentence)),
    ),
    ...found(
      'script',
      near('script', 1).filter(({ sentence }) => !has('there', sentence)),
    ),
    ...found('praise', [
      ...all('praise').filter(({ sentence }) => !has('whatever', sentence, 1) && !has('policy', sentence, 1)),
      ...best,
    ]),
    ...found('change', all('change').filter(isOpen)),
  ]
}

/**
 * Reviews are asked from everybody alike, for what they really think: no filter that shows the way to the pleased and
 * another to the rest, no threat, nobody who writes as if a customer, no words to copy, no wish for stars, none to change
 * or remove a review (16 CFR 465.7; Google's and Trustpilot's rules against selective invitations).
 */
export const selectiveReview: Guardrail = {
  rule: RULE,
  check: (message) => fieldsOf(message.content).flatMap(findingsOf),
}
