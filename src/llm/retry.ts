/**
 * How a call to a language model can fail. Everything that a provider or the SDK throws is one of these, but for a
 * cancelled call: that is the caller's wish, not a failure, and ends with the caller's own reason.
 */
export type FailureKind =
  | 'rate'
  | 'unavailable'
  | 'timeout'
  | 'invalid-output'
  | 'truncated'
  | 'refused'
  | 'quota'
  | 'auth'
  | 'bad-request'
  | 'budget'

/** One failed call. Holds nothing of the prompt or the answer, so it may be logged and stored. */
export type Failure = {
  kind: FailureKind
  /** HTTP status, when there was an answer. */
  status?: number
  /** The provider's own error code, such as `rate_limit_exceeded`. */
  code?: string
  /** The provider's id of the request, for its support. */
  requestId?: string
  /** How long the provider asks us to wait, in milliseconds. */
  retryAfterMs?: number
  /** True when the call was not even made. */
  isClosed?: true
  /** The budget that has not enough left, for `budget`. */
  scope?: string
}

/** What to do after a failure. `down`: the provider is away, so another writer may step in. */
export type RetryDecision =
  | { again: true; waitMs: number; change: 'nothing' | 'repair' | 'double-limit' }
  | { again: false; down: boolean }

const MAX_ATTEMPTS = 3
/** A call that ran into its time limit is tried once more only: somebody waits for all of it. */
const MAX_TIMEOUTS = 2
/** The longest wait inside one call. Beyond it the caller is told when to come back. */
export const INLINE_WAIT_MS = 10_000
const FIRST_BACKOFF_MS = 500

/**
 * The whole retry policy. `attempt` counts from 1; `draw` in [0, 1) is the chance part of the backoff, so that many
 * callers do not come back at the same moment.
 */
export function decideRetry(failure: Failure, attempt: number, draw: number): RetryDecision {
  if (failure.isClosed) return { again: false, down: true }
  switch (failure.kind) {
    case 'rate':
    case 'unavailable': {
      const waitMs = failure.retryAfterMs ?? backoffMs(attempt, draw)
      const again = attempt < MAX_ATTEMPTS && waitMs <= INLINE_WAIT_MS
      return again ? { again, waitMs, change: 'nothing' } : { again, down: true }
    }
    case 'timeout':
      return attempt < MAX_TIMEOUTS ? { again: true, waitMs: 0, change: 'nothing' } : { again: false, down: true }
    case 'invalid-output':
      return attempt < MAX_ATTEMPTS ? { again: true, waitMs: 0, change: 'repair' } : { again: false, down: false }
    case 'truncated':
      return attempt < MAX_ATTEMPTS ? { again: true, waitMs: 0, change: 'double-limit' } : { again: false, down: false }
    case 'quota':
    case 'budget':
      return { again: false, down: true }
    case 'refused':
    case 'auth':
    case 'bad-request':
      return { again: false, down: false }
  }
}

/** Doubles with every attempt; the upper half of it is chance. */
function backoffMs(attempt: number, draw: number): number {
  return FIRST_BACKOFF_MS * 2 ** (attempt - 1) * (0.5 + draw / 2)
}
