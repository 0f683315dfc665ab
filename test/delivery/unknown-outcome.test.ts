import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { HandOver, Transport } from '../../src/channels/channel.ts'
import { deliver } from '../support/deliver.ts'
import { MAX_ATTEMPTS } from '../../src/delivery/delivery.ts'
import { inOutbox, openShop, sweepOutbox } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import '../support/no-leaks.ts'

let service: TestApp
let taken: string[]
let answer: () => HandOver
/** True ends a sender after its message is out and before that is written down. */
let diesAfterwards: boolean

const provider: Transport = {
  idempotent: false,
  send: async ({ deliveryId }) => {
    taken.push(deliveryId)
    return answer()
  },
  close: async () => {},
}

beforeAll(async () => {
  const failpoint = async (name: string): Promise<void> => {
    if (diesAfterwards && name === 'delivery.handed-over') throw new Error('the end')
  }
  service = await startApp({
    transports: { email: provider },
    failpoint,
    environment: { DELIVERY_UNKNOWN: 'resend' },
  })
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(() => {
  taken = []
  diesAfterwards = false
  answer = () => ({ outcome: 'sent', providerMessageId: 'taken' })
})

async function due(): Promise<string> {
  const { deliveryId } = await inOutbox(service)
  service.clock.forward(11)
  return deliveryId
}
const read = async (deliveryId: string) => (await service.call('GET', `/v1/deliveries/${deliveryId}`)).body

// With DELIVERY_UNKNOWN=resend: rather twice than not at all.
test('a message of which nobody knows whether it went out is sent again', async () => {
  const deliveryId = await due()
  answer = () => ({ outcome: 'unknown', reason: 'ETIMEDOUT' })
  await deliver(service.deps, { deliveryId })
  expect(await read(deliveryId)).toMatchObject({ state: 'queued', reason: 'ETIMEDOUT', attempts: 1 })
  answer = () => ({ outcome: 'sent', providerMessageId: 'taken' })
  service.clock.forward(5)
  await deliver(service.deps, { deliveryId })
  expect(await read(deliveryId)).toMatchObject({ state: 'sent', attempts: 2 })
  expect(taken).toEqual([deliveryId, deliveryId])
})

test('so is one whose sender died', async () => {
  const deliveryId = await due()
  diesAfterwards = true
  await deliver(service.deps, { deliveryId }).catch(() => {})
  diesAfterwards = false
  service.clock.forward(6)
  await sweepOutbox(service)
  expect(await read(deliveryId)).toMatchObject({ state: 'sent', attempts: 2 })
  expect(taken).toEqual([deliveryId, deliveryId])
})

test('one that stays unknown is left to a person in the end', async () => {
  const deliveryId = await due()
  answer = () => ({ outcome: 'unknown', reason: 'ETIMEDOUT' })
  for (let tries = 0; tries < MAX_ATTEMPTS + 2; tries++) {
    await deliver(service.deps, { deliveryId })
    service.clock.forward(400)
  }
  expect(await read(deliveryId)).toMatchObject({ state: 'uncertain', reason: 'ETIMEDOUT' })
  expect(taken).toHaveLength(MAX_ATTEMPTS)
})
