import { z } from 'zod'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { Instant, SomeText, Text } from '../text.ts'
import { approveDraft, type DecideDeps, sendDraftBack, withdrawApproval } from './decide-draft.ts'
import { RejectReason } from './draft.ts'
import { Draft, viewDraft } from './view.ts'

const DraftId = z.object({ id: z.uuid() })
const revision = z.int().min(1)

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
    delivery: z.strictObject({
      id: z.uuid(),
      state: z.string(),
      notBefore: Instant.meta({ description: 'It leaves no earlier than this: until then it can be withdrawn' }),
    }),
  })
  .meta({ id: 'ApprovedDraft' })

/** Approve and reject are operations of their own: no select box decides whether a customer is written to. */
export function registerDecisionRoutes(app: App, deps: DecideDeps): void {
  app.post(
    '/v1/drafts/:id/approve',
    {
      config: { access: ['marketer'] },
      schema: {
        tags: ['1. Review'],
        operationId: 'approveDraft',
        summary: 'Approve exactly this revision: it leaves ten seconds later',
        description:
          'Only a human reviewer can, and not the one who asked for the draft. Withdraw takes it back in time.',
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
      config: { access: ['marketer'] },
      schema: {
        tags: ['1. Review'],
        operationId: 'rejectDraft',
        summary: 'Reject this revision, with a reason',
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
      config: { access: ['marketer'] },
      schema: {
        tags: ['1. Review'],
        operationId: 'requestChanges',
        summary: 'Say what should be different',
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
      config: { access: ['marketer'] },
      schema: {
        tags: ['1. Review'],
        operationId: 'withdrawApproval',
        summary: 'Take an approval back while the message has not left',
        params: DraftId,
        response: { 200: Draft.describe('The draft, waiting for review again'), ...problems(404, 409) },
      },
    },
    async ({ params, principal }) =>
      viewDraft(await withdrawApproval(deps, { draftId: params.id, by: principal }), deps.now()),
  )
}
