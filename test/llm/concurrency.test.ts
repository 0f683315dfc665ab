import { expect, test } from 'vitest'
import { afterCall, type Concurrency } from '../../src/llm/concurrency.ts'
import type { FailureKind } from '../../src/llm/retry.ts'

const timing = { begunAt: 1000, now: 2000, most: 50 }
const at = (limit: number, loweredAt = -Infinity): Concurrency => ({ limit, loweredAt })

test.each<[string, Concurrency, 'worked' | FailureKind, number]>([
  ['a call that works adds its part of a twentieth of the most', at(10), 'worked', 10.25],
  ['so does one at the least', at(1), 'worked', 3.5],
  ['but no more than the most', at(50), 'worked', 50],
  ['too many calls', at(50), 'rate', 40],
  ['a provider that breaks down', at(50), 'unavailable', 40],
  ['a provider that is too slow', at(50), 'timeout', 40],
  ['never less than one', at(1), 'timeout', 1],
  ['once for all calls that were under way', at(35, 1500), 'rate', 35],
  ['again for those that began later', at(35, 900), 'rate', 28],
  ['an empty account is no matter of how many', at(50), 'quota', 50],
  ['nor is a wrong key', at(50), 'auth', 50],
  ['nor a refusal', at(50), 'refused', 50],
  ['nor broken output', at(50), 'invalid-output', 50],
  ['nor an answer that is cut off', at(50), 'truncated', 50],
  ['nor a bad request', at(50), 'bad-request', 50],
])('%s', (_, known, outcome, limit) => {
  const after = afterCall(known, outcome === 'worked' ? outcome : { kind: outcome }, timing)
  expect(after.limit).toBeCloseTo(limit, 10)
})

test('from one place to all of them while each is used some twenty times', () => {
  let known = at(1)
  for (let round = 0; round < 24; round++) {
    const places = Math.floor(known.limit)
    for (let call = 0; call < places; call++) known = afterCall(known, 'worked', timing)
  }
  expect(known.limit).toBe(50)
})

test('where there are few places, one is added at least', () => {
  expect(afterCall(at(1), 'worked', { ...timing, most: 3 }).limit).toBe(2)
})
