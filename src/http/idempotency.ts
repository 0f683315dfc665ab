import { createHash } from 'node:crypto'
import { Readable, Transform } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { canonicalJson } from '../text.ts'
import { readIdempotencyKey } from './idempotency-key.ts'
import { type Answer, claimKey, deleteExpired, keepAnswer, type KeyPlace, releaseKey } from './idempotency-store.ts'
import { keyInProgress, keyReused, secretNotRepeated } from './problems.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The claim on this request's `Idempotency-Key`; null without one. */
    claim: Claim | null
  }
  interface FastifyContextConfig {
    /** The route takes an `Idempotency-Key`. `secret`: its answer holds one, which is neither kept nor repeated. */
    idempotent?: true | 'secret'
  }
}

export type Claim = {
  /** The id for what this request makes. The same one for everybody who tries again. */
  resourceId: string
  /** True when somebody began before and did not get to an answer: what `resourceId` names may be there. */
  isRetry: boolean
  /** Keeps an answer that goes out as a stream; all others are kept by themselves. After a 5xx the next try may take over. */
  keep(answer: { status: number; headers?: Record<string, string>; body: string }): Promise<void>
  /** Keeps nothing: the answer tells of several customers, so no erasure would find it, and nothing was made. */
  release(): Promise<void>
}

/** Hours for which an answer is repeated. */
const KEPT_HOURS = 24
/** Seconds after which a request without an answer is taken for dead: as long as a draft may take to be written. */
const LEASE_SECONDS = 120
/** Seconds to wait for a request that runs: most are done by then. */
const RETRY_SECONDS = 5
const REPEATED_HEADERS = ['content-type', 'location', 'preference-applied']
/** The caller is to try again, so these are no answer to hold on to. 499: the caller went away and got none. */
const isTransient = (status: number): boolean => status >= 500 || [408, 425, 429, 499].includes(status)

/**
 * `Idempotency-Key` on every route with `idempotent` in its config. For 24 hours the same key of the same principal on the
 * same route, with the same parameters and body, is answered as the first time.
 *
 * A claim is stored before the work begins, so of many requests at once one works and the others are told to wait. Answers
 * below 500 are kept, refusals included; requests that never came to the work (no key, no right, not valid) leave nothing.
 * When the process dies in between, the claim stays, and after its lease the next try takes it over and works again, under
 * the same `resourceId`. That the work is then not done twice is for the operations to see: a draft or an API key is made, and
 * a revision generated, under that id, once; an edit, a decision or a suppression that is there already is answered as done.
 */
export function installIdempotency(app: FastifyInstance, context: Context): void {
  app.decorateRequest('claim', null)
  app.addHook('onRoute', (route) => {
    const idempotent = route.config?.idempotent
    if (idempotent === undefined) return
    if (route.config?.access === undefined) throw new Error(`${route.url} takes an Idempotency-Key, but of whom?`)
    route.preHandler = [
      route.preHandler ?? [],
      async (request: FastifyRequest, reply: FastifyReply) => claim(context, request, reply),
    ].flat()
    route.onSend = [
      route.onSend ?? [],
      async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => settle(request, reply, payload),
    ].flat()
  })
}

