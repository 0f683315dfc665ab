import { APICallError, NoObjectGeneratedError, StreamProviderError, type FinishReason } from 'ai'
import { defineProblem, type Problem } from '../problem.ts'
import type { Failure, FailureKind } from './retry.ts'

const retryable = true
export const llmRateLimited = defineProblem('llm-rate-limited', 503, 'The model provider is overrun', { retryable })
export const llmUnavailable = defineProblem('llm-unavailable', 503, 'The model provider does not answer', { retryable })
export const llmTimeout = defineProblem('llm-timeout', 504, 'The model took too long', { retryable })
export const llmInvalidOutput = defineProblem('llm-invalid-output', 502, 'The model did not keep to the asked form', {
  retryable,
})
// Its limit was doubled twice already: the prompt's maxOutputTokens must change first.
export const llmTruncated = defineProblem('llm-truncated', 502, 'The answer does not fit the output limit')
export const llmRefused = defineProblem('llm-refused', 422, 'The model refuses to write this')
// Both wait for the operator; a queue that tried again would only burn attempts.
export const llmQuota = defineProblem('llm-quota', 503, 'The quota at the model provider is used up')
export const llmAuth = defineProblem('llm-auth', 503, 'The model provider does not accept the key')
export const llmBadRequest = defineProblem('llm-bad-request', 502, 'The model provider does not accept the request')

export const budgetUsedUp = defineProblem('budget-used-up', 503, 'The budget for models is used up')

const PROBLEMS = {
  rate: llmRateLimited,
  unavailable: llmUnavailable,
  timeout: llmTimeout,
  'invalid-output': llmInvalidOutput,
  truncated: llmTruncated,
  refused: llmRefused,
  quota: llmQuota,
  auth: llmAuth,
  'bad-request': llmBadRequest,
  budget: budgetUsedUp,
} satisfies Record<FailureKind, unknown>

/**
 * The Problem for a failure that nothing could mend. Its `cause` is the failure itself, never the SDK's error, which
 * holds the whole prompt and the model's text.
 */
export function llmProblem(failure: Failure): Problem {
  const known = [
    failure.status !== undefined && `status ${failure.status}`,
    failure.code !== undefined && `code ${failure.code}`,
    failure.requestId !== undefined && `request id ${failure.requestId}`,
  ].filter((part) => part !== false)
  const detail = known.length === 0 ? '' : `The call ended with ${known.join(', ')}.`
  const retryAfter = failure.retryAfterMs === undefined ? {} : { retryAfter: Math.ceil(failure.retryAfterMs / 1000) }
  return PROBLEMS[failure.kind](detail, { ...retryAfter, cause: failure })
}

/** A finish that spoils the answer, even when its text parses. */
export function failureOfFinish(finish: FinishReason | undefined): Failure | null {
  if (finish === 'length') return { kind: 'truncated' }
  if (finish === 'content-filter') return { kind: 'refused' }
  return null
}

/** Names what the SDK threw. `now` is epoch milliseconds, for a `Retry-After` that holds a date. */
export function failureOfError(error: unknown, now: number): Failure {
  if (APICallError.isInstance(error)) return failureOfCall(error, now)
  if (NoObjectGeneratedError.isInstance(error)) {
    const failure = failureOfFinish(error.finishReason) ?? { kind: 'invalid-output' as const }
    return { ...failure, ...requestIdOf(error.response?.headers) }
  }
  if (StreamProviderError.isInstance(error)) {
    const code = token(error.code) ?? token(error.type)
    return { kind: kindOfCall(error.statusCode, code), ...(code === undefined ? {} : { code }) }
  }
  const name = error instanceof Error ? error.name : ''
  if (name === 'TimeoutError') return { kind: 'timeout' }
  // The caller's own signal is asked before: here the connection was given up.
  if (name === 'AbortError' || name === 'ResponseAborted') return { kind: 'unavailable' }
  if (name === 'AI_NoOutputGeneratedError') return { kind: 'invalid-output' }
  // The SDK refuses the call itself, or the fault is ours: the same call would fail again. The name tells which.
  const code = token(name)
  return { kind: 'bad-request', ...(code === undefined ? {} : { code }) }
}

const QUOTA = new Set(['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active'])
const REFUSAL = new Set(['content_policy_violation', 'content_filter', 'invalid_prompt'])

function failureOfCall(error: APICallError, now: number): Failure {
  const status = error.statusCode
  const code = errorCode(error)
  const retryAfterMs = retryAfterOf(error.responseHeaders, now)
  return {
    kind: kindOfCall(status, code),
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...requestIdOf(error.responseHeaders),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

/** The code says more than the status: a quota is a 429, and a failed Responses object comes as a 400. */
function kindOfCall(status: number | undefined, code: string | undefined): FailureKind {
  if (status === 402 || (code !== undefined && QUOTA.has(code))) return 'quota'
  if (code !== undefined && REFUSAL.has(code)) return 'refused'
  if (status === 429 || code === 'rate_limit_exceeded') return 'rate'
  if (status === 401 || status === 403) return 'auth'
  // No status: no connection. A 2xx that is an error: a body that is not what the API promises, such as a proxy's page.
  if (status === undefined || status < 300 || status >= 500 || status === 408 || status === 409) return 'unavailable'
  return code === 'server_error' ? 'unavailable' : 'bad-request'
}

/** OpenAI's `error.code`, or `error.type` where a server leaves the code out. */
function errorCode(error: APICallError): string | undefined {
  for (const body of [error.data, error.responseBody as unknown]) {
    const inner = (body as { error?: { code?: unknown; type?: unknown } | null } | null | undefined)?.error
    const code = token(inner?.code) ?? token(inner?.type)
    if (code !== undefined) return code
  }
  return undefined
}

function requestIdOf(headers: Record<string, string> | undefined): { requestId?: string } {
  const requestId = token(headers?.['x-request-id'])
  return requestId === undefined ? {} : { requestId }
}

/** Codes and ids only: anything longer or with spaces may be a sentence that repeats the prompt. */
function token(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.:-]{1,100}$/.test(value) ? value : undefined
}

/** RFC 9110 section 10.2.3 (seconds, or a date), and OpenAI's finer `retry-after-ms`, which wins. */
function retryAfterOf(headers: Record<string, string> | undefined, now: number): number | undefined {
  return (
    waitOf(headers?.['retry-after-ms'], Number) ??
    waitOf(headers?.['retry-after'], (value) =>
      Number.isNaN(Number(value)) ? Math.max(0, Date.parse(value) - now) : Number(value) * 1000,
    )
  )
}

function waitOf(header: string | undefined, read: (value: string) => number): number | undefined {
  const wait = header === undefined || header.trim() === '' ? Number.NaN : read(header)
  return Number.isFinite(wait) && wait >= 0 ? wait : undefined
}
