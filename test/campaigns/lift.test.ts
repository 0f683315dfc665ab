import { describe, expect, test } from 'vitest'
import { liftOf, wilson } from '../../src/campaigns/lift.ts'

const share = (did: number, people: number) => ({ did, people })

describe('the interval of a difference', () => {
  // R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10.
  test.each([
    [share(56, 70), share(48, 80), 0.0524, 0.3339],
    [share(9, 10), share(3, 10), 0.1705, 0.809],
    [share(6, 7), share(2, 7), 0.0582, 0.8062],
    [share(5, 56), share(0, 29), -0.0381, 0.1926],
    [share(0, 10), share(0, 20), -0.1611, 0.2775],
    [share(0, 10), share(0, 10), -0.2775, 0.2775],
    [share(10, 10), share(0, 20), 0.6791, 1],
    [share(10, 10), share(0, 10), 0.6075, 1],
  ])('%o beside %o is the published one', (group, against, low, high) => {
    const lift = liftOf(group, against)!
    expect(lift.low).toBeCloseTo(low, 4)
    expect(lift.high).toBeCloseTo(high, 4)
    expect(lift.low).toBeLessThanOrEqual(lift.difference)
    expect(lift.high).toBeGreaterThanOrEqual(lift.difference)
  })

  test('of two groups the other way round is the same with the other sign', () => {
    const [one, other] = [liftOf(share(7, 90), share(3, 80))!, liftOf(share(3, 80), share(7, 90))!]
    expect(one.low).toBeCloseTo(-other.high, 12)
    expect(one.high).toBeCloseTo(-other.low, 12)
  })

  test('of an empty group is none', () => {
    expect(liftOf(share(0, 0), share(1, 5))).toBeNull()
    expect(liftOf(share(1, 5), share(0, 0))).toBeNull()
  })
})

test('a relative lift needs somebody who bought without', () => {
  expect(liftOf(share(3, 100), share(2, 100))!.relative).toBeCloseTo(0.5, 12)
  expect(liftOf(share(3, 100), share(0, 100))!.relative).toBeNull()
})

test('the bounds of a share stay within 0 and 1', () => {
  // Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
  expect(wilson(share(81, 263)).low).toBeCloseTo(0.2553, 4)
  expect(wilson(share(81, 263)).high).toBeCloseTo(0.3662, 4)
  expect(wilson(share(0, 20)).low).toBe(0)
  expect(wilson(share(0, 20)).high).toBeCloseTo(0.1611, 4)
  expect(wilson(share(29, 29)).high).toBe(1)
})
