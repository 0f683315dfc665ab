import { z } from 'zod'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { Instant, SomeText, Text } from '../text.ts'
import { approveDraft, type DecideDeps, sendDraftBack, withdrawApproval } from './decide-draft.ts'
import { RejectReason } from './draft.ts'
import { Draft, viewDraft } from './view.ts'

const DraftId = z.object({ id: z.uuid().meta({ description: 'The `id` of the draft' }) })
const revision = z.int().min(1).meta({ description: 'The `revision` that you have read' })

const Approval = z.strictObject({ revision }).meta({ id: 'Approval', examples: [{ revision: 1 }] })
const Rejection = z
  .strictObject({ revision, reason: RejectReason, note: Text(1000).optional() })
  .meta({ id: 'Rejection', examples: [{ revision: 1, reason: 'tone', note: 'Too pushy for a first message.' }] })
const ChangeRequest = z
  .strictObject({
    revision,
    instruction: SomeText(1000).refine((text) => text.trim().toLowerCase() !== 'string', {
      message: 'must be your own words, not the placeholder "string"',
    }),
  })
  .meta({ id: 'ChangeRequest', examples: [{ revision: 1, instruction: 'Leave out the price.' }] })

const Approved = z
  .strictObject({
    draft: Draft,
    delivery: z
      .strictObject({
        id: z.uuid(),
        state: z.string(),
        notBefore: Instant.meta({ description: 'It leaves no earlier than this: until then it can be withdrawn' }),
      })
      .meta({ id: 'ScheduledDelivery' }),
  })
  .meta({ id: 'ApprovedDraft' })

/** Approve and reject are operations of their own: no select box decides whether a customer is written to. */
export function registerDecisionRoutes(app: App, deps: DecideDeps): void {
  app.post(
    '/v1/drafts/:id/approve',
    {
      config: { access: ['marketer'], idempotent: true },
      schema: {
        tags: ['1. Review'],
        operationId: 'approveDraft',
        summary: 'Approve a draft: the message leaves after ten seconds',
        description:
          'Says yes to exactly the revision that you have read; if there is a newer one, you are told so and nothing happens. The message then waits ten seconds, in which Withdraw takes it back, and is sent if the customer may still be written to. Only a person with the role marketer can approve, and never the one who asked for the draft.',
        params: DraftId,
        body: Approval,
        response: { 200: Approved.describe('Approved, and in the outbox'), ...problems(404, 409, 422) },
      },
    },
    async ({ params, body, principal }) => {
      const { draft, delivery } = await approveDraft(deps, {
        draftId: params.id,
        revision: body.revision,
        by: principal,
      })
      return { draft: viewDraft(draft, deps.now()), delivery }
    },
  )

  app.post(
    '/v1/drafts/:id/reject',
    {
      config: { access: ['marketer'], idempotent: true },
      schema: {
        tags: ['1. Review'],
        operationId: 'rejectDraft',
        summary: 'Reject a draft, with a reason',
        description:
          'Ends the draft: nothing is sent, and it cannot be approved later. Reasons: `wrong_fact`, `tone`, `irrelevant`, `privacy`, `other`. The note is for your colleagues; the customer never sees it.',
        params: DraftId,
        body: Rejection,
        response: { 200: Draft.describe('The rejected draft'), ...problems(404, 409) },
      },
    },
    async ({ params, body, principal }) =>
      viewDraft(
        await sendDraftBack(deps, {
          draftId: params.id,
          verdict: 'reject',
          revision: body.revision,
          reason: body.reason,
          note: body.note ?? null,
          by: principal,
        }),
        deps.now(),
      ),
  )

  app.post(
    '/v1/drafts/:id/request-changes',
    {
      config: { access: ['marketer'], idempotent: true },
      schema: {
        tags: ['1. Review'],
        operationId: 'requestChanges',
        summary: 'Ask for changes: say what should be different',
        description:
          'Sends the draft back. Nothing is sent to the customer. Whoever works on it next sees your instruction, and a new revision comes up for review.',
        params: DraftId,
        body: ChangeRequest,
        response: { 200: Draft.describe('The draft, waiting for changes'), ...problems(404, 409) },
      },
    },
    async ({ params, body, principal }) =>
      viewDraft(
        await sendDraftBack(deps, { draftId: params.id, verdict: 'request_changes', ...body, by: principal }),
        deps.now(),
      ),
  )

  app.post(
    '/v1/drafts/:id/withdraw',
    {
      config: { access: ['marketer'], idempotent: true },
      schema: {
        tags: ['1. Review'],
        operationId: 'withdrawApproval',
        summary: 'Withdraw an approval, as long as the message has not left',
        description:
          'Takes the message out of the outbox; the draft waits for review again. Once the message is on its way, you are told so and nothing changes.',
        params: DraftId,
        response: { 200: Draft.describe('The draft, waiting for review again'), ...problems(404, 409) },
      },
    },
    async ({ params, principal }) =>
      viewDraft(await withdrawApproval(deps, { draftId: params.id, by: principal }), deps.now()),
  )
}
