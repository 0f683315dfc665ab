import { z } from 'zod'
import { ChannelName, Purpose } from '../channels/channel.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../http/pages.ts'
import { wantsEvents } from '../http/event-stream.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { hasRole } from '../principals/principal.ts'
import { ExternalId, SomeText, Text } from '../text.ts'
import type { DecideDeps } from './decide-draft.ts'
import { registerDecisionRoutes } from './decision-routes.ts'
import { DraftStatus } from './draft.ts'
import { enqueueDraft, requestDraft } from './request-draft.ts'
import { resumeDraft } from './resume-draft.ts'
import { mustBeInvolved, regenerateDraft, type ReviseDeps, reviseDraft } from './revise-draft.ts'
import { findDraft, listDrafts } from './store.ts'
import { DRAFT_EVENTS, streamDraft } from './stream-routes.ts'
import { draftNotFound } from './problems.ts'
import { Draft, viewDraft } from './view.ts'

const NewDraft = z
  .strictObject({
    customerId: ExternalId,
    channel: ChannelName,
    prompt: SomeText(64).optional(),
    purpose: Purpose.optional(),
    offerId: ExternalId.optional(),
    agentName: SomeText(100).optional(),
    note: Text(1000).optional(),
  })
  .meta({ id: 'NewDraft', examples: [{ customerId: 'c-1', channel: 'email', agentName: 'Ana' }] })

/** Swagger UI fills empty fields with this word, and one click sends it to a customer. */
const OwnWords = (max: number) =>
  SomeText(max).refine((text) => text.trim().toLowerCase() !== 'string', {
    message: 'must be your own words, not the placeholder "string"',
  })

const Revision = z
  .strictObject({ baseRevision: z.int().min(1), subject: OwnWords(500).optional(), body: OwnWords(20_000) })
  .meta({
    id: 'NewRevision',
    examples: [
      {
        baseRevision: 1,
        subject: 'Your questions about {{p1.name}}',
        body: 'Hello {{customer.first_name}},\n\nyou can reply to this message at any time.\n\n{{brand.name}}',
      },
    ],
  })
const Wish = z
  .strictObject({ instruction: OwnWords(1000).optional() })
  .meta({ id: 'Regenerate', examples: [{ instruction: 'Shorter, please.' }] })

const DraftId = z.object({ id: z.uuid().meta({ description: 'The `id` of the draft' }) })
const LOCATION = { type: 'string', description: 'Where the draft can be read' }
const Filter = z.strictObject({
  // Swagger UI fills in the examples: a reviewer sees what waits, and few enough to read.
  status: z
    .enum(DraftStatus.options)
    .optional()
    .meta({ description: '`ready_for_review` is what waits for you', examples: ['ready_for_review'] }),
  customerId: ExternalId.optional().meta({ description: 'Your own id of the customer' }),
  campaignId: z.uuid().optional().meta({ description: 'The `id` of a campaign' }),
  limit: PageQuery.shape.limit.meta({ examples: [5] }),
  cursor: PageQuery.shape.cursor,
})

