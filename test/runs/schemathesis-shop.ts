import { aBrand, aConsent, aCustomer, aProduct } from '../support/wire-examples.ts'
import { type ApiClient, openClient } from '../support/api-client.ts'

/** Every role, in the order in which they are tried: keys can only be taken away by the last one. */
export const ROLES = ['auditor', 'ingest', 'profiles', 'agent', 'marketer', 'admin'] as const
export type RoleName = (typeof ROLES)[number]

/** A key for each role, and ids of things that are there: without them, most requests would end at "there is no such thing". */
export type Shop = { keys: Record<RoleName, string>; ids: Record<string, string[]> }

const CUSTOMERS = ['c-1', 'c-2', 'c-3', 'c-4', 'c-5', 'c-6']
const PRODUCTS = ['dw-1', 'dw-2']
/** Drafts that each of two people asked for: what one may decide, the other may not. */
const DRAFTS_EACH = 60

/** Fills the service that listens at `url` as a shop would, by its own API. */
export async function fillShop(url: string, adminKey: string): Promise<Shop> {
  const clients: ApiClient[] = []
  const clientOf = (key: string): ApiClient => {
    const client = openClient(url, key)
    clients.push(client)
    return client
  }
  try {
    const admin = clientOf(adminKey)
    const keys = {} as Record<RoleName, string>
    for (const role of ROLES) {
      const kind = role === 'ingest' || role === 'profiles' ? 'system' : 'human'
      keys[role] = (await admin.call('POST', '/v1/keys', { name: `${role} of this run`, kind, roles: [role] })).key
    }
    const spare: string[] = []
    for (let index = 0; index < 20; index++) {
      spare.push((await admin.call('POST', '/v1/keys', { name: 'spare', kind: 'system', roles: ['ingest'] })).id)
    }
    const ids = await fillWith(clientOf(keys.profiles), clientOf(keys.agent), clientOf(keys.marketer))
    return { keys, ids: { ...ids, keys: spare, prompts: ['research-follow-up', 'review-concern'] } }
  } finally {
    for (const client of clients) client.close()
  }
}

async function fillWith(server: ApiClient, agent: ApiClient, marketer: ApiClient): Promise<Record<string, string[]>> {
  await marketer.call('PUT', '/v1/brand', aBrand())
  for (const id of PRODUCTS) await server.call('PUT', `/v1/products/${id}`, aProduct())
  await marketer.call('PUT', '/v1/offers/o-1', {
    code: 'QUIET10',
    kind: 'percent',
    value: '10',
    terms: '10 % off one dishwasher, once per customer',
    validFrom: '2026-01-01T00:00:00Z',
    validUntil: '2099-01-01T00:00:00Z',
  })
  for (const id of CUSTOMERS) {
    const consents = ['marketing', 'service'].map((purpose) => aConsent({ purpose }))
    await server.call('PUT', `/v1/customers/${id}`, aCustomer({ email: `${id}@example.test`, consents }))
  }
  const occurredAt = new Date().toISOString()
  await server.call(
    'POST',
    '/v1/signals',
    CUSTOMERS.map((customerId) => ({
      type: 'product-viewed',
      customerId,
      messageId: `${customerId}-1`,
      occurredAt,
      productId: 'dw-1',
    })),
  )
  const drafts: string[] = []
  for (let index = 0; index < DRAFTS_EACH; index++) {
    const wish = { customerId: CUSTOMERS[index % CUSTOMERS.length], channel: 'email', agentName: 'Ana' }
    for (const client of [agent, marketer]) drafts.push((await client.call('POST', '/v1/drafts', wish)).id)
  }
  // Both of these belong to the agent: the marketer may approve them.
  const deliveries: string[] = []
  for (const id of [drafts[0], drafts[2]]) {
    deliveries.push((await marketer.call('POST', `/v1/drafts/${id}/approve`, { revision: 1 })).delivery.id)
  }
  const suppressions: string[] = []
  for (let index = 0; index < 20; index++) {
    const address = `never-${index}@example.test`
    suppressions.push(
      (await server.call('POST', '/v1/suppressions', { channel: 'email', address, reason: 'manual' })).id,
    )
  }
  return { customers: CUSTOMERS, products: PRODUCTS, offers: ['o-1'], drafts, deliveries, suppressions }
}
