import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { HandOver } from '../../src/channels/channel.ts'
import { deliver } from '../support/deliver.ts'
import { MAX_ATTEMPTS } from '../../src/delivery/delivery.ts'
import { inOutbox, openShop, rowsOf, sweepOutbox } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'

const SENT: HandOver = { outcome: 'sent', providerMessageId: '<1@aquila.example>' }
let service: TestApp
let taken: string[]
let answer: () => Promise<HandOver>

beforeAll(async () => {
  const send = ({ deliveryId }: { deliveryId: string }) => {
    taken.push(deliveryId)
    return answer()
  }
  service = await startApp({ transports: { email: { idempotent: false, send, close: async () => {} } } })
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(() => {
  taken = []
})

/** Lets time go by, tries to deliver, and says what became of it. */
async function leave(deliveryId: string, secondsLater = 11) {
  service.clock.forward(secondsLater)
  await deliver(service.deps, { deliveryId })
  return (await service.call('GET', `/v1/deliveries/${deliveryId}`)).body
}
const handOvers = (deliveryId: string): number => taken.filter((id) => id === deliveryId).length
const jobsFor = async (deliveryId: string): Promise<number> => {
  const jobs = await rowsOf(
    service,
    sql`select id from pgboss.job where name = 'delivery.send' and data ->> 'deliveryId' = ${deliveryId}`,
  )
  return jobs.length
}

describe('what the provider says', () => {
  test('not sent: again after 5, 20, 80 and 320 seconds, then failed', async () => {
    answer = async () => ({ outcome: 'not_sent', reason: 'ECONNREFUSED' })
    const { deliveryId } = await inOutbox(service)
    let row = await leave(deliveryId)
    for (const wait of [5, 20, 80, 320]) {
      expect(row).toMatchObject({ state: 'queued', reason: 'ECONNREFUSED' })
      expect(Date.parse(row.notBefore)).toBe(service.clock.now.getTime() + wait * 1000)
      expect((await leave(deliveryId, wait - 1)).attempts).toBe(row.attempts)
      row = await leave(deliveryId, 1)
    }
    expect(row).toMatchObject({ state: 'failed', reason: 'ECONNREFUSED', attempts: MAX_ATTEMPTS })
    expect(await jobsFor(deliveryId)).toBe(MAX_ATTEMPTS)
    expect((await leave(deliveryId, 86_400)).attempts).toBe(MAX_ATTEMPTS)
  })

  test('not sent, then sent', async () => {
    answer = async () => ({ outcome: 'not_sent', reason: '451' })
    const { deliveryId } = await inOutbox(service)
    await leave(deliveryId)
    answer = async () => SENT
    expect(await leave(deliveryId, 5)).toMatchObject({ state: 'sent', attempts: 2, reason: null })
  })

  test('not sent, and suppressed before the next try: skipped', async () => {
    answer = async () => ({ outcome: 'not_sent', reason: '451' })
    const { deliveryId, customer } = await inOutbox(service)
    await leave(deliveryId)
    const body = { channel: 'email', address: customer.email, reason: 'complaint' }
    await service.call('POST', '/v1/suppressions', { body })
    expect(await leave(deliveryId, 5)).toMatchObject({ state: 'skipped', reason: 'suppressed', attempts: 1 })
  })

  test('refused: failed, and not tried again', async () => {
    answer = async () => ({ outcome: 'refused', reason: 'EENVELOPE 550' })
    const { deliveryId } = await inOutbox(service)
    expect(await leave(deliveryId)).toMatchObject({ state: 'failed', reason: 'EENVELOPE 550', attempts: 1 })
    await leave(deliveryId, 3600)
    expect(handOvers(deliveryId)).toBe(1)
  })

  test('nothing that is certain: uncertain, and not tried again', async () => {
    answer = async () => ({ outcome: 'unknown', reason: 'ETIMEDOUT' })
    const { deliveryId } = await inOutbox(service)
    expect(await leave(deliveryId)).toMatchObject({ state: 'uncertain', reason: 'ETIMEDOUT', sentAt: null })
    service.clock.forward(3600)
    await sweepOutbox(service)
    expect(await leave(deliveryId, 86_400)).toMatchObject({ state: 'uncertain' })
    expect(handOvers(deliveryId)).toBe(1)
  })
})
