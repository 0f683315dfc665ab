import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { ExternalId } from '../text.ts'
import { eraseCustomer } from './erase-customer.ts'
import { exportCustomer } from './export-customer.ts'

const CustomerPath = z.object({ id: ExternalId.meta({ description: 'Your own id of the customer' }) })
const Rows = z.array(z.record(z.string(), z.unknown()))

const CustomerExport = z
  .object({
    customer: z.record(z.string(), z.unknown()).meta({ description: 'Name, addresses, language, zone and traits' }),
    consents: Rows.meta({ description: 'Every word on consent, with its proof, oldest first' }),
    identities: Rows.meta({ description: 'Visitors that turned out to be this customer' }),
    objections: Rows.meta({ description: 'Sources of signals that the customer does not want to be used' }),
    signals: Rows.meta({ description: 'Newest first' }),
    drafts: Rows.meta({ description: 'Each with its `revisions` and `decisions`, newest first' }),
    deliveries: Rows.meta({ description: 'Newest first' }),
    campaigns: Rows.meta({ description: 'Those whose audience the customer was named in, newest first' }),
    lots: Rows.meta({ description: 'Lots that drafts for this customer were part of, with what was said of them' }),
    suppressions: Rows.meta({ description: 'Of the addresses of this customer, which are kept as hashes' }),
    answers: Rows.meta({ description: 'Answers that are kept for a day under an `Idempotency-Key`' }),
  })
  .meta({ id: 'CustomerExport' })

export function registerPrivacyRoutes(app: App, context: Context): void {
  app.delete(
    '/v1/customers/:id',
    {
      config: { access: ['admin'] },
      schema: {
        tags: ['Customers'],
        operationId: 'eraseCustomer',
        summary: 'Erase a customer for good',
        description:
          'What waits to be sent is cancelled. Name, addresses, signals, consents, texts, facts and notes are gone when this answers; ids, states, digests and the audit log stay. Every address of the customer is suppressed, also when the same customer or address is sent here again; who wants messages again needs that suppression lifted. What was sent before cannot be called back. Said again it answers the same.',
        params: CustomerPath,
        response: { 204: z.null().describe('Erased'), ...problems(404) },
      },
    },
    async ({ params, principal }, reply) => {
      await eraseCustomer(context, { customerId: params.id, by: principal })
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/v1/customers/:id/export',
    {
      config: { access: ['admin'] },
      schema: {
        tags: ['Customers'],
        operationId: 'exportCustomer',
        summary: 'All that is held about a customer, as one JSON document',
        description:
          'Profile, consents with their history, signals, drafts with every revision and decision, deliveries, campaigns, suppressions. That it was read is written to the audit log.',
        params: CustomerPath,
        response: {
          200: { description: 'The document', content: { 'application/json': { schema: CustomerExport } } },
          ...problems(404),
        },
      },
    },
    async ({ params, principal }, reply) => {
      const document = await exportCustomer(context, { customerId: params.id, by: principal })
      void reply.header('content-type', 'application/json; charset=utf-8')
      return Readable.from(document) as never
    },
  )
}
