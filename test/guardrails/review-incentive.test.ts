import { describe, expect, test } from 'vitest'
import { reviewIncentive } from '../../src/guardrails/review-incentive.ts'
import { selectiveReview } from '../../src/guardrails/selective-review.ts'
import { foundWords } from './found-words.ts'
import { REVIEW_CLASSES } from './review-classes.ts'
import { FAIR, UNFAIR } from './review-words.ts'

const found = (text: string, subject?: string): string[] => {
  const body = `Hello,\n\n${text}\n\nKind regards,\n{{brand.name}}`
  const given = subject === undefined ? {} : { subject }
  return [...foundWords(reviewIncentive, body, given), ...foundWords(selectiveReview, body, given)]
}

test.each(UNFAIR.map((text) => [text]))('blocks %j', (text) => {
  expect(found(text)).not.toEqual([])
})

test.each(FAIR.map((text) => [text]))('lets pass %j', (text) => {
  expect(found(text)).toEqual([])
})

describe.each(REVIEW_CLASSES)('$name', ({ forbidden, allowed }) => {
  if (forbidden.length > 0)
    test.each(forbidden.map((text) => [text]))('blocks %j', (text) => {
      expect(found(text)).not.toEqual([])
    })
  test.each(allowed.map((text) => [text]))('lets pass %j', (text) => {
    expect(found(text)).toEqual([])
  })
})

describe('an invitation and an offer', () => {
  test('may not share a message, however far apart', () => {
    const between = 'It takes 14 place settings. '.repeat(20)
    expect(found(`Please leave a review. ${between} Your code is {{o1.code}}.`)).toEqual(['review'])
  })

  test('nor may one stand in the subject', () => {
    expect(found('Please leave a review, good or bad.', '10 % off for you')).toEqual(['review'])
    expect(found('With {{o1.code}} you save 10 %.', 'Would you leave us a review?')).toEqual(['review'])
  })
})

describe('what is wrong is said', () => {
  test.each([
    ['If you are happy with it, leave a review.', 'If you are happy'],
    ['A review? Anything less than five stars: contact us first.', 'Anything less'],
    ['Please leave a five-star review.', 'leave a five-star review'],
    ['Could you remove your review?', 'Could you remove your review'],
  ])('%j: %j', (body, words) => {
    expect(foundWords(selectiveReview, body)).toContain(words)
  })
})
