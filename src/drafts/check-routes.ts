import { z } from 'zod'
import { Fact } from '../briefs/brief.ts'
import { ChannelName, Purpose } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import { Claim, Finding } from '../guardrails/guardrail.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import type { Prompt } from '../prompts/prompt.ts'
import { ExternalId, SomeText, Text } from '../text.ts'
import { checkText } from './check-text.ts'
import { MessageContent, RenderedMessage, viewRendered } from './view.ts'

const CheckedClaim = Claim.extend({ text: Text(2000), facts: z.array(Text(20)).max(40) }).meta({ id: 'ClaimToCheck' })

const NewCheck = z
  .strictObject({
    customerId: ExternalId,
    channel: ChannelName,
    purpose: Purpose.optional(),
    prompt: SomeText(64).optional().meta({ description: 'Whose purpose it has; without it the stage chooses one' }),
    offerId: ExternalId.optional(),
    agentName: SomeText(100).optional(),
    subject: Text(500).optional(),
    body: Text(20_000),
    claims: z
      .array(CheckedClaim)
      .max(100)
      .optional()
      .meta({ description: 'Which sentence rests on which facts, by their ids in `GET /v1/customers/{id}/brief`' }),
  })
  .meta({
    id: 'TextToCheck',
    examples: [
      {
        customerId: 'c-1',
        channel: 'email',
        agentName: 'Ana',
        subject: 'A quiet one',
        body: 'Hello {{customer.first_name}},\n\nthe {{p1.name}} is now 30 % off, today only.\n\n{{brand.name}}',
      },
    ],
  })

const CheckedText = z
  .strictObject({
    approvable: z.boolean().meta({ description: 'False when a finding blocks: as a draft it could not be approved' }),
    findings: z.array(Finding).meta({ description: 'As of a draft; spans count in `content`' }),
    content: MessageContent.meta({ description: 'The text as it was checked; line ends are LF' }),
    rendered: RenderedMessage.meta({ description: 'What the customer would get. Its unsubscribe link leads nowhere' }),
    purpose: Purpose,
    prompt: z.strictObject({ name: z.string(), reason: z.string() }).meta({ id: 'CheckedPrompt' }),
    slots: z.array(z.string()).meta({ description: 'What code fills in, such as `p1.price`' }),
    facts: z.array(Fact).meta({ description: 'What it was checked against; `findings` and `claims` name their ids' }),
  })
  .meta({ id: 'CheckedText' })

const withLf = (text: string): string => text.replace(/\r\n?/g, '\n')

export function registerCheckRoutes(app: App, deps: Context & { prompts: readonly Prompt[]; publicUrl: string }): void {
  app.post(
    '/v1/check',
    {
      config: { access: ['agent', 'marketer'] },
      schema: {
        tags: ['2. Draft'],
        operationId: 'checkText',
        summary: 'Check a text that somebody else wrote',
        description:
          'Runs all checks of a draft over any text, against what a message to this customer may say now: for edits before they are saved, and for texts of other tools. Nothing is stored or sent, and no model is asked.',
        body: NewCheck,
        response: { 200: CheckedText.describe('What the checks saw'), ...problems(404, 422) },
      },
    },
    async ({ body }) => {
      const { content, rendered, findings, brief, prompt, promptReason } = await checkText(deps, {
        customerId: body.customerId,
        channel: body.channel,
        purpose: body.purpose ?? null,
        promptName: body.prompt ?? null,
        offerId: body.offerId ?? null,
        agentName: body.agentName ?? null,
        note: null,
        subject: withLf(body.subject ?? ''),
        body: withLf(body.body),
        claims: body.claims ?? [],
      })
      return {
        approvable: findings.every((finding) => finding.severity !== 'block'),
        findings,
        content,
        rendered: viewRendered(brief.channel, rendered),
        purpose: brief.purpose,
        prompt: { name: prompt.name, reason: promptReason },
        slots: brief.slots,
        facts: brief.facts,
      }
    },
  )
}
