import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { HandOver } from '../../src/channels/channel.ts'
import { deliver } from '../support/deliver.ts'
import { inOutbox, openShop, sweepOutbox } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aConsent } from '../support/wire-examples.ts'

const UNKNOWN: HandOver = { outcome: 'unknown', reason: 'ETIMEDOUT' }
let service: TestApp
let answer: HandOver
let handOvers: number
let deliveryId: string

beforeAll(async () => {
  const send = async () => {
    handOvers += 1
    return answer
  }
  service = await startApp({ transports: { email: { idempotent: false, send, close: async () => {} } } })
  await openShop(service)
})
afterAll(() => service.close())

const read = async () => (await service.call('GET', `/v1/deliveries/${deliveryId}`)).body
const resolve = (outcome: unknown, key = service.keys.mia) =>
  service.call('POST', `/v1/deliveries/${deliveryId}/resolve`, { key, body: { outcome } })
const leave = async () => {
  service.clock.forward(11)
  await deliver(service.deps, { deliveryId })
  return read()
}

describe('a delivery of which nobody knows whether it left', () => {
  beforeEach(async () => {
    answer = UNKNOWN
    handOvers = 0
    ;({ deliveryId } = await inOutbox(service))
    expect(await leave()).toMatchObject({ state: 'uncertain' })
    answer = { outcome: 'sent', providerMessageId: 'again' }
  })

  test('is taken for sent when a person says so', async () => {
    const said = await resolve('sent')
    expect(said).toMatchObject({ status: 200, body: { state: 'sent', sentAt: service.clock.now.toISOString() } })
    await leave()
    expect(handOvers).toBe(1)
    expect(await resolve('resend')).toMatchObject({ status: 409, body: { type: '/problems/delivery-not-uncertain' } })
  })

  test('is handed over again, in its own row, when a person says so', async () => {
    expect(await resolve('resend')).toMatchObject({
      status: 200,
      body: { id: deliveryId, state: 'queued', attempts: 1 },
    })
    expect(await leave()).toMatchObject({ id: deliveryId, state: 'sent', attempts: 2 })
    expect(handOvers).toBe(2)
  })

  test('is uncertain again when the second hand-over ends in the dark too, and needs another word', async () => {
    await resolve('resend')
    answer = UNKNOWN
    expect(await leave()).toMatchObject({ state: 'uncertain', attempts: 2 })
    service.clock.forward(3600)
    await sweepOutbox(service)
    expect(await read()).toMatchObject({ state: 'uncertain', attempts: 2 })
    expect(await resolve('resend')).toMatchObject({ status: 200 })
  })

  test('is not handed over again to somebody who said no meanwhile', async () => {
    const { customerId } = await read()
    const consents = [aConsent({ state: 'withdrawn', at: service.clock.now.toISOString() })]
    await service.call('PUT', `/v1/customers/${customerId}/consents`, { body: { consents } })
    await resolve('resend')
    expect(await leave()).toMatchObject({ state: 'skipped', reason: 'no_consent', attempts: 1 })
    expect(handOvers).toBe(1)
  })

  test('said twice at once counts once', async () => {
    const answers = await Promise.all([resolve('resend'), resolve('sent'), resolve('resend', service.keys.max)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
  })

  test('is nothing for a machine, an agent or an administrator to decide', async () => {
    const { bot, ana, admin, profiles } = service.keys
    expect(await resolve('resend', bot)).toMatchObject({ status: 403, body: { type: '/problems/only-humans-decide' } })
    for (const key of [ana, admin, profiles]) expect(await resolve('resend', key)).toMatchObject({ status: 403 })
    expect(await read()).toMatchObject({ state: 'uncertain' })
  })

  test.each(['lost', '', null, undefined])('cannot be resolved as %j', async (outcome) => {
    expect(await resolve(outcome)).toMatchObject({ status: 400, body: { errors: [{ pointer: '/outcome' }] } })
  })

  test('is found by its state', async () => {
    const { items } = (await service.call('GET', '/v1/deliveries?state=uncertain')).body
    expect(items.map(({ id }: { id: string }) => id)).toContain(deliveryId)
    expect((await service.call('GET', '/v1/deliveries?state=unknown')).status).toBe(400)
  })

  test('cannot be taken back or edited: it may be out', async () => {
    const { draftId } = await read()
    expect(await service.call('POST', `/v1/drafts/${draftId}/withdraw`)).toMatchObject({ status: 409 })
    const edit = { baseRevision: 1, body: 'Hello.' }
    expect(await service.call('POST', `/v1/drafts/${draftId}/revisions`, { body: edit })).toMatchObject({ status: 409 })
  })
})

test('only what is uncertain is resolved', async () => {
  ;({ deliveryId } = await inOutbox(service))
  expect(await resolve('sent')).toMatchObject({ status: 409, body: { type: '/problems/delivery-not-uncertain' } })
  deliveryId = service.deps.newId()
  expect(await resolve('sent')).toMatchObject({ status: 404, body: { type: '/problems/delivery-not-found' } })
})
