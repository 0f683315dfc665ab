import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deliver } from '../support/deliver.ts'
import { sweepDeliveries } from '../../src/delivery/sweep.ts'
import { startHttpDouble } from '../channels/http-double.ts'
import { aDraft, approved, aShopper, openShop } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aConsent } from '../support/wire-examples.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const consents = [aConsent({ channel: 'webhook' })]
let receiver: Awaited<ReturnType<typeof startHttpDouble>>
let service: TestApp

beforeAll(async () => {
  receiver = await startHttpDouble()
  const environment = { WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: SECRET, WEBHOOK_ALLOW_PRIVATE: 'true' }
  service = await startApp({ environment })
  await openShop(service)
})
afterAll(async () => {
  await service.close()
  await receiver.stop()
})
beforeEach(() => {
  receiver.reply = { status: 204 }
  receiver.received.length = 0
})

async function inOutbox() {
  const customer = await aShopper(service, { consents })
  const draft = await aDraft(service, customer.id, { body: { channel: 'webhook' } })
  const { delivery } = await approved(service, draft)
  service.clock.forward(11)
  return { customer, draft, id: delivery.id as string }
}
const leave = async (id: string) => {
  await deliver(service.deps, { deliveryId: id })
  return (await service.call('GET', `/v1/deliveries/${id}`)).body
}

describe('a message by webhook', () => {
  test('is drafted, approved and sent to the brand’s system, which knows the customer by id', async () => {
    const { customer, draft, id } = await inOutbox()
    expect(draft).toMatchObject({ recipient: customer.id, status: 'ready_for_review', findings: [] })
    expect(await leave(id)).toMatchObject({ state: 'sent', providerMessageId: id })
    const [{ body, headers }] = receiver.received as [any]
    const { data } = new Webhook(SECRET).verify(body, headers) as any
    expect(headers['webhook-id']).toBe(id)
    expect(data).toMatchObject({ deliveryId: id, customerId: customer.id, text: draft.rendered.text })
    expect(body).not.toContain(customer.email)
  })

  test('is tried again under the same id until it is taken', async () => {
    const { id } = await inOutbox()
    receiver.reply = { status: 503 }
    expect(await leave(id)).toMatchObject({ state: 'queued', reason: 'HTTP 503' })
    receiver.reply = { status: 200 }
    service.clock.forward(5)
    expect(await leave(id)).toMatchObject({ state: 'sent', attempts: 2 })
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id])
  })

  test('whose receiver is gone for good is not tried again', async () => {
    const { id } = await inOutbox()
    receiver.reply = { status: 410 }
    expect(await leave(id)).toMatchObject({ state: 'failed', reason: 'HTTP 410' })
  })

  test('that was interrupted is handed over again, as twice has the effect of once', async () => {
    const { id } = await inOutbox()
    const send = service.deps.transports.webhook!.send
    service.deps.transports.webhook!.send = () => Promise.reject(new Error('killed'))
    await leave(id).catch(() => {})
    service.deps.transports.webhook!.send = send
    service.clock.forward(60)
    await sweepDeliveries(service.deps)
    expect(await leave(id)).toMatchObject({ state: 'sent', attempts: 2 })
  })

  test('ends by its link, for that customer alone', async () => {
    const { id, customer } = await inOutbox()
    await leave(id)
    const { unsubscribeUrl } = JSON.parse(receiver.received[0]!.body).data
    const stopped = await service.call('POST', new URL(unsubscribeUrl).pathname, { key: null })
    expect(stopped.status).toBe(200)
    const approve = async (customerId: string) => {
      const draft = await aDraft(service, customerId, { body: { channel: 'webhook' } })
      return service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: 1 } })
    }
    expect(await approve(customer.id)).toMatchObject({ status: 422, body: { type: '/problems/suppressed' } })
    expect((await approve((await aShopper(service, { consents })).id)).status).toBe(200)
  })
})

test('without an address for it, it can be written and not approved', async () => {
  const bare = await startApp()
  await openShop(bare)
  const draft = await aDraft(bare, (await aShopper(bare, { consents })).id, { body: { channel: 'webhook' } })
  const yes = await bare.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: 1 } })
  expect(yes).toMatchObject({ status: 422, body: { type: '/problems/channel-unavailable' } })
  await bare.close()
})
