import { type SQL } from 'drizzle-orm'
import { expect } from 'vitest'
import { openOutbox } from '../../src/delivery/outbox.ts'
import { sweepDeliveries } from '../../src/delivery/sweep.ts'
import type { TestApp } from '../support/app.ts'
import { aBrand, aCustomer, aProduct } from '../support/wire-examples.ts'

let count = 0

/** Rows of a statement under the application's role, on either database. */
export async function rowsOf(service: TestApp, statement: SQL): Promise<Record<string, any>[]> {
  const result: unknown = await service.deps.db.execute(statement)
  return Array.isArray(result) ? [...result] : (result as { rows: Record<string, any>[] }).rows
}

/** A brand with one product: what every draft needs. */
export async function openShop(service: TestApp): Promise<void> {
  expect((await service.call('PUT', '/v1/brand', { body: aBrand() })).status).toBe(201)
  expect((await service.call('PUT', '/v1/products/dw-1', { body: aProduct() })).status).toBe(201)
}

/** A new customer with an address of its own who looked at the product an hour ago. */
export async function aShopper(
  service: TestApp,
  change: Record<string, unknown> = {},
): Promise<{ id: string; email: string }> {
  const id = `c-${++count}`
  const email = `ines.${count}@example.com`
  const { call, keys, clock } = service
  const put = await call('PUT', `/v1/customers/${id}`, { key: keys.profiles, body: aCustomer({ email, ...change }) })
  expect(put.status).toBe(201)
  const signal = {
    type: 'product-viewed',
    customerId: id,
    messageId: `m-${id}`,
    occurredAt: new Date(clock.now.getTime() - 3_600_000).toISOString(),
    productId: 'dw-1',
  }
  expect((await call('POST', '/v1/signals', { key: keys.ingest, body: signal })).body).toMatchObject({ accepted: 1 })
  return { id, email }
}

/** A draft that waits for review, asked for by ana unless `key` says otherwise. */
export async function aDraft(
  service: TestApp,
  customerId: string,
  options: { key?: string; body?: Record<string, unknown> } = {},
): Promise<any> {
  const made = await service.call('POST', '/v1/drafts', {
    key: options.key ?? service.keys.ana,
    body: { customerId, channel: 'email', ...options.body },
  })
  expect(made.status, made.text).toBe(201)
  return made.body
}

/** Mia's yes to the current revision. */
export async function approved(service: TestApp, draft: { id: string; revision: number }): Promise<any> {
  const answer = await service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: draft.revision } })
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

/** Everything up to an approved message in the outbox, for a customer of its own. */
export async function inOutbox(service: TestApp, change: Record<string, unknown> = {}) {
  const customer = await aShopper(service, change)
  const draft = await aDraft(service, customer.id)
  const { delivery } = await approved(service, draft)
  return { customer, draft, deliveryId: delivery.id as string }
}

/** What a worker does every two seconds: finds what was left behind, and hands over what is due. */
export async function sweepOutbox(service: TestApp): Promise<void> {
  await sweepDeliveries(service.deps)
  await openOutbox(service.deps, 2).wake()
}
