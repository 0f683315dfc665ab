import { z } from 'zod'
import { ChannelName, Purpose } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import type { Context } from '../context.ts'
import { customerNotFound } from '../customers/problems.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { defineProblem } from '../problem.ts'
import { ExternalId } from '../text.ts'
import { Brief } from './brief.ts'
import { briefOf, loadBriefSources } from './load-brief.ts'

const noSuchChannel = defineProblem('channel-unavailable', 422, 'This channel cannot be used')

export function registerBriefRoutes(app: App, context: Context): void {
  app.get(
    '/v1/customers/:id/brief',
    {
      config: { access: ['agent', 'marketer', 'admin'] },
      schema: {
        tags: ['Customers'],
        operationId: 'getBrief',
        summary: 'What a message to this customer may know and say now, and from where',
        description:
          'The numbered facts with their sources. `mention` may be said; `steer` may choose the topic and is never said. What is not known is listed, so that nobody makes it up.',
        params: z.object({ id: ExternalId.meta({ description: 'Your own id of the customer' }) }),
        querystring: z.strictObject({
          channel: ChannelName.default('email'),
          purpose: Purpose.default('marketing'),
          offerId: ExternalId.optional().meta({ description: 'Your own id of an offer to build in' }),
        }),
        response: { 200: Brief.describe('The brief'), ...problems(404, 422) },
      },
    },
    async ({ params, query }) => {
      const channel = findChannel(query.channel)
      if (channel === undefined) throw noSuchChannel(`Nothing can be written for ${query.channel} here.`)
      const sources = await loadBriefSources(context, { customerId: params.id, offerId: query.offerId ?? null })
      if (sources === null) throw customerNotFound()
      return briefOf(sources, { channel, purpose: query.purpose, agentName: null, note: null }, context.now())
    },
  )
}
