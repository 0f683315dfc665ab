import { z } from 'zod'
import type { Context } from '../context.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../http/pages.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { ExternalId, Text } from '../text.ts'
import { Consent, Customer, StoredCustomer } from './customer.ts'
import { customerNotFound } from './problems.ts'
import { putConsents } from './put-consents.ts'
import { putCustomer } from './put-customer.ts'
import { listCustomers, loadCustomer } from './store.ts'

const READERS = ['agent', 'marketer', 'admin'] as const
const WRITERS = ['profiles', 'marketer', 'admin'] as const

const CustomerPath = z.object({
  id: ExternalId.meta({ description: 'Your own id of the customer' }),
})

const CustomerQuery = PageQuery.extend({
  q: Text(200).optional().meta({ description: 'Part of an id, name, e-mail address or phone number' }),
})

const NewConsents = z.strictObject({ consents: z.array(Consent).min(1).max(50) }).meta({
  id: 'NewConsents',
  examples: [
    {
      consents: [
        {
          channel: 'email',
          purpose: 'marketing',
          state: 'withdrawn',
          source: 'phone call',
          at: '2026-11-01T10:00:00Z',
        },
      ],
    },
  ],
})

const HeldConsents = z.strictObject({ items: z.array(Consent) }).meta({ id: 'HeldConsents' })

export function registerCustomerRoutes(app: App, context: Context): void {
  app.put(
    '/v1/customers/:id',
    {
      config: { access: WRITERS },
      schema: {
        tags: ['Customers'],
        operationId: 'putCustomer',
        summary: 'Add a customer, or replace what is known of one',
        description:
          'Fields that you leave out are emptied. Consents are the exception: they are added to what the customer said before, and nothing is taken away.',
        params: CustomerPath,
        body: Customer,
        response: {
          200: StoredCustomer.describe('The customer was known and is replaced'),
          201: StoredCustomer.describe('The customer is new'),
          ...problems(),
        },
      },
    },
    async (request, reply) => {
      const { params, body, principal } = request
      const { isNew, customer } = await putCustomer(context, { id: params.id, customer: body, principal })
      return reply.code(isNew ? 201 : 200).send(customer)
    },
  )

  app.get(
    '/v1/customers',
    {
      config: { access: READERS },
      schema: {
        tags: ['Customers'],
        operationId: 'listCustomers',
        summary: 'Find customers by id, name, e-mail address or phone number',
        description: 'Newest first. Without `q` you get all of them, page by page.',
        querystring: CustomerQuery,
        response: { 200: pageOf(StoredCustomer).describe('One page of customers'), ...problems() },
      },
    },
    async ({ query }) => {
      const search = { text: query.q?.trim() ?? '', limit: query.limit, cursor: decodeCursor(query.cursor, 'text') }
      return toPage(await listCustomers(context.db, search), query.limit, (customer) => ({
        at: new Date(customer.createdAt),
        id: customer.id,
      }))
    },
  )

  app.get(
    '/v1/customers/:id',
    {
      config: { access: READERS },
      schema: {
        tags: ['Customers'],
        operationId: 'getCustomer',
        summary: 'What is known of a customer',
        description: 'Name, addresses, language, traits, and the consents that hold now.',
        params: CustomerPath,
        response: { 200: StoredCustomer.describe('The customer'), ...problems(404) },
      },
    },
    async ({ params }) => {
      const customer = await loadCustomer(context.db, params.id)
      if (customer === null) throw customerNotFound()
      return customer
    },
  )

  app.get(
    '/v1/customers/:id/consents',
    {
      config: { access: WRITERS },
      schema: {
        tags: ['Customers'],
        operationId: 'getConsents',
        summary: 'What a customer has agreed to',
        description: 'The newest word for each channel and purpose.',
        params: CustomerPath,
        response: { 200: HeldConsents.describe('The consents that hold now'), ...problems(404) },
      },
    },
    async ({ params }) => {
      const customer = await loadCustomer(context.db, params.id)
      if (customer === null) throw customerNotFound()
      return { items: customer.consents }
    },
  )

  app.put(
    '/v1/customers/:id/consents',
    {
      config: { access: WRITERS },
      schema: {
        tags: ['Customers'],
        operationId: 'putConsents',
        summary: 'Write down that a customer agreed, refused or changed their mind',
        description:
          'The newest word for each channel and purpose holds, by the time at which it was given (`at`). Older ones are kept as history; the same one sent again changes nothing.',
        params: CustomerPath,
        body: NewConsents,
        response: { 200: HeldConsents.describe('The consents that hold now'), ...problems(404) },
      },
    },
    async ({ params, body, principal }) => ({
      items: await putConsents(context, { customerId: params.id, consents: body.consents, principal }),
    }),
  )
}
