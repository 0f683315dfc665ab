import { z } from 'zod'
import { ChannelName, Purpose } from '../channels/channel.ts'
import { ExternalId, SomeText, Text } from '../text.ts'
import { Audience } from './audience.ts'
import { CampaignBudget } from './budget.ts'
import { Arms } from './campaign.ts'
import { ExpectedEffect } from './sample-size.ts'

const Time = z.iso.datetime({ offset: true })

const Window = z
  .strictObject({
    startAt: Time.optional().meta({ description: 'Nothing leaves before it' }),
    endAt: Time.optional().meta({ description: 'Nothing leaves from then on' }),
    perHour: z.int().min(1).max(10_000_000).optional().meta({ description: 'Messages an hour, at most' }),
  })
  .refine(
    ({ startAt, endAt }) => startAt === undefined || endAt === undefined || Date.parse(startAt) < Date.parse(endAt),
    { message: 'must begin before it ends' },
  )
  .meta({ id: 'NewSendingWindow' })

/** The body of `POST /v1/campaigns`. */
export const NewCampaign = z
  .strictObject({
    name: SomeText(200),
    channel: ChannelName,
    purpose: Purpose.optional().meta({ description: 'Left out: that of the prompt, or `marketing`' }),
    prompt: SomeText(64).optional().meta({ description: 'Left out: the stage of each customer chooses one' }),
    offerId: ExternalId.optional(),
    agentName: SomeText(100).optional(),
    note: Text(1000).optional(),
    audience: Audience,
    arms: Arms.optional().meta({ description: 'Percent of the audience in each. Left out: 80, 10 and 10' }),
    sendingWindow: Window.optional(),
    budget: CampaignBudget.optional().meta({ description: 'What its calls of the model may cost. Left out: no limit' }),
    expectedEffect: ExpectedEffect.optional().meta({ description: 'Tells how many people it takes to see it' }),
  })
  .meta({
    id: 'NewCampaign',
    examples: [
      {
        name: 'Dishwashers, November',
        channel: 'email',
        audience: {
          filter: {
            and: [
              { signal: { type: 'product-viewed', withinDays: 14, category: 'Dishwashers' } },
              { signal: { type: 'purchase', withinDays: 90, done: false } },
            ],
          },
        },
        arms: { personalized: 80, generic: 10, holdout: 10 },
        sendingWindow: { startAt: '2026-12-01T08:00:00Z', perHour: 500 },
        budget: { usd: '25.00' },
        expectedEffect: { baseline: 0.02, lift: 0.2 },
      },
    ],
  })
export type NewCampaign = z.output<typeof NewCampaign>
