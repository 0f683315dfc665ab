import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import type { Principal } from '../principals/principal.ts'
import { validationFailed } from '../problem.ts'
import { ingestSignals, type IngestItem, type IngestResult, type Rejection } from './ingest-signals.ts'
import { MAX_EVENTS } from './ingest-body.ts'
import { IngestAnswer, whyTooLarge } from './routes.ts'
import { readSegmentMessage, type SegmentCall, segmentCalls } from './segment.ts'
import { readTrackingBody, TRACKING_TYPES } from './tracking-body.ts'
import { CORS, PREFLIGHT } from './tracking-cors.ts'

const SHORT: Record<SegmentCall, string> = { track: 't', identify: 'i', page: 'p', screen: 's', alias: 'a', group: 'g' }
const TrackingAnswer = IngestAnswer.extend({ success: z.literal(true) }).meta({ id: 'TrackingAnswer' })
const Message = z.looseObject({}).meta({
  id: 'TrackingMessage',
  description: 'A message of the Segment tracking API; unknown fields are kept',
})
const sent = { messageId: 'm-1', timestamp: '2026-11-20T10:00:00Z' }
const DOCUMENTED: Record<SegmentCall, { says: string; example: Record<string, unknown> }> = {
  track: {
    says: 'what somebody did',
    example: { userId: 'c-1', event: 'Product Viewed', properties: { product_id: 'dw-1' }, ...sent },
  },
  identify: {
    says: 'who somebody is',
    example: { userId: 'c-1', anonymousId: 'visitor-1', traits: { firstName: 'Ines' }, ...sent },
  },
  page: {
    says: 'which page somebody saw',
    example: { anonymousId: 'visitor-1', name: 'Dishwashers', properties: { path: '/dishwashers' }, ...sent },
  },
  screen: { says: 'which screen of an app somebody saw', example: { userId: 'c-1', name: 'Dishwashers', ...sent } },
  alias: { says: 'that two ids are one person', example: { userId: 'c-1', previousId: 'visitor-1', ...sent } },
  group: { says: 'to which company somebody belongs', example: { userId: 'c-1', groupId: 'company-1', ...sent } },
}
const HOW_SENT =
  'Send the write key as the user name of Basic authentication, in `X-Write-Key` or as `writeKey` in the body. JSON may be gzipped, and be called `text/plain`. What cannot be taken is listed in `rejected`.'
const Batch = z.looseObject({ batch: z.array(z.unknown()), sentAt: z.unknown().optional() }).meta({
  id: 'TrackingBatch',
  examples: [
    {
      batch: [
        {
          type: 'track',
          event: 'Products Searched',
          userId: 'c-1',
          messageId: 'm-2',
          timestamp: '2026-11-20T10:00:00Z',
          properties: { query: 'quiet dishwasher' },
        },
      ],
      sentAt: '2026-11-20T10:00:01Z',
    },
  ],
})

const SOURCE = 'segment'
const TRACKING = { access: ['ingest', 'profiles'], writeKey: true } as const

/**
 * The Segment tracking API: what its SDKs, RudderStack's and Jitsu's send, unchanged. A bad message is listed, its batch
 * is never dropped. The routes have a scope of their own: nowhere else is `text/plain` JSON, or a web page let in.
 */
export function registerSegmentRoutes(app: App, context: Context): void {
  void app.register(async (tracking: App) => {
    readAnyJson(tracking)
    tracking.addHook('onSend', async (_request, reply) => void reply.headers(CORS))
    registerCalls(tracking, context)
    registerBatches(tracking, context)
  })
}

function readAnyJson(app: App): void {
  const limit = app.initialConfig.bodyLimit ?? 0
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(TRACKING_TYPES, { parseAs: 'buffer' }, async ({ headers }: FastifyRequest, bytes: Buffer) =>
    readTrackingBody(bytes, headers['content-encoding'], limit),
  )
}

const answerPreflights = (app: App, path: string): void => {
  app.options(path, { schema: { hide: true } }, (_request, reply) => reply.code(204).headers(PREFLIGHT).send())
}

function registerCalls(app: App, context: Context): void {
  for (const call of segmentCalls) {
    const long = `/v1/${call}`
    // The same route under the names that browser libraries and Jitsu's client use.
    for (const path of [long, `/v1/${SHORT[call]}`, `/api/s/${call}`, `/api/s/s2s/${call}`]) {
      answerPreflights(app, path)
      app.post(
        path,
        {
          config: TRACKING,
          schema: {
            hide: path !== long,
            tags: ['Tracking'],
            operationId: `${call}Event`,
            summary: `Segment ${call}: ${DOCUMENTED[call].says}`,
            description: `Also at \`/v1/${SHORT[call]}\` and \`/api/s/${call}\`. ${HOW_SENT}`,
            body: Message.meta({ examples: [DOCUMENTED[call].example] }),
            response: { 200: TrackingAnswer.describe('What was taken and what was not'), ...problems() },
          },
        },
        async ({ body, principal }) => takeMessages(context, [body], principal, { call }),
      )
    }
  }
}

function registerBatches(app: App, context: Context): void {
  for (const path of ['/v1/batch', '/v1/b', '/v1/import']) {
    answerPreflights(app, path)
    app.post(
      path,
      {
        config: TRACKING,
        schema: {
          hide: path !== '/v1/batch',
          tags: ['Tracking'],
          operationId: 'batchEvents',
          summary: 'Segment batch: many messages at once',
          description: `Also at \`/v1/b\` and \`/v1/import\`. At most 1,000 messages, 2 MiB together. ${HOW_SENT}`,
          body: Batch,
          response: { 200: TrackingAnswer.describe('What was taken and what was not'), ...problems() },
        },
      },
      async ({ body, principal }) => takeMessages(context, body.batch, principal, { sentAt: body.sentAt }),
    )
  }
}

async function takeMessages(
  context: Context,
  messages: unknown[],
  by: Principal,
  around: { call?: SegmentCall; sentAt?: unknown },
): Promise<IngestResult & { success: true }> {
  if (messages.length > MAX_EVENTS) {
    throw validationFailed('Send at most 1,000 messages.', {
      errors: [{ pointer: '/batch', message: 'holds more than 1,000' }],
    })
  }
  const receivedAt = context.now()
  const items: IngestItem[] = []
  const rejected: Rejection[] = []
  for (const [index, message] of messages.entries()) {
    const read = readSegmentMessage(message, { receivedAt, source: SOURCE, ...around })
    if (read.kind === 'rejected') {
      const errors = [{ pointer: read.pointer, message: read.message }]
      rejected.push({ index, problem: { detail: 'This message cannot be taken as it is.', errors } })
      continue
    }
    const problem = whyTooLarge(message)
    if (problem !== null) rejected.push({ index, problem })
    else items.push({ index, ...read })
  }
  return { success: true, ...(await ingestSignals(context, { by, items, rejected })) }
}
