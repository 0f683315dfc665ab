import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { customerNotFound } from '../customers/problems.ts'
import { findKnownCustomers } from '../customers/store.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../http/pages.ts'
import { FieldError, problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { validationFailed } from '../problem.ts'
import { ExternalId, Instant } from '../text.ts'
import { cloudEventModeOf, fromBinary, readCloudEvent } from './cloud-event.ts'
import { BODY_ALTERNATIVES, BODY_EXAMPLES, IngestBody, MAX_EVENTS } from './ingest-body.ts'
import { ingestSignals, type IngestItem, type Rejection } from './ingest-signals.ts'
import { Origin, Party, type Signal } from './signal.ts'
import { pageSignals } from './store.ts'
import { typeNamed } from './find-type.ts'
import { signalTypes } from './types/list.ts'
import { type ParsedSignal, parseSignal } from './wire.ts'

/** Bytes of one event as JSON. */
export const MAX_EVENT_BYTES = 64 * 1024

/** Why an event cannot be looked at, whatever it says. */
export function whyTooLarge(event: unknown): Rejection['problem'] | null {
  if (Buffer.byteLength(JSON.stringify(event) ?? '') <= MAX_EVENT_BYTES) return null
  return { detail: 'An event may have 64 KiB.', errors: [{ pointer: '', message: 'is larger than 64 KiB' }] }
}

const RejectedSignal = z
  .strictObject({
    index: z.int().meta({ description: 'Which of those that were sent, counted from 0' }),
    problem: z.strictObject({ detail: z.string(), errors: z.array(FieldError) }).meta({ id: 'SignalProblem' }),
  })
  .meta({ id: 'RejectedSignal' })

export const IngestAnswer = z
  .strictObject({
    accepted: z.int(),
    duplicates: z.int(),
    rejected: z.array(RejectedSignal),
  })
  .meta({ id: 'IngestAnswer' })

const TimelineEntry = z
  .strictObject({
    id: z.uuid(),
    type: z.string().nullable().meta({ description: 'Null: the name was not understood; it is kept and counted' }),
    name: z.string(),
    summary: z.string(),
    source: z.string(),
    productId: z.string().nullable(),
    origin: Origin,
    party: Party,
    properties: z.record(z.string(), z.unknown()),
    occurredAt: Instant,
    receivedAt: Instant,
  })
  .meta({ id: 'TimelineEntry' })

function viewEntry(signal: Signal): z.output<typeof TimelineEntry> {
  const type = signal.type === null ? undefined : typeNamed(signal.type)
  const read = type?.properties.safeParse(signal.properties)
  return {
    id: signal.id,
    type: signal.type,
    name: signal.name,
    summary:
      type !== undefined && read?.success === true ? type.describe(read.data) : 'did something that is not understood',
    source: signal.source,
    productId: signal.productId,
    origin: signal.origin,
    party: signal.party,
    properties: signal.properties,
    occurredAt: signal.occurredAt,
    receivedAt: signal.receivedAt,
  }
}

/** Other spellings of the product's id, which only tracking libraries send. */
const ALIASES = new Set(['product_id', 'id', 'sku', 'ticket_id', 'review_body', 'body', 'reviewText'])
const understoodFields = (type: (typeof signalTypes)[number]): string =>
  Object.keys(z.toJSONSchema(type.properties, { io: 'input' }).properties ?? {})
    .filter((field) => !ALIASES.has(field))
    .map((field) => `\`${field}\``)
    .join(', ')

const DESCRIPTION = `Every signal is answered on its own: a bad one is listed in \`rejected\`, the others are taken.
One that is sent again counts once, by its \`messageId\`: no Idempotency-Key is needed.
At most 1,000 signals at once, 64 KiB each and 2 MiB together. What is understood of \`properties\`; other fields are kept:

${signalTypes.map((type) => `- \`${type.type}\`: ${understoodFields(type)}`).join('\n')}

CloudEvents 1.0 are taken as well, in all three modes: \`application/cloudevents+json\`, \`application/cloudevents-batch+json\`,
or \`ce-\` headers around JSON. \`source\` and \`id\` make an event count once, the end of \`type\` names the type of signal
(\`com.shop.product-viewed\`), \`subject\` is the customer unless \`data\` holds \`customerId\` or \`anonymousId\`, and everything
else in \`data\` is the properties. An event whose type or properties are not understood is kept and listed as unmapped.`

