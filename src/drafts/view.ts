import { z } from 'zod'
import { BriefDisclosure, Fact } from '../briefs/brief.ts'
import { Why, whyOf } from '../briefs/why.ts'
import { ChannelName, Purpose, type Rendered } from '../channels/channel.ts'
import { measureSms, SmsSize } from '../channels/sms-size.ts'
import { Claim, Finding } from '../guardrails/guardrail.ts'
import { PrincipalKind } from '../principals/principal.ts'
import { Instant } from '../text.ts'
import { DraftStatus, isExpired, ModelUse } from './draft.ts'
import type { FullDraft } from './store.ts'

export const RenderedMessage = z
  .strictObject({
    headers: z.record(z.string(), z.string()),
    text: z.string(),
    html: z.string().nullable(),
    sms: SmsSize.optional().meta({ description: 'For an SMS: what it takes to send `text`' }),
  })
  .meta({ id: 'RenderedMessage' })
const Requester = z.strictObject({ name: z.string(), kind: PrincipalKind }).meta({ id: 'Requester' })
export const MessageContent = z
  .strictObject({ subject: z.string().optional(), body: z.string() })
  .meta({ id: 'MessageContent' })
const PromptUse = z
  .strictObject({
    name: z.string(),
    version: z.int().nullable(),
    hash: z.string().nullable(),
    reason: z.string().meta({ description: 'Why this prompt' }),
  })
  .meta({ id: 'PromptUse' })

/**
 * A draft as the API shows it, in the order in which a reviewer reads. What belongs to a revision is null until the first
 * one is written.
 */
export const Draft = z
  .strictObject({
    id: z.uuid(),
    status: DraftStatus,
    revision: z.int().meta({ description: 'The current revision; decisions name it' }),
    customerId: z.string(),
    channel: ChannelName,
    purpose: Purpose,
    recipient: z.string().nullable(),
    findings: z
      .array(Finding)
      .meta({ description: 'What the checks saw; one with severity `block` must be put right' }),
    rendered: RenderedMessage.nullable().meta({ description: 'What the customer gets, to the letter' }),
    disclosures: z
      .array(BriefDisclosure)
      .meta({ description: 'Which lines the brand owes this reader, and why; `rendered` holds them' }),
    requestedBy: Requester,
    instruction: z.string().nullable().meta({ description: 'The change that a reviewer asked for' }),
    failure: z.string().nullable().meta({ description: 'The problem that ended it, for "failed"' }),
    content: MessageContent.nullable().meta({
      description: 'What people edit: slots such as {{p1.name}} are filled when it is rendered',
    }),
    claims: z.array(Claim).meta({ description: 'Which sentence rests on which facts' }),
    facts: z.array(Fact),
    why: z.array(Why).meta({
      description:
        'What the customer is told who asks "Why am I getting this?": where and when he or she agreed, and the kinds of signals behind the message, without their values',
    }),
    prompt: PromptUse,
    model: ModelUse.nullable(),
    digest: z
      .string()
      .nullable()
      .meta({ description: 'What an approval binds: a SHA-256 over everything that is sent' }),
    campaignId: z.uuid().nullable(),
    createdAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: 'Draft' })

/** A rendered message as the API shows it; an SMS with what it takes to send it. */
export const viewRendered = (channel: ChannelName, rendered: Rendered): z.output<typeof RenderedMessage> => ({
  headers: rendered.headers,
  text: rendered.text,
  html: rendered.html,
  ...(channel === 'sms' ? { sms: measureSms(rendered.text) } : {}),
})

export function viewDraft({ draft, revision, requestedBy }: FullDraft, now: Date): z.output<typeof Draft> {
  return {
    id: draft.id,
    status: isExpired(draft, now) ? 'expired' : draft.status,
    revision: draft.currentRevision,
    customerId: draft.customerId,
    channel: draft.channel,
    purpose: draft.purpose,
    recipient: revision?.recipient ?? null,
    findings: revision?.findings ?? [],
    rendered:
      revision === null
        ? null
        : viewRendered(draft.channel, {
            headers: revision.headers,
            text: revision.renderedText,
            html: revision.renderedHtml,
          }),
    disclosures: revision?.brief.brand.disclosures ?? [],
    requestedBy,
    instruction: draft.instruction,
    failure: draft.failure,
    content:
      revision === null
        ? null
        : { ...(revision.subject === null ? {} : { subject: revision.subject }), body: revision.body },
    claims: revision?.claims ?? [],
    facts: revision?.brief.facts ?? [],
    why: revision === null ? [] : whyOf(revision.brief),
    prompt: {
      name: revision?.promptName ?? draft.promptName,
      version: revision?.promptVersion ?? null,
      hash: revision?.promptHash ?? null,
      reason: draft.promptReason,
    },
    model: revision?.model ?? null,
    digest: revision?.digest ?? null,
    campaignId: draft.campaignId,
    createdAt: draft.createdAt,
    expiresAt: draft.expiresAt,
  }
}
