import { z } from 'zod'
import { ChannelName } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import { latestPause } from '../delivery/sender-store.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { Instant, SomeText } from '../text.ts'
import { resumeSender } from './resume-sender.ts'
import { countsOf } from './review-sender.ts'

const SenderPause = z
  .strictObject({
    pausedAt: Instant,
    complaints: z.int(),
    sent: z.int(),
    resumedAt: Instant.nullable(),
    resumeReason: z.string().nullable(),
  })
  .meta({ id: 'SenderPause', description: 'When it was paused and for what, and why it may go on' })

const Sender = z
  .strictObject({
    channel: ChannelName,
    state: z.enum(['active', 'paused']),
    complaints: z.int().meta({ description: 'In the last 7 days, those before the last resumption left out' }),
    sent: z.int().meta({ description: 'In the last 7 days' }),
    lastPause: SenderPause.nullable(),
  })
  .meta({ id: 'ChannelSender' })

const Resumption = z
  .strictObject({ reason: SomeText(500).meta({ description: 'What was done about the complaints' }) })
  .meta({
    id: 'Resumption',
    examples: [{ reason: 'The list of the fair is taken out; nobody on it had asked for mail.' }],
  })

const Channel = z.object({ channel: ChannelName.meta({ description: 'By which way messages go' }) })

export function registerSenderRoutes(app: App, context: Context): void {
  const view = async (channel: ChannelName): Promise<z.output<typeof Sender>> => {
    const pause = await latestPause(context.db, channel)
    const state = pause !== null && pause.resumedAt === null ? 'paused' : 'active'
    const lastPause = pause && {
      pausedAt: pause.pausedAt,
      complaints: pause.complaints,
      sent: pause.sent,
      resumedAt: pause.resumedAt,
      resumeReason: pause.resumeReason,
    }
    return { channel, state, ...(await countsOf(context, channel)), lastPause }
  }

  app.get(
    '/v1/senders/:channel',
    {
      config: { access: ['marketer', 'admin'] },
      schema: {
        tags: ['3. Deliveries'],
        operationId: 'getSender',
        summary: 'Whether a channel may send marketing now, and its complaints',
        description:
          'A channel is paused by itself when at least 3 recipients and more than 0.2 % of those written to in the last 7 days complain. Its marketing deliveries are then `held` with the reason `sender_paused`, until a person resumes it; service messages go on.',
        params: Channel,
        response: { 200: Sender.describe('The sender'), ...problems() },
      },
    },
    ({ params }) => view(params.channel),
  )

  app.post(
    '/v1/senders/:channel/resume',
    {
      config: { access: ['marketer'], idempotent: true },
      schema: {
        tags: ['3. Deliveries'],
        operationId: 'resumeSender',
        summary: 'Let a paused channel send again, and say why',
        description:
          'What waits for it is asked again at once. Complaints from before are not counted again; three new ones may pause it anew.',
        params: Channel,
        body: Resumption,
        response: { 200: Sender.describe('The sender'), ...problems(409) },
      },
    },
    async ({ params, body, principal }) => {
      await resumeSender(context, { channel: params.channel, reason: body.reason, by: principal })
      return view(params.channel)
    },
  )
}