export function registerDraftRoutes(app: App, deps: ReviseDeps & DecideDeps): void {
  app.get(
    '/v1/drafts',
    {
      config: { access: ['agent', 'marketer'] },
      schema: {
        tags: ['1. Review'],
        operationId: 'listDrafts',
        summary: 'List drafts: what waits for review',
        description:
          'Newest first. Choose a `status`, or "--" for all. Agents see the drafts they asked for, marketers see all. Is `nextCursor` not null, there is more: put it into `cursor`.',
        querystring: Filter,
        response: { 200: pageOf(Draft).describe('A page of drafts'), ...problems() },
      },
    },
    async ({ query, principal }) => {
      const own = hasRole(principal, 'marketer') ? undefined : principal.id
      const rows = await listDrafts(deps.db, { ...query, requestedBy: own }, query.limit, decodeCursor(query.cursor))
      const page = toPage(rows, query.limit, ({ draft }) => ({ at: draft.createdAt, id: draft.id }))
      return { ...page, items: page.items.map((row) => viewDraft(row, deps.now())) }
    },
  )

  app.get(
    '/v1/drafts/:id',
    {
      config: { access: ['agent', 'marketer'] },
      schema: {
        tags: ['1. Review'],
        operationId: 'getDraft',
        summary: 'Read one draft',
        description:
          'What the customer would get (`rendered`), what the checks saw (`findings`), which sentence rests on which fact (`claims`, `facts`), and what wrote it.',
        params: DraftId,
        response: { 200: Draft.describe('The draft'), ...problems(404) },
      },
    },
    async ({ params, principal }) => {
      const found = await findDraft(deps.db, params.id)
      if (found === null) throw draftNotFound()
      mustBeInvolved(found.draft, principal)
      return viewDraft(found, deps.now())
    },
  )

  registerDecisionRoutes(app, deps)

  app.post(
    '/v1/drafts',
    {
      config: { access: ['agent', 'marketer'], idempotent: true, costly: true },
      schema: {
        tags: ['2. Draft'],
        operationId: 'createDraft',
        summary: 'Ask for a message to one customer',
        description:
          'Writes a draft for review; nothing is sent. Without `prompt` the stage of the customer’s journey chooses one, and the draft says why. With `Prefer: respond-async` the answer is 202 at once and the draft is written in the background: read it at `Location`. With `Accept: text/event-stream` you see the text as it comes; a repeated `Idempotency-Key` is answered as JSON then too.',
        headers: z.object({
          prefer: z.string().max(200).optional().meta({ description: '`respond-async`: do not wait for the text' }),
        }),
        body: NewDraft,
        response: {
          201: {
            description: 'The draft',
            headers: { Location: LOCATION },
            content: { 'application/json': { schema: Draft }, 'text/event-stream': { schema: DRAFT_EVENTS } },
          },
          202: Draft.meta({ description: 'It will be written: read it at Location', headers: { Location: LOCATION } }),
          ...problems(404, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const { body, principal, claim } = request
      const wish = {
        draftId: claim?.resourceId,
        customerId: body.customerId,
        promptName: body.prompt ?? null,
        channel: body.channel,
        purpose: body.purpose ?? null,
        offerId: body.offerId ?? null,
        agentName: body.agentName ?? null,
        note: body.note ?? null,
        requestedBy: principal,
      }
      const later = /(^|[,;\s])respond-async($|[,;\s])/i.test(request.headers.prefer ?? '')
      const streams = !later && wantsEvents(request.headers.accept)
      const begun =
        claim?.isRetry === true ? await resumeDraft(deps, { draftId: claim.resourceId, by: principal }) : null
      if (begun === null && streams) return streamDraft(deps, wish, request, reply)
      const draft = begun ?? (await (later ? enqueueDraft(deps, wish) : requestDraft(deps, wish)))
      reply.header('location', `/v1/drafts/${draft.draft.id}`)
      if (later) reply.header('preference-applied', 'respond-async')
      const isWritten = draft.draft.status !== 'generating'
      return reply.code(isWritten ? 201 : 202).send(viewDraft(draft, deps.now()))
    },
  )

  app.post(
    '/v1/drafts/:id/revisions',
    {
      config: { access: ['agent', 'marketer'], idempotent: true },
      schema: {
        tags: ['2. Draft'],
        operationId: 'reviseDraft',
        summary: 'Change the words yourself',
        description:
          'Makes a new revision and runs the checks again. Name the revision that you began with: if somebody else was faster, you are told so. Slots such as `{{p1.name}}` are filled from the catalogue. An approval of the revision before is void.',
        params: DraftId,
        body: Revision,
        response: { 201: Draft.describe('The draft with its new revision'), ...problems(404, 409) },
      },
    },
    async (request, reply) => {
      const draft = await reviseDraft(deps, { draftId: request.params.id, ...request.body, by: request.principal })
      return reply.code(201).send(viewDraft(draft, deps.now()))
    },
  )

  app.post(
    '/v1/drafts/:id/regenerate',
    {
      config: { access: ['agent', 'marketer'], idempotent: true, costly: true },
      schema: {
        tags: ['2. Draft'],
        operationId: 'regenerateDraft',
        summary: 'Let the model write it again, with a wish if you have one',
        description:
          'Makes a new revision from what is known of the customer now, and runs the checks again. An approval of the revision before is void.',
        params: DraftId,
        body: Wish,
        response: {
          201: Draft.describe('The draft with its new revision'),
          202: Draft.describe('An earlier try of this request was cut off: its revision is still being written'),
          ...problems(404, 409, 503),
        },
      },
    },
    async (request, reply) => {
      const draft = await regenerateDraft(deps, {
        draftId: request.params.id,
        instruction: request.body.instruction,
        generationId: request.claim?.resourceId,
        by: request.principal,
      })
      const isWritten = draft.draft.status !== 'generating'
      return reply.code(isWritten ? 201 : 202).send(viewDraft(draft, deps.now()))
    },
  )
}
