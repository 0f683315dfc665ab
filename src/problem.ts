import type { z } from 'zod'

/** One way in which a request or job can go wrong, as RFC 9457 describes it. The only error class of Foreword. */
export class Problem extends Error {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly errors: ProblemPointer[] | undefined
  /** True when the same call may succeed later without change. Queues and callers read this, never the status. */
  readonly retryable: boolean
  /** Seconds after which a retry makes sense, sent as `Retry-After`. */
  readonly retryAfter: number | undefined

  constructor(kind: ProblemKind, detail: string, extra: ProblemExtra = {}) {
    super(`${kind.type}: ${detail || kind.title}`, extra.cause === undefined ? undefined : { cause: extra.cause })
    this.name = 'Problem'
    this.type = kind.type
    this.title = kind.title
    this.status = kind.status
    this.detail = detail
    this.errors = extra.errors
    this.retryable = kind.retryable
    this.retryAfter = extra.retryAfter
  }
}

/** A JSON pointer (RFC 6901) into the request body, `/query/...` or `/path/...` otherwise, and one plain sentence. */
export type ProblemPointer = { pointer: string; message: string }
export type ProblemKind = { type: `/problems/${string}`; status: number; title: string; retryable: boolean }
export type ProblemExtra = { errors?: ProblemPointer[]; retryAfter?: number; cause?: unknown }
export type ProblemMaker = ((detail?: string, extra?: ProblemExtra) => Problem) & { kind: ProblemKind }

/** Names a problem once. `defineProblem('four-eyes', 403, 'The requester cannot approve')` makes a thrower for it. */
export function defineProblem(
  slug: string,
  status: number,
  title: string,
  options: { retryable?: boolean } = {},
): ProblemMaker {
  const kind: ProblemKind = { type: `/problems/${slug}`, status, title, retryable: options.retryable ?? false }
  return Object.assign((detail = '', extra: ProblemExtra = {}) => new Problem(kind, detail, extra), { kind })
}

export const notFound = defineProblem('not-found', 404, 'There is no such thing')
export const validationFailed = defineProblem('validation', 400, 'The request is not valid')
export const conflict = defineProblem('conflict', 409, 'This contradicts what is stored')

const escapeSegment = (segment: PropertyKey): string => String(segment).replaceAll('~', '~0').replaceAll('/', '~1')

/** What zod found, as JSON pointers (RFC 6901) below `base`. An unknown field is pointed at itself, not at its parent. */
export const pointersOf = (issues: readonly z.core.$ZodIssue[], base = ''): ProblemPointer[] =>
  issues.flatMap((issue) => {
    const at = (path: readonly PropertyKey[]): string =>
      base + path.map((segment) => `/${escapeSegment(segment)}`).join('')
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ pointer: at([...issue.path, key]), message: 'is not a known field' }))
      : [{ pointer: at(issue.path), message: issue.message }]
  })
