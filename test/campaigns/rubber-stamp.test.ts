import { describe, expect, test } from 'vitest'
import { countWords, type Reading, readingsByReviewer } from '../../src/campaigns/rubber-stamp.ts'

const aReading = (change: Partial<Reading> = {}): Reading => ({
  reviewer: 'max',
  words: 120,
  dwellMs: 30_000,
  verdict: 'good',
  planted: false,
  ...change,
})
const times = (count: number, change: Partial<Reading> = {}) => Array.from({ length: count }, () => aReading(change))
const viewOf = (readings: Reading[]) => readingsByReviewer(readings).get('max')!

describe('how a reviewer reads', () => {
  test('is told in numbers', () => {
    const readings = [
      aReading({ dwellMs: 20_000 }),
      aReading({ dwellMs: 40_000 }),
      aReading({ dwellMs: 60_000, verdict: 'bad', planted: true }),
    ]
    expect(viewOf(readings)).toEqual({
      judged: 3,
      approved: 2,
      medianSeconds: 40,
      wordsPerMinute: 180,
      planted: 1,
      missed: 0,
      warnings: [],
    })
    expect(viewOf(readings.slice(0, 2)).medianSeconds).toBe(30)
  })

  test.each([
    ['reads at a human pace', times(20), []],
    [
      'takes less than reading takes, more often than one time in five',
      [...times(15), ...times(5, { dwellMs: 11_000 }), aReading({ dwellMs: 1 })],
      ['too_fast'],
    ],
    ['is quick now and then', [...times(16), ...times(4, { dwellMs: 11_000 })], []],
    ['takes exactly as long as the fastest reading takes', times(10, { dwellMs: 12_000 }), []],
    ['takes no time at all', times(1, { dwellMs: 0 }), ['too_fast']],
    [
      'approves one of the planted faults',
      [...times(3), ...times(2, { planted: true, verdict: 'bad' }), aReading({ planted: true })],
      ['missed_faults'],
    ],
    ['approves whatever comes', [...times(9), aReading({ planted: true })], ['missed_faults', 'approved_everything']],
    ['has seen too little to say so', [...times(8), aReading({ planted: true })], ['missed_faults']],
    ['approves all of many, none of them planted', times(50), []],
  ])('who %s', (_, readings, warnings) => {
    expect(viewOf(readings).warnings).toEqual(warnings)
  })

  test('each is told apart', () => {
    const views = readingsByReviewer([...times(3), ...times(2, { reviewer: 'mia', planted: true })])
    expect([...views.keys()]).toEqual(['max', 'mia'])
    expect(views.get('mia')).toMatchObject({ judged: 2, missed: 2 })
    expect(views.get('max')).toMatchObject({ judged: 3, missed: 0 })
  })
})

test.each([
  ['', 0],
  ['Hello Ines, it costs €649.00.', 5],
  ['  – \n\n … ', 0],
  ['Müller’s 39 dB', 3],
])('words of %j: %i', (text, words) => {
  expect(countWords(text)).toBe(words)
})
