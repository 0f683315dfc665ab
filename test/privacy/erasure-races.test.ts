import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { HandOver } from '../../src/channels/channel.ts'
import { deliver } from '../support/deliver.ts'
import { claimKey, keepAnswer, type KeyPlace } from '../../src/http/idempotency-store.ts'
import { principalsOf } from '../audit/audit-log.ts'
import { aDraft, approved, inOutbox, openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aModel, says } from '../support/model.ts'
import { aConsent } from '../support/wire-examples.ts'
import { dumpOf, wordsIn } from './person.ts'

const LETTER = { subject: 'Hello', body: 'Hello {{customer.first_name}}, you can reply to this.', claims: [] }
let service: TestApp
/** Runs while a model or a provider works. */
let meanwhile: () => Promise<unknown>
let result: HandOver
let count = 0
let id: string

beforeAll(async () => {
  const model = aModel([
    async () => {
      await meanwhile()
      return says(JSON.stringify(LETTER))
    },
  ])
  const send = async () => {
    await meanwhile()
    return result
  }
  service = await startApp({ model, transports: { email: { idempotent: false, send, close: async () => {} } } })
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(() => {
  id = `r-${++count}`
  meanwhile = async () => {}
})

const erase = async (customerId: string) => {
  const { status } = await service.call('DELETE', `/v1/customers/${customerId}`, { key: service.keys.admin })
  expect(status).toBe(204)
}
const put = (body: Record<string, unknown> = {}) =>
  service.call('PUT', `/v1/customers/${id}`, {
    key: service.keys.profiles,
    body: { firstName: 'Zenobia', email: `zenobia.${id}@mail.example`, consents: [aConsent()], ...body },
  })
const ask = (headers: Record<string, string> = {}) =>
  service.call('POST', '/v1/drafts', {
    key: service.keys.ana,
    body: { customerId: id, channel: 'email', purpose: 'service', note: 'for Zenobia' },
    headers,
  })
const clean = async () => expect(wordsIn(await dumpOf(service), ['zenobia'])).toEqual([])

test('a draft that is being written does not write anything back', async () => {
  await put()
  meanwhile = () => erase(id)
  const answer = await ask({ 'idempotency-key': 'while-erased' })
  expect(answer.status).toBe(201)
  expect(answer.body).toMatchObject({ status: 'expired', revision: 0, rendered: null, recipient: null })
  expect(answer.text).not.toContain('Zenobia')
  await clean()
})

test('a draft that is written anew does not either', async () => {
  await put()
  const draft = (await ask()).body
  expect(draft.rendered.text).toContain('Zenobia')
  meanwhile = () => erase(id)
  const answer = await service.call('POST', `/v1/drafts/${draft.id}/regenerate`, {
    body: { instruction: 'Say Zenobia twice.' },
  })
  expect(answer.body).toMatchObject({ status: 'expired', revision: 1, rendered: { text: '' }, instruction: null })
  await clean()
})

describe('a message that is on its way', () => {
  const onItsWay = async () => {
    const { customer, deliveryId } = await inOutbox(service, { firstName: 'Zenobia' })
    meanwhile = () => erase(customer.id)
    service.clock.forward(11)
    await deliver(service.deps, { deliveryId })
    meanwhile = async () => {}
    return deliveryId
  }
  const read = async (deliveryId: string) => (await service.call('GET', `/v1/deliveries/${deliveryId}`)).body

  test('ends, and is left as a skeleton', async () => {
    result = { outcome: 'sent', providerMessageId: '<1@aquila.example>' }
    expect(await read(await onItsWay())).toMatchObject({ state: 'sent', attempts: 1 })
    await clean()
  })

  test('is not tried again when it did not leave', async () => {
    result = { outcome: 'not_sent', reason: 'ECONNREFUSED' }
    const deliveryId = await onItsWay()
    expect(await read(deliveryId)).toMatchObject({ state: 'queued' })
    service.clock.forward(10)
    await deliver(service.deps, { deliveryId })
    expect(await read(deliveryId)).toMatchObject({ state: 'skipped', attempts: 1 })
  })

  test('is not sent again by a person when nobody knows whether it left', async () => {
    result = { outcome: 'unknown', reason: 'ETIMEDOUT' }
    const deliveryId = await onItsWay()
    expect(await read(deliveryId)).toMatchObject({ state: 'uncertain' })
    await service.call('POST', `/v1/deliveries/${deliveryId}/resolve`, { body: { outcome: 'resend' } })
    await deliver(service.deps, { deliveryId })
    expect(await read(deliveryId)).toMatchObject({ state: 'skipped', attempts: 1 })
  })
})

test('an answer that was read before the erasure is not kept after it', async () => {
  await put()
  const place: KeyPlace = {
    principalId: (await principalsOf(service))['ana']!,
    route: 'POST /v1/drafts',
    key: `kept-late-${id}`,
  }
  const now = service.clock.now
  const times = { now, leaseUntil: new Date(now.getTime() + 1000), expiresAt: new Date(now.getTime() + 10_000) }
  await claimKey(service.deps.db, place, { fingerprint: 'x', resourceId: randomUUID(), ...times })
  await erase(id)
  const answer = { status: 201, headers: {}, body: '{"text":"Hello Zenobia"}', customerId: id, fingerprint: 'x' }
  await keepAnswer(service.deps.db, place, 1, answer)
  const [row] = await rowsOf(service, sql`select status, body from idempotency_keys where key = ${place.key}`)
  expect(row).toEqual({ status: null, body: null })
})

test('drafts, approvals, signals and changes at the same time are before or after it, and none of them fails', async () => {
  await put()
  const drafts = [await aDraft(service, id), await aDraft(service, id), await aDraft(service, id)]
  const signal = (index: number) => ({
    type: 'review-posted',
    customerId: id,
    messageId: `${id}-${index}`,
    occurredAt: service.clock.now.toISOString(),
    productId: 'dw-1',
    properties: { rating: 1, text: 'Zenobia says no.' },
  })
  const answers = await Promise.all([
    ...drafts.map((draft) => service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: 1 } })),
    ...Array.from({ length: 6 }, () => ask()),
    ...Array.from({ length: 10 }, (_, index) =>
      service.call('POST', '/v1/signals', { key: service.keys.profiles, body: signal(index) }),
    ),
    service.call('DELETE', `/v1/customers/${id}`, { key: service.keys.admin }),
    put(),
    service.call('DELETE', `/v1/customers/${id}`, { key: service.keys.admin }),
    ...drafts.map((draft) =>
      service.call('POST', `/v1/drafts/${draft.id}/revisions`, { body: { baseRevision: 1, body: 'Dear Zenobia.' } }),
    ),
  ])
  for (const { status, text } of answers) expect(status, text).toBeLessThan(500)
  await erase(id)
  await clean()
  const left = await rowsOf(
    service,
    sql`select state from deliveries where customer_id = ${id} and state <> 'cancelled'`,
  )
  expect(left).toEqual([])
})

test('an erasure cancels what waits, for good', async () => {
  await put()
  const { delivery } = await approved(service, await aDraft(service, id))
  await erase(id)
  await put()
  service.clock.forward(60)
  await deliver(service.deps, { deliveryId: delivery.id })
  const { body } = await service.call('GET', `/v1/deliveries/${delivery.id}`)
  expect(body).toMatchObject({ state: 'cancelled', reason: 'erased', attempts: 0 })
})
