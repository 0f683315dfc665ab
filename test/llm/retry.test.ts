import { describe, expect, test } from 'vitest'
import { decideRetry, INLINE_WAIT_MS, type Failure, type RetryDecision } from '../../src/llm/retry.ts'

const again = (waitMs: number, change: 'nothing' | 'repair' | 'double-limit' = 'nothing'): RetryDecision => ({
  again: true,
  waitMs,
  change,
})
const down: RetryDecision = { again: false, down: true }
const over: RetryDecision = { again: false, down: false }

describe('decideRetry', () => {
  test.each<[Failure, number, RetryDecision]>([
    // The provider says how long: obeyed up to the inline limit.
    [{ kind: 'rate', retryAfterMs: 0 }, 1, again(0)],
    [{ kind: 'rate', retryAfterMs: 1_000 }, 1, again(1_000)],
    [{ kind: 'rate', retryAfterMs: 1_000 }, 2, again(1_000)],
    [{ kind: 'rate', retryAfterMs: INLINE_WAIT_MS }, 1, again(INLINE_WAIT_MS)],
    [{ kind: 'rate', retryAfterMs: INLINE_WAIT_MS + 1 }, 1, down],
    [{ kind: 'rate', retryAfterMs: 1_000 }, 3, down],
    [{ kind: 'unavailable', retryAfterMs: 2_000 }, 1, again(2_000)],
    [{ kind: 'unavailable', retryAfterMs: 90_000 }, 1, down],
    // It does not: a backoff that doubles.
    [{ kind: 'rate' }, 1, again(250)],
    [{ kind: 'rate' }, 2, again(500)],
    [{ kind: 'unavailable' }, 1, again(250)],
    [{ kind: 'unavailable' }, 2, again(500)],
    [{ kind: 'unavailable' }, 3, down],
    [{ kind: 'timeout' }, 1, again(0)],
    [{ kind: 'timeout' }, 2, down],
    [{ kind: 'invalid-output' }, 1, again(0, 'repair')],
    [{ kind: 'invalid-output' }, 2, again(0, 'repair')],
    [{ kind: 'invalid-output' }, 3, over],
    [{ kind: 'truncated' }, 1, again(0, 'double-limit')],
    [{ kind: 'truncated' }, 2, again(0, 'double-limit')],
    [{ kind: 'truncated' }, 3, over],
    [{ kind: 'refused' }, 1, over],
    [{ kind: 'quota' }, 1, down],
    [{ kind: 'auth' }, 1, over],
    [{ kind: 'budget', scope: 'day:2026-01-01' }, 1, down],
    // Nobody was asked: to wait here would not help.
    [{ kind: 'unavailable', retryAfterMs: 1_000, isClosed: true }, 1, down],
    [{ kind: 'rate', isClosed: true }, 1, down],
    [{ kind: 'bad-request' }, 1, over],
  ])('%j at attempt %i', (failure, attempt, decision) => {
    expect(decideRetry(failure, attempt, 0)).toEqual(decision)
  })

  test.each([
    [1, 0.5, 375],
    [1, 1, 500],
    [2, 0.5, 750],
    [2, 1, 1_000],
  ])('spreads the backoff of attempt %i with the draw %f', (attempt, draw, waitMs) => {
    expect(decideRetry({ kind: 'unavailable' }, attempt, draw)).toEqual(again(waitMs))
  })

  test('leaves a wait that the provider asked for to the millisecond', () => {
    expect(decideRetry({ kind: 'rate', retryAfterMs: 150 }, 1, 0.99)).toEqual(again(150))
  })
})