async function claim(context: Context, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (request.headers['idempotency-key'] === undefined) return undefined
  const values = request.raw.rawHeaders.filter(
    (_, index, all) => index % 2 === 1 && all[index - 1]!.toLowerCase() === 'idempotency-key',
  )
  const { method, url, config } = request.routeOptions
  const place: KeyPlace = {
    principalId: request.principal.id,
    route: `${String(method)} ${url}`,
    key: readIdempotencyKey(values),
  }
  const print = fingerprintOf(request)
  const now = context.now()
  const result = await claimKey(context.db, place, {
    fingerprint: await print(false),
    resourceId: context.newId(),
    now,
    leaseUntil: new Date(now.getTime() + LEASE_SECONDS * 1000),
    expiresAt: new Date(now.getTime() + KEPT_HOURS * 3_600_000),
  })
  await context.failpoint('key.claimed')
  if ('held' in result) {
    const { held } = result
    const asked = held.status === null ? await print(false) : await print(true)
    if (held.fingerprint !== null && asked !== null && held.fingerprint !== asked) {
      throw keyReused('Use a new key for a new request.')
    }
    if (held.status === null) throw keyInProgress('', { retryAfter: RETRY_SECONDS })
    if (held.body === null) {
      throw secretNotRepeated(
        'This request was answered before. If the secret in its answer is lost, delete it and make another one.',
      )
    }
    return repeat(reply, { status: held.status, headers: held.headers ?? {}, body: held.body })
  }
  const { resourceId, attempt } = result.claimed
  const keepsBody = (status: number): boolean => config.idempotent !== 'secret' || status >= 400
  request.claim = {
    resourceId,
    isRetry: attempt > 1,
    release: async () => {
      request.claim = null
      await releaseKey(context.db, place, attempt, context.now())
    },
    keep: async ({ status, headers = {}, body }) => {
      try {
        // A body that came as a stream and was not read to its end has no fingerprint.
        const fingerprint = await print(false)
        if (isTransient(status) || fingerprint === null) {
          await releaseKey(context.db, place, attempt, context.now())
        } else {
          const text = keepsBody(status) ? body : null
          const kept = { status, headers, body: text, customerId: text && customerIn(text), fingerprint }
          await keepAnswer(context.db, place, attempt, kept)
          await context.failpoint('key.answer-kept')
        }
      } catch (error) {
        // The work is done: its answer goes out all the same.
        request.log.error({ event: 'answer-not-kept', requestId: request.id, err: error })
      }
    },
  }
  return undefined
}

const repeat = (
  reply: FastifyReply,
  { status, headers, body }: Pick<Answer, 'status' | 'headers' | 'body'>,
): FastifyReply =>
  reply
    .code(status)
    .headers({ ...headers, 'idempotency-replayed': 'true' })
    .serializer((text: string) => text)
    .send(body)

/** Whom an answer tells of, as a draft or a delivery does, or a decision that holds one: it goes when that customer is erased. */
function customerIn(body: string): string | null {
  const of = (value: unknown): unknown =>
    value !== null && typeof value === 'object' && 'customerId' in value ? value.customerId : undefined
  try {
    const answer: unknown = JSON.parse(body)
    const inner = answer !== null && typeof answer === 'object' && 'draft' in answer ? answer.draft : null
    const customerId = of(answer) ?? of(inner)
    return typeof customerId === 'string' ? customerId : null
  } catch {
    return null
  }
}

/** Before an answer leaves, it is kept: who never gets it can ask for it again. */
async function settle(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<void> {
  const isText = typeof payload === 'string' || Buffer.isBuffer(payload) || payload === null || payload === undefined
  if (request.claim === null || !isText) return
  const headers = Object.fromEntries(
    REPEATED_HEADERS.flatMap((name) => (reply.hasHeader(name) ? [[name, String(reply.getHeader(name))]] : [])),
  )
  await request.claim.keep({ status: reply.statusCode, headers, body: String(payload ?? '') })
}

/**
 * How to tell what is asked: parameters, query and body. A body that comes as a stream is known once it was read; with
 * `readIt` it is read here, otherwise the result is null until somebody has read it.
 */
function fingerprintOf(request: FastifyRequest): (readIt: boolean) => Promise<string | null> {
  const hash = createHash('sha256').update(canonicalJson([request.params, request.query]))
  const { body } = request
  if (!(body instanceof Readable)) {
    const whole = hash.update(canonicalJson(body ?? null)).digest('hex')
    return async () => whole
  }
  hash.update(request.headers['content-type'] ?? '')
  let whole: string | null = null
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
    flush(done) {
      whole = hash.digest('hex')
      done()
    },
  })
  // Whoever reads meets the error; a client may also go away while nobody reads, and that must end nothing else.
  tap.on('error', () => {})
  body.on('error', (error) => tap.destroy(error))
  request.body = body.pipe(tap)
  return async (readIt) => {
    if (readIt && whole === null) for await (const _ of tap) continue
    return whole
  }
}

const SWEEP_BATCH = 500

/** Removes answers that are past their time. */
export async function sweepAnswers(context: Context): Promise<void> {
  while ((await deleteExpired(context.db, context.now(), SWEEP_BATCH)) === SWEEP_BATCH);
}
