import { z } from 'zod'
import { briefOf, loadBriefSources } from '../briefs/load-brief.ts'
import { ChannelName, Purpose } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import type { Context } from '../context.ts'
import { customerNotFound } from '../customers/problems.ts'
import { pageOf } from '../http/pages.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { defineProblem } from '../problem.ts'
import { ExternalId, SomeText, Text } from '../text.ts'
import { Stage } from '../briefs/brief.ts'
import type { Prompt } from './prompt.ts'

const promptNotFound = defineProblem('prompt-not-found', 404, 'There is no such prompt')
const notForChannel = defineProblem('unknown-prompt', 422, 'There is no such prompt for this channel')

const PromptView = z
  .strictObject({
    name: z.string(),
    version: z.int(),
    hash: z.string(),
    description: z.string(),
    purpose: Purpose,
    channels: z.array(ChannelName),
    stages: z.array(Stage),
    complaint: z.boolean(),
    parameters: z
      .strictObject({ maxOutputTokens: z.int(), temperature: z.number().optional() })
      .meta({ id: 'PromptParameters' }),
  })
  .meta({ id: 'Prompt' })

const PreviewRequest = z
  .strictObject({
    customerId: ExternalId,
    channel: ChannelName,
    offerId: ExternalId.optional(),
    agentName: SomeText(100).optional(),
    note: Text(1000).optional(),
    instruction: Text(1000).optional(),
  })
  .meta({ id: 'PreviewRequest', examples: [{ customerId: 'c-1', channel: 'email' }] })
const Preview = z.strictObject({ system: z.string(), user: z.string() }).meta({ id: 'PromptPreview' })

const PromptName = z.object({
  name: z.string().meta({ description: 'The `name` of the prompt', examples: ['research-follow-up'] }),
})

const view = ({ render: _render, orders: _orders, ...prompt }: Prompt): z.output<typeof PromptView> => prompt

export function registerPromptRoutes(app: App, deps: Context & { prompts: readonly Prompt[] }): void {
  const find = (name: string): Prompt => {
    const prompt = deps.prompts.find((each) => each.name === name)
    if (prompt === undefined) throw promptNotFound()
    return prompt
  }

  app.get(
    '/v1/prompts',
    {
      config: { access: ['agent', 'marketer'] },
      schema: {
        tags: ['Prompts'],
        operationId: 'listPrompts',
        summary: 'Every prompt, with its version',
        description: 'What kinds of message can be written, for which stage of the journey and which channels.',
        response: {
          200: pageOf(PromptView).describe('All prompts'),
          ...problems(),
        },
      },
    },
    () => ({ items: deps.prompts.map(view), nextCursor: null }),
  )

  app.get(
    '/v1/prompts/:name',
    {
      config: { access: ['agent', 'marketer'] },
      schema: {
        tags: ['Prompts'],
        operationId: 'getPrompt',
        summary: 'One prompt',
        description: 'For what it is, its version, and the hash of its file, which every draft keeps.',
        params: PromptName,
        response: { 200: PromptView.describe('The prompt'), ...problems(404) },
      },
    },
    ({ params }) => view(find(params.name)),
  )

  app.post(
    '/v1/prompts/:name/preview',
    {
      config: { access: ['agent', 'marketer'] },
      schema: {
        tags: ['Prompts'],
        operationId: 'previewPrompt',
        summary: 'See exactly what the model would be sent for one customer',
        description: 'Nothing is sent to the model, and nothing is stored.',
        params: PromptName,
        body: PreviewRequest,
        response: { 200: Preview.describe('Both parts of the prompt'), ...problems(404, 422) },
      },
    },
    async ({ params, body }) => {
      const prompt = find(params.name)
      const channel = findChannel(body.channel)
      if (channel === undefined || !prompt.channels.includes(channel.name)) {
        throw notForChannel(`This prompt is for ${prompt.channels.join(', ')}.`)
      }
      const sources = await loadBriefSources(deps, { customerId: body.customerId, offerId: body.offerId ?? null })
      if (sources === null) throw customerNotFound()
      const wish = {
        channel,
        purpose: prompt.purpose,
        agentName: body.agentName ?? null,
        note: body.note ?? null,
      }
      return prompt.render(briefOf(sources, wish, deps.now()), body.instruction)
    },
  )
}
