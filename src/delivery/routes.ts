import { z } from 'zod'
import { ChannelName } from '../channels/channel.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../http/pages.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { ExternalId, Instant, SomeText } from '../text.ts'
import { DeliveryState, SuppressionReason } from './delivery.ts'
import { whyNoAddress } from './address.ts'
import { liftSuppression } from './lift-suppression.ts'
import { deliveryNotFound } from './problems.ts'
import { resolveDelivery, type ResolveDeps } from './resolve-delivery.ts'
import { findDelivery, listDeliveries } from './store.ts'
import { listSuppressions } from './suppression-store.ts'
import { suppressAddress } from './suppress-address.ts'
import { Delivery, viewOf, viewsOf } from './view.ts'

const Suppression = z
  .strictObject({ id: z.uuid(), channel: ChannelName, reason: SuppressionReason, createdAt: Instant })
  .meta({ id: 'Suppression', description: 'The address itself is not kept, only a keyed hash of it' })

const NewSuppression = z
  .strictObject({
    channel: ChannelName,
    address: SomeText(254).meta({
      description:
        'An e-mail address, a telephone number that begins with + and the country code, or, by webhook, your own id of the customer',
    }),
    reason: SuppressionReason,
  })
  .superRefine(({ channel, address }, context) => {
    const message = whyNoAddress(channel, address)
    if (message !== null) context.addIssue({ code: 'custom', path: ['address'], message })
  })
  .meta({ id: 'NewSuppression', examples: [{ channel: 'email', address: 'ines@example.com', reason: 'manual' }] })

const Resolution = z
  .strictObject({ outcome: z.enum(['resend', 'sent']) })
  .meta({ id: 'Resolution', examples: [{ outcome: 'sent' }] })

const DeliveryId = z.object({ id: z.uuid().meta({ description: 'The `id` of the delivery' }) })
const SuppressionId = z.object({ id: z.uuid().meta({ description: 'The `id` of the suppression' }) })

export function registerDeliveryRoutes(app: App, deps: ResolveDeps): void {
  app.get(
    '/v1/deliveries',
    {
      config: { access: ['agent', 'marketer'] },
      schema: {
        tags: ['3. Deliveries'],
        operationId: 'listDeliveries',
        summary: 'What was sent, what was not, and why',
        description:
          'Newest first. `uncertain` means: it may or may not have gone out, and it is not sent again until you say so. `held` waits, for the reason that it names, until `notBefore`; then everything is asked again. `skipped` names its reason: no consent, suppressed, too many messages lately and so on. What is `queued` by `chat` or `call` waits for an agent to take it over.',
        querystring: PageQuery.extend({
          state: DeliveryState.optional(),
          draftId: z.uuid().optional(),
          customerId: ExternalId.optional().meta({ description: 'Your own id of the customer' }),
          channel: ChannelName.optional(),
        }),
        response: { 200: pageOf(Delivery).describe('A page of deliveries, newest first'), ...problems() },
      },
    },
    async ({ query }) => {
      const rows = await listDeliveries(deps.db, query, query.limit, decodeCursor(query.cursor))
      const page = toPage(rows, query.limit, (row) => ({ at: row.createdAt, id: row.id }))
      return { ...page, items: await viewsOf(deps, page.items) }
    },
  )

  app.get(
    '/v1/deliveries/:id',
    {
      config: { access: ['agent', 'marketer'] },
      schema: {
        tags: ['3. Deliveries'],
        operationId: 'getDelivery',
        summary: 'One delivery: state, reason, attempts',
        description: 'How far an approved message has come.',
        params: DeliveryId,
        response: { 200: Delivery.describe('The delivery'), ...problems(404) },
      },
    },
    async ({ params }) => {
      const row = await findDelivery(deps.db, params.id)
      if (row === null) throw deliveryNotFound()
      return viewOf(deps, row)
    },
  )

  app.post(
    '/v1/deliveries/:id/resolve',
    {
      config: { access: ['marketer'], idempotent: true },
      schema: {
        tags: ['3. Deliveries'],
        operationId: 'resolveDelivery',
        summary: 'Say what became of an uncertain delivery',
        description:
          'It may or may not have gone out. `resend` sends it again, `sent` takes it for sent. Look into the mailbox or the mail server’s log first: after `resend` the customer may have it twice.',
        params: DeliveryId,
        body: Resolution,
        response: { 200: Delivery.describe('The delivery'), ...problems(404, 409) },
      },
    },
    async ({ params, body, principal }) =>
      viewOf(deps, await resolveDelivery(deps, { deliveryId: params.id, outcome: body.outcome, by: principal })),
  )

  app.get(
    '/v1/suppressions',
    {
      config: { access: ['profiles', 'marketer', 'admin'] },
      schema: {
        tags: ['3. Deliveries'],
        operationId: 'listSuppressions',
        summary: 'Who must not be written to, and since when',
        description: 'Newest first. Addresses are kept as keyed hashes only, so none is shown.',
        querystring: PageQuery,
        response: { 200: pageOf(Suppression).describe('A page of suppressions, newest first'), ...problems() },
      },
    },
    async ({ query }) => {
      const rows = await listSuppressions(deps.db, query.limit, decodeCursor(query.cursor))
      const page = toPage(rows, query.limit, (row) => ({ at: row.createdAt, id: row.id }))
      return {
        ...page,
        items: page.items.map(({ id, channel, reason, createdAt }) => ({ id, channel, reason, createdAt })),
      }
    },
  )

  app.post(
    '/v1/suppressions',
    {
      config: { access: ['profiles', 'marketer', 'admin'], idempotent: true },
      schema: {
        tags: ['3. Deliveries'],
        operationId: 'createSuppression',
        summary: 'Never write to this address again',
        description: 'Holds at once, also for messages that are approved and have not left yet.',
        body: NewSuppression,
        response: { 201: Suppression.describe('Suppressed from now on'), ...problems() },
      },
    },
    async ({ body, principal }, reply) => {
      const { id, channel, reason, createdAt } = await suppressAddress(deps, { ...body, by: principal.id })
      return reply.code(201).send({ id, channel, reason, createdAt })
    },
  )

  app.delete(
    '/v1/suppressions/:id',
    {
      config: { access: ['profiles', 'marketer', 'admin'] },
      schema: {
        tags: ['3. Deliveries'],
        operationId: 'deleteSuppression',
        summary: 'Lift a suppression',
        description: 'The address may be written to again, if the customer agrees: consent is asked for as before.',
        params: SuppressionId,
        response: { 204: z.null().describe('Lifted'), ...problems(404) },
      },
    },
    async ({ params, principal }, reply) => {
      await liftSuppression(deps, { id: params.id, by: principal })
      return reply.code(204).send(null)
    },
  )
}
