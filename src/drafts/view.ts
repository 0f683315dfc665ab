import { z } from 'zod'
import { Fact } from '../briefs/brief.ts'
import { ChannelName, Purpose } from '../channels/channel.ts'
import { Claim, Finding } from '../guardrails/guardrail.ts'
import { PrincipalKind } from '../principals/principal.ts'
import { Instant } from '../text.ts'
import { DraftStatus, isExpired, ModelUse } from './draft.ts'
import type { FullDraft } from './store.ts'

/** A draft as the API shows it. What belongs to a revision is null until the first one is written. */
export const Draft = z
  .strictObject({
    id: z.uuid(),
    customerId: z.string(),
    campaignId: z.uuid().nullable(),
    channel: ChannelName,
    purpose: Purpose,
    prompt: z.strictObject({
      name: z.string(),
      version: z.int().nullable(),
      hash: z.string().nullable(),
      reason: z.string().meta({ description: 'Why this prompt' }),
    }),
    status: DraftStatus,
    revision: z.int().meta({ description: 'The current revision; decisions name it' }),
    content: z.strictObject({ subject: z.string().optional(), body: z.string() }).nullable(),
    rendered: z
      .strictObject({ text: z.string(), html: z.string().nullable(), headers: z.record(z.string(), z.string()) })
      .nullable()
      .meta({ description: 'What the customer gets, to the letter' }),
    recipient: z.string().nullable(),
    digest: z.string().nullable(),
    facts: z.array(Fact),
    claims: z.array(Claim),
    findings: z.array(Finding),
    model: ModelUse.nullable(),
    instruction: z.string().nullable().meta({ description: 'The change that a reviewer asked for' }),
    failure: z.string().nullable().meta({ description: 'The problem that ended it, for "failed"' }),
    requestedBy: z.strictObject({ name: z.string(), kind: PrincipalKind }),
    createdAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: 'Draft' })

export function viewDraft({ draft, revision, requestedBy }: FullDraft, now: Date): z.output<typeof Draft> {
  return {
    id: draft.id,
    customerId: draft.customerId,
    campaignId: draft.campaignId,
    channel: draft.channel,
    purpose: draft.purpose,
    prompt: {
      name: revision?.promptName ?? draft.promptName,
      version: revision?.promptVersion ?? null,
      hash: revision?.promptHash ?? null,
      reason: draft.promptReason,
    },
    status: isExpired(draft, now) ? 'expired' : draft.status,
    revision: draft.currentRevision,
    content:
      revision === null
        ? null
        : { ...(revision.subject === null ? {} : { subject: revision.subject }), body: revision.body },
    rendered:
      revision === null
        ? null
        : { text: revision.renderedText, html: revision.renderedHtml, headers: revision.headers },
    recipient: revision?.recipient ?? null,
    digest: revision?.digest ?? null,
    facts: revision?.brief.facts ?? [],
    claims: revision?.claims ?? [],
    findings: revision?.findings ?? [],
    model: revision?.model ?? null,
    instruction: draft.instruction,
    failure: draft.failure,
    requestedBy,
    createdAt: draft.createdAt,
    expiresAt: draft.expiresAt,
  }
}
