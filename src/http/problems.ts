import { defineProblem } from '../problem.ts'

export const keyReused = defineProblem(
  'idempotency-key-reused',
  409,
  'This Idempotency-Key was used for another request',
)
export const keyInProgress = defineProblem(
  'idempotency-in-progress',
  409,
  'A request with this Idempotency-Key is running',
  {
    retryable: true,
  },
)
export const secretNotRepeated = defineProblem('idempotency-secret-not-repeated', 409, 'A new key is shown only once')
export const tooManyRequests = defineProblem('too-many-requests', 429, 'Too many requests', { retryable: true })
export const overloaded = defineProblem('overloaded', 503, 'The service has too much to do', { retryable: true })
