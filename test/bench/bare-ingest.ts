import { randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import postgres from 'postgres'

/**
 * Taking events in without Foreword: plain Fastify, and one multi-row insert of the same rows by postgres.js. No key, no
 * check, no customer, no look at who a visitor is. Argument: the database, whose table `bare.signals` has our columns, indexes
 * and checks, but no foreign key.
 */
const sql = postgres(process.argv[2]!, { max: 10 })
const SENDER = randomUUID()

const TYPES: Record<string, string> = {
  'Product Viewed': 'product-viewed',
  'Products Searched': 'product-searched',
  'Product List Viewed': 'product-list-viewed',
  'Product Added': 'cart-updated',
  'Order Completed': 'purchase',
}

type Event = {
  event: string
  messageId: string
  timestamp: string
  userId?: string
  anonymousId?: string
  properties: { product_id?: string; products?: { product_id: string }[] }
}

const app = Fastify({ bodyLimit: 2 * 1024 * 1024 })
app.post<{ Body: { batch: Event[] } }>('/v1/batch', async ({ body }) => {
  const receivedAt = new Date()
  const rows = body.batch.map((event) => ({
    id: randomUUID(),
    principal_id: SENDER,
    source: 'segment',
    message_id: event.messageId,
    type: TYPES[event.event] ?? null,
    name: event.event,
    customer_id: event.userId ?? null,
    anonymous_id: event.anonymousId ?? null,
    product_id: event.properties.product_id ?? event.properties.products?.[0]?.product_id ?? null,
    origin: 'observed',
    party: 'first',
    properties: event.properties,
    occurred_at: event.timestamp,
    received_at: receivedAt,
  }))
  const { count } = await sql`insert into bare.signals ${sql(rows)}`
  return { success: true, accepted: count }
})

process.on('disconnect', () => process.exit())
process.send?.({ url: await app.listen({ port: 0, host: '127.0.0.1' }) })
