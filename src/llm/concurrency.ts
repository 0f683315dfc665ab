import type { Failure } from './retry.ts'

/**
 * How many calls a process makes at once: additive increase, multiplicative decrease (Chiu and Jain, 1989). Pure.
 * `limit` may be a fraction while it grows; `loweredAt` is when it was lowered last, in milliseconds.
 */
export type Concurrency = { limit: number; loweredAt: number }

/** What is left of the limit when the provider is overrun. */
const DECREASE = 0.8
/** Places that are added while as many calls work as there are places, as a share of the most there can be. */
const INCREASE = 0.05

/** Failures that fewer calls at once can help against. */
const OVERLOAD: readonly Failure['kind'][] = ['rate', 'unavailable', 'timeout']

/**
 * The limit after a call that began at `begunAt`: a twentieth of the most is added in the time in which each place was used once;
 * less is left when the provider is overrun, but once only for all calls that were under way together. At least 1, at most `most`.
 */
export function afterCall(
  known: Concurrency,
  outcome: 'worked' | Failure,
  { begunAt, now, most }: { begunAt: number; now: number; most: number },
): Concurrency {
  if (outcome === 'worked') {
    const added = Math.max(1, INCREASE * most) / Math.floor(known.limit)
    return { ...known, limit: Math.min(most, known.limit + added) }
  }
  if (!OVERLOAD.includes(outcome.kind) || begunAt < known.loweredAt) return known
  return { limit: Math.max(1, known.limit * DECREASE), loweredAt: now }
}
