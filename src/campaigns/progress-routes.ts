import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { sendEvents, type StreamEvent, wantsEvents } from '../http/event-stream.ts'
import { problemFor, problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { loadProgress, openBoard, type ProgressBoard, type ProgressDeps } from './load-progress.ts'
import { CampaignProgress, hasEnded } from './progress.ts'

const CampaignId = z.object({ id: z.uuid().meta({ description: 'The `id` of the campaign' }) })

const PROGRESS_EVENTS = z.string().meta({
  description:
    'Events `progress` about once a second, each with the whole as JSON has it, at the end one `end` (the same, of a campaign that is completed, cancelled or failed) or one `problem`. A stream that ends otherwise was cut off: open it again.',
  examples: ['event: progress\ndata: {"status":"generating"}\n\n'],
})

export function registerProgressRoutes(app: App, deps: ProgressDeps): void {
  const board = openBoard(deps)
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  app.get(
    '/v1/campaigns/:id/progress',
    {
      config: { access: ['marketer'] },
      schema: {
        tags: ['Campaigns'],
        operationId: 'getCampaignProgress',
        summary: 'How far a campaign is: members, drafts, lots, deliveries, money and time left',
        description:
          'With `Accept: text/event-stream` the same comes as server-sent events about once a second until the campaign has ended; less often when it is so large that counting takes long.',
        params: CampaignId,
        response: {
          200: {
            description: 'How far it is',
            content: {
              'application/json': { schema: CampaignProgress },
              'text/event-stream': { schema: PROGRESS_EVENTS },
            },
          },
          ...problems(404),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if (!wantsEvents(request.headers.accept)) return loadProgress(deps, id)
      // What is refused is refused before the stream begins.
      const first = await board.read(id)
      return watch({ board, closing: closing.signal, first, request, reply }) as never
    },
  )
}

type Watched = {
  board: ProgressBoard
  /** The service ends. */
  closing: AbortSignal
  first: CampaignProgress
  request: FastifyRequest
  reply: FastifyReply
}

const eventOf = (event: 'progress' | 'end', progress: CampaignProgress): StreamEvent => ({
  event,
  data: z.encode(CampaignProgress, progress),
})

function watch({ board, closing, first, request, reply }: Watched): FastifyReply {
  const gone = new AbortController()
  const over = AbortSignal.any([gone.signal, closing])
  return sendEvents(
    request,
    reply.code(200),
    async (tell) => {
      try {
        let progress = first
        while (!hasEnded(progress)) {
          tell(eventOf('progress', progress))
          await pause(board.pauseAfter(progress.campaignId), undefined, { signal: over }).catch(() => {})
          if (over.aborted) return eventOf('progress', progress)
          progress = await board.read(progress.campaignId)
        }
        return eventOf('end', progress)
      } catch (error) {
        return { event: 'problem', data: problemFor(request, error) }
      }
    },
    () => gone.abort(),
  )
}