/** In a scope of its own: nowhere else is `application/*+json` read, or a body missing that headers describe. */
export function registerSignalRoutes(app: App, context: Context): void {
  registerTimeline(app, context)
  void app.register(async (signals: App) => {
    readEventBodies(signals)
    registerIngest(signals, context)
  })
}

function readEventBodies(app: App): void {
  const readJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  for (const media of ['application/json', /^application\/[\w.-]+\+json(?: *;|$)/]) {
    app.addContentTypeParser<string>(media, { parseAs: 'string' }, (request, text, done) =>
      text === '' && cloudEventModeOf(request.headers) === 'binary'
        ? done(null, undefined)
        : readJson(request, text, done),
    )
  }
}

type Read = (event: unknown, receivedAt: Date) => ParsedSignal

/** The events of a request, and how each is read. */
function eventsOf({ headers, body }: Pick<FastifyRequest, 'headers' | 'body'>): { events: unknown[]; read: Read } {
  const mode = cloudEventModeOf(headers)
  if (headers['content-type'] === undefined && mode !== 'binary') {
    throw validationFailed('There is no body.', { errors: [{ pointer: '', message: 'must be a signal, or a list' }] })
  }
  const events =
    mode === 'binary' ? [fromBinary(headers, body)] : Array.isArray(body) && mode !== 'structured' ? body : [body]
  if (mode === 'batch' && !Array.isArray(body)) {
    throw validationFailed('A batch of CloudEvents is a list.', {
      errors: [{ pointer: '', message: 'must be a list' }],
    })
  }
  if ((events.length === 0 && mode !== 'batch') || events.length > MAX_EVENTS) {
    throw validationFailed('Send 1 to 1,000 signals.', {
      errors: [{ pointer: '', message: 'must hold 1 to 1,000 signals' }],
    })
  }
  return { events, read: mode === null ? parseSignal : readCloudEvent }
}

function registerIngest(app: App, context: Context): void {
  app.post(
    '/v1/signals',
    {
      config: { access: ['ingest', 'profiles'], bodyAlternatives: BODY_ALTERNATIVES, bodyExamples: BODY_EXAMPLES },
      schema: {
        tags: ['Signals'],
        operationId: 'createSignals',
        summary: 'Tell what customers did: one signal or up to 1,000',
        description: DESCRIPTION,
        consumes: Object.keys(BODY_ALTERNATIVES),
        body: IngestBody,
        response: {
          202: IngestAnswer.describe('What was taken, what was known already, what was refused and why'),
          ...problems(413),
        },
      },
      validatorCompiler: () => (body: unknown) => ({ value: body }),
    },
    async (request, reply) => {
      const { events, read: readEvent } = eventsOf(request)
      const receivedAt = context.now()
      const items: IngestItem[] = []
      const rejected: Rejection[] = []
      for (const [index, event] of events.entries()) {
        const read = readEvent(event, receivedAt)
        const problem = read.ok ? whyTooLarge(event) : read.problem
        if (problem !== null) rejected.push({ index, problem })
        else if (read.ok) items.push({ index, kind: 'signal', signal: read.signal })
      }
      return reply.code(202).send(await ingestSignals(context, { by: request.principal, items, rejected }))
    },
  )
}

function registerTimeline(app: App, context: Context): void {
  app.get(
    '/v1/customers/:id/timeline',
    {
      config: { access: ['agent', 'marketer', 'admin'] },
      schema: {
        tags: ['Customers'],
        operationId: 'getTimeline',
        summary: 'What a customer did, newest first',
        description:
          'Every signal with its origin: `stated` by the customer, `observed` by us or `inferred`. `party` says whether it comes from our own site (`first`) or from elsewhere (`third`).',
        params: z.object({ id: ExternalId.meta({ description: 'Your own id of the customer' }) }),
        querystring: PageQuery,
        response: { 200: pageOf(TimelineEntry).describe('A page of the timeline'), ...problems(404) },
      },
    },
    async ({ params, query }) => {
      if (!(await findKnownCustomers(context.db, [params.id])).has(params.id)) throw customerNotFound()
      const rows = await pageSignals(context.db, params.id, query.limit, decodeCursor(query.cursor))
      const page = toPage(rows, query.limit, (row) => ({ at: row.occurredAt, id: row.id }))
      return { ...page, items: page.items.map(viewEntry) }
    },
  )
}
