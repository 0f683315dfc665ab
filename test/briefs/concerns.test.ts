import { describe, expect, test } from 'vitest'
import { concernTopics } from '../../src/briefs/concern-topics.ts'
import { findConcerns, topicsOf } from '../../src/briefs/concerns.ts'
import { readSignals } from '../../src/briefs/reading.ts'
import { signal } from './inputs.ts'

describe('what a review complains about', () => {
  test.each<[string, number | undefined, string[]]>([
    ['Far too loud at night.', 2, ['noise']],
    ['The noise is terrible', undefined, ['noise']],
    ['Not noisy at all, very quiet', 5, []],
    ['no noise whatsoever', undefined, []],
    ['It rattles.', 5, []],
    ['It rattles.', 3, ['noise']],
    ['The battery doesn’t last', 2, ['battery life', 'durability']],
    ['Battery is great', 5, []],
    ['Works great, no problems with the battery', 5, []],
    ['Runs small, had to return it', 2, ['size and fit']],
    ['I love the size', 5, []],
    ['It broke after two weeks', 1, ['durability']],
    ['It never broke', undefined, []],
    ['Great machine but the delivery was late', 4, ['delivery']],
    ['Overpriced', 1, ['price']],
    ['The price is not bad', undefined, []],
    ['Not worth the money', 2, ['price']],
    ["It isn't comfortable", 3, ['comfort']],
    ['poor quality', 2, ['quality']],
    ['not good quality', 2, ['quality']],
    ['The instructions are confusing', 2, ['setup']],
    ['support never responded', 1, ['support']],
    ['a horrible smell', 2, ['smell']],
    ['It is so slow', 2, ['performance']],
    ['Bad. The noise was what I expected.', 2, []],
    ['Zu laut und zu teuer', 1, []],
    ['', 1, []],
  ])('%j with %s stars', (text, rating, topics) => {
    expect(topicsOf(text, rating).map(({ name }) => name)).toEqual(topics)
  })

  test('topic names are distinct, and no fault is a subject as well', () => {
    expect(new Set(concernTopics.map(({ name }) => name)).size).toBe(concernTopics.length)
    const faults = new Set(concernTopics.flatMap((topic) => topic.faults))
    for (const word of concernTopics.flatMap((topic) => topic.subjects)) expect(faults.has(word), word).toBe(false)
  })

  test('a review of a megabyte takes no time', () => {
    const start = performance.now()
    topicsOf('the noise is not terrible, '.repeat(40_000), 1)
    expect(performance.now() - start).toBeLessThan(200)
  })
})

test('concerns are counted per product, the most frequent first', () => {
  const read = (id: string, days: number, text: string) =>
    signal('review-read', days, { productId: id, rating: 2, text })
  const concerns = findConcerns(
    readSignals([read('a', 1, 'too expensive'), read('a', 2, 'noisy'), read('a', 3, 'so loud'), read('b', 4, 'noisy')]),
  )
  expect(concerns.map(({ topic, productId, reviews }) => [topic.name, productId, reviews])).toEqual([
    ['noise', 'a', 2],
    ['price', 'a', 1],
    ['noise', 'b', 1],
  ])
})

test.each(['text', 'body', 'reviewText', 'review_body'])('the review is read from %s', (field) => {
  expect(findConcerns(readSignals([signal('review-read', 1, { [field]: 'noisy' })]))).toHaveLength(1)
})
