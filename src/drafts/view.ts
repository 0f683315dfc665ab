import { z } from 'zod'
import { Fact } from '../briefs/brief.ts'
import { ChannelName, Purpose } from '../channels/channel.ts'
import { Claim, Finding } from '../guardrails/guardrail.ts'
import { PrincipalKind } from '../principals/principal.ts'
import { Instant } from '../text.ts'
import { DraftStatus, isExpired, ModelUse } from './draft.ts'
import type { FullDraft } from './store.ts'

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
    rendered: z
      .strictObject({ headers: z.record(z.string(), z.string()), text: z.string(), html: z.string().nullable() })
      .nullable()
      .meta({ description: 'What the customer gets, to the letter' }),
    requestedBy: z.strictObject({ name: z.string(), kind: PrincipalKind }),
    instruction: z.string().nullable().meta({ description: 'The change that a reviewer asked for' }),
    failure: z.string().nullable().meta({ description: 'The problem that ended it, for "failed"' }),
    content: z
      .strictObject({ subject: z.string().optional(), body: z.string() })
      .nullable()
      .meta({ description: 'What people edit: slots such as {{p1.name}} are filled when it is rendered' }),
    claims: z.array(Claim).meta({ description: 'Which sentence rests on which facts' }),
    facts: z.array(Fact),
    prompt: z.strictObject({
      name: z.string(),
      version: z.int().nullable(),
      hash: z.string().nullable(),
      reason: z.string().meta({ description: 'Why this prompt' }),
    }),
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
        : { headers: revision.headers, text: revision.renderedText, html: revision.renderedHtml },
    requestedBy,
    instruction: draft.instruction,
    failure: draft.failure,
    content:
      revision === null
        ? null
        : { ...(revision.subject === null ? {} : { subject: revision.subject }), body: revision.body },
    claims: revision?.claims ?? [],
    facts: revision?.brief.facts ?? [],
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
