import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { conflict, defineProblem, pointersOf, Problem, validationFailed } from '../problem.ts'
import type { Context } from '../context.ts'
import { constraintOf } from '../db/errors.ts'

const internal = defineProblem('internal', 500, 'Something went wrong on our side')
export const tooLarge = defineProblem('body-too-large', 413, 'The body is too large')
export const unsupportedMedia = defineProblem('unsupported-media-type', 415, 'The content type is not supported')
const invalidJson = defineProblem('invalid-json', 400, 'The body is not JSON')
const badRequest = defineProblem('bad-request', 400, 'The request cannot be read')
const headersTooLarge = defineProblem('headers-too-large', 431, 'The headers are too large')
const tooSlow = defineProblem('request-timeout', 408, 'The request did not arrive in time')
const routeNotFound = defineProblem('route-not-found', 404, 'There is no such route')
const unavailable = defineProblem('unavailable', 503, 'The service cannot answer now', { retryable: true })

/** One thing that is wrong with a request or an item: where, as a JSON pointer (RFC 6901), and what. */
export const FieldError = z
  .strictObject({ pointer: z.string().meta({ examples: ['/revision'] }), message: z.string() })
  .meta({ id: 'FieldError' })

/** RFC 9457 problem document, as every error is answered. */
export const ProblemBody = z
  .strictObject({
    type: z.string().meta({ examples: ['/problems/four-eyes'] }),
    title: z.string().meta({ examples: ['The requester cannot approve'] }),
    status: z.int().meta({ examples: [403] }),
    detail: z.string(),
    instance: z.string().meta({ description: 'The id of this request' }),
    errors: z.array(FieldError).optional(),
  })
  .meta({ id: 'Problem' })

const MEANING: Record<number, string> = {
  400: 'The request is not valid',
  401: 'No valid key',
  403: 'This key may not do that',
  404: 'There is no such thing',
  409: 'Contradicts what is stored',
  413: 'The body is too large',
  415: 'The content type is not supported',
  422: 'Understood, but cannot be done',
  503: 'Try again later',
}

/** Problem answers of a route, for its `response` schema. 400, 401 and 403 belong to every route that asks for a key. */
export const problems = (...statuses: number[]) =>
  Object.fromEntries(
    [400, 401, 403, ...statuses].map((status) => [
      status,
      {
        description: MEANING[status] ?? 'A problem',
        content: { 'application/problem+json': { schema: ProblemBody } },
      },
    ]),
  )

const CONTEXT_PREFIX: Record<string, string> = { body: '', querystring: '/query', params: '/path', headers: '/headers' }

function toProblem(error: FastifyError | Error): Problem {
  if (error instanceof Problem) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const prefix = CONTEXT_PREFIX[error.validationContext ?? 'body'] ?? ''
    const issues = error.validation.map((entry) => ({
      ...entry.params,
      code: entry.keyword,
      path: entry.instancePath
        .split('/')
        .slice(1)
        .filter((segment) => segment !== ''),
      message: entry.message ?? 'is not valid',
    }))
    return validationFailed('See errors for each field.', { errors: pointersOf(issues as never, prefix) })
  }
  if (isResponseSerializationError(error)) return internal()
  if (constraintOf(error) !== undefined) return conflict('It clashes with something that was stored at the same time.')
  const code = 'code' in error ? error.code : undefined
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return tooLarge()
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return unsupportedMedia('Send application/json.')
  if (
    code === 'FST_ERR_CTP_INVALID_JSON_BODY' ||
    code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ||
    error instanceof SyntaxError
  ) {
    return invalidJson()
  }
  if (status === 503) return unavailable()
  return status < 500 ? badRequest() : internal()
}

/** The document of one problem. `instance` is the request id, by which the log can be searched. */
const documentOf = (problem: Problem, instance: string): z.output<typeof ProblemBody> => ({
  type: problem.type,
  title: problem.title,
  status: problem.status,
  detail: problem.detail,
  instance,
  ...(problem.errors === undefined ? {} : { errors: problem.errors }),
})

/** What an error is to the caller, for answers that are no plain HTTP answer. Logs what is our fault, as every route does. */
export function problemFor(request: FastifyRequest, error: unknown): z.output<typeof ProblemBody> {
  const problem = toProblem(error instanceof Error ? error : new Error('not an error'))
  if (problem.status >= 500) request.log.error({ event: 'request-failed', requestId: request.id, err: error })
  return documentOf(problem, request.id)
}

/** Answers a problem. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.retryAfter !== undefined) reply.header('retry-after', String(problem.retryAfter))
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(documentOf(problem, request.id))
}

/** Makes every error of a route a problem document, and those of Fastify around it. Set before any route. */
export function installProblemHandler(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = toProblem(error)
    if (problem.status >= 500) request.log.error({ event: 'request-failed', requestId: request.id, err: error })
    return sendProblem(request, reply, problem)
  })
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, routeNotFound()))
}

/** Answers an address that cannot be decoded: Fastify gives up on it before it looks for a route. */
export function answerBadAddress(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem = badRequest('The address is not well-formed, or a part of it is too long.')
  // No hook runs this early, so the line that every request gets is written here.
  request.log.info({ event: 'request', method: request.method, route: 'none', status: problem.status })
  void sendProblem(request, reply, problem)
}

const UNREADABLE: Record<string, () => Problem> = {
  HPE_HEADER_OVERFLOW: headersTooLarge,
  ERR_HTTP_REQUEST_TIMEOUT: tooSlow,
}

/** Answers what Node cannot read as HTTP at all: no request exists, so the answer is written to the socket by hand. */
export function answerUnreadable({ log, newId }: Pick<Context, 'log' | 'newId'>) {
  return (error: ConnectionError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    const problem = (UNREADABLE[error.code] ?? badRequest)()
    const requestId = newId()
    const body = JSON.stringify(documentOf(problem, requestId))
    log.info({ event: 'request-unreadable', requestId, code: error.code, status: problem.status })
    const head = [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ]
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
  }
}
