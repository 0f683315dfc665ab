import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import type { Outgoing, Transport } from '../../src/channels/channel.ts'
import { hashAddress } from '../../src/delivery/address.ts'
import { deliver } from '../support/deliver.ts'
import { openOutbox } from '../../src/delivery/outbox.ts'
import { insertSuppression, loadAddressSecret } from '../../src/delivery/suppression-store.ts'
import { aDraft, approved, aShopper, inOutbox, openShop } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aBrand, aConsent } from '../support/wire-examples.ts'
import '../support/no-leaks.ts'

const SENDERS = 50
const PHONE = '+34612345678'

let service: TestApp
let taken: Outgoing[]
/** What happens between two steps of a delivery. */
let at: Record<string, () => Promise<void>>

const provider: Transport = {
  idempotent: false,
  send: async (message) => {
    taken.push(message)
    return { outcome: 'sent', providerMessageId: message.deliveryId }
  },
  close: async () => {},
}

beforeAll(async () => {
  const failpoint = async (name: string): Promise<void> => at[name]?.()
  service = await startApp({ transports: { email: provider, sms: provider }, failpoint })
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(() => {
  taken = []
  at = {}
  // Midday in Madrid, of a day to come: no text message waits for the morning.
  const day = 86_400_000
  service.clock.now = new Date((Math.floor(service.clock.now.getTime() / day) + 1) * day + day / 2)
})

const stateOf = async (deliveryId: string): Promise<string> =>
  (await service.call('GET', `/v1/deliveries/${deliveryId}`)).body.state
const putBrand = async (change: object): Promise<void> => {
  expect((await service.call('PUT', '/v1/brand', { body: aBrand({ ...change }) })).status).toBe(200)
}
const suppress = (email: string) =>
  service.call('POST', '/v1/suppressions', { body: { channel: 'email', address: email, reason: 'manual' } })
const withdrawConsent = (customerId: string) =>
  service.call('PUT', `/v1/customers/${customerId}/consents`, {
    body: { consents: [aConsent({ state: 'withdrawn', at: service.clock.now.toISOString() })] },
  })

/** One customer with as many approved messages as there are senders, by e-mail and text message in turn. */
async function manyForOne(channels: ('email' | 'sms')[]): Promise<string[]> {
  const consents = channels.map((channel) => aConsent({ channel }))
  const { id } = await aShopper(service, { consents, phone: PHONE, timeZone: 'Europe/Madrid' })
  const ids: string[] = []
  for (let index = 0; index < SENDERS; index++) {
    const draft = await aDraft(service, id, { body: { channel: channels[index % channels.length] } })
    ids.push((await approved(service, draft)).delivery.id)
  }
  service.clock.forward(11)
  return ids
}

describe('fifty messages for one customer and a cap of one', () => {
  test.each([
    { what: 'fifty senders at once', channels: ['email'] as const, cap: { channel: 'email', max: 1, days: 1 } },
    { what: 'fifty senders on two channels', channels: ['email', 'sms'] as const, cap: { max: 1, days: 1 } },
  ])('$what: one leaves', async ({ channels, cap }) => {
    const ids = await manyForOne([...channels])
    await putBrand({ frequencyCaps: [cap] })
    await Promise.all(ids.map((deliveryId) => deliver(service.deps, { deliveryId })))
    // Whoever was passed over is asked again, by several outboxes at once.
    await Promise.all([1, 2, 3].map(() => openOutbox(service.deps, 3).wake()))
    await openOutbox(service.deps, 4).wake()
    expect(taken.filter(({ deliveryId }) => ids.includes(deliveryId))).toHaveLength(1)
    const states = await Promise.all(ids.map(stateOf))
    expect(states.filter((state) => state === 'sent')).toHaveLength(1)
    expect(states.filter((state) => state === 'held')).toHaveLength(SENDERS - 1)
    await putBrand({})
  })

  test('outboxes that share what is due hand each over once', async () => {
    const outbox = []
    for (let index = 0; index < 30; index++) outbox.push(await inOutbox(service))
    service.clock.forward(11)
    await Promise.all([1, 2, 3, 4].map(() => openOutbox(service.deps, 2).wake()))
    await openOutbox(service.deps, 2).wake()
    const mine = new Set(outbox.map(({ deliveryId }) => deliveryId))
    const got = taken.map(({ deliveryId }) => deliveryId).filter((id) => mine.has(id))
    expect(got.toSorted()).toEqual([...mine].toSorted())
  })
})

describe.each([
  { word: 'a suppression', say: ({ email }: { email: string; id: string }) => suppress(email), reason: 'suppressed' },
  {
    word: 'a withdrawn consent',
    say: ({ id }: { email: string; id: string }) => withdrawConsent(id),
    reason: 'no_consent',
  },
])('$word', ({ say, reason }) => {
  test('in the moment in which the outbox wakes is obeyed', async () => {
    const { deliveryId, customer } = await inOutbox(service)
    service.clock.forward(11)
    at['delivery.woken'] = async () => expect((await say(customer)).status).toBeLessThan(300)
    await deliver(service.deps, { deliveryId })
    expect((await service.call('GET', `/v1/deliveries/${deliveryId}`)).body).toMatchObject({ state: 'skipped', reason })
    expect(taken).toEqual([])
  })

  test('while the claim is open waits until it is committed', async () => {
    const { deliveryId, customer } = await inOutbox(service)
    service.clock.forward(11)
    const order: string[] = []
    let said: Promise<unknown> = Promise.resolve()
    at['delivery.claiming'] = async () => {
      said = say(customer).then(() => order.push('said'))
      await new Promise((resolve) => setTimeout(resolve, 300))
      order.push('claimed')
    }
    await deliver(service.deps, { deliveryId })
    await said
    expect(order).toEqual(['claimed', 'said'])
    expect(await stateOf(deliveryId)).toBe('sent')
  })

  test('at any time beside it leaves nothing hanging, and nothing after it leaves', async () => {
    for (let round = 0; round < 12; round++) {
      const { deliveryId, customer } = await inOutbox(service)
      const later = (await approved(service, await aDraft(service, customer.id))).delivery.id
      service.clock.forward(11)
      const [answer] = await Promise.all([say(customer), deliver(service.deps, { deliveryId })])
      expect(answer.status).toBeLessThan(300)
      await openOutbox(service.deps, 2).wake()
      expect(await stateOf(later)).toBe('skipped')
      expect(['sent', 'skipped']).toContain(await stateOf(deliveryId))
    }
  })
})

// The embedded database has one connection: nothing is ever at work beside a transaction.
describe.skipIf(inject('template').kind === 'embedded')('a word that is not committed yet', () => {
  test('a suppression is waited for', async () => {
    const { deliveryId, customer } = await inOutbox(service)
    service.clock.forward(11)
    // As another process says it, in a transaction that takes its time.
    await service.deps.db.transaction(async (tx) => {
      await insertSuppression(tx, {
        id: service.deps.newId(),
        addressHash: hashAddress(await loadAddressSecret(tx), 'email', customer.email),
        channel: 'email',
        reason: 'manual',
        createdBy: null,
        createdAt: service.clock.now,
      })
      await deliver(service.deps, { deliveryId })
      expect(await stateOf(deliveryId)).toBe('queued')
    })
    await deliver(service.deps, { deliveryId })
    expect(await stateOf(deliveryId)).toBe('skipped')
    expect(taken).toEqual([])
  })

  test('an objection to what it rests on, written by direct SQL, is waited for', async () => {
    const { deliveryId, customer } = await inOutbox(service)
    service.clock.forward(11)
    await service.deps.db.transaction(async (tx) => {
      await tx.execute(sql`insert into signal_objections values (${customer.id}, 'site', now())`)
      await deliver(service.deps, { deliveryId })
      expect(await stateOf(deliveryId)).toBe('queued')
    })
    await deliver(service.deps, { deliveryId })
    expect(await stateOf(deliveryId)).toBe('skipped')
    expect(taken).toEqual([])
  })

  test('a withdrawn consent, written by direct SQL, is waited for', async () => {
    const { deliveryId, customer } = await inOutbox(service)
    const other = await inOutbox(service)
    service.clock.forward(11)
    await service.deps.db.transaction(async (tx) => {
      await tx.execute(sql`insert into consents (id, customer_id, channel, purpose, state, source, at, created_at)
        values (gen_random_uuid(), ${customer.id}, 'email', 'marketing', 'withdrawn', 'by hand', now(), now())`)
      await openOutbox(service.deps, 2).wake()
      expect(await stateOf(deliveryId)).toBe('queued')
      // Others are not kept waiting by it.
      expect(await stateOf(other.deliveryId)).toBe('sent')
    })
    await openOutbox(service.deps, 2).wake()
    expect(await stateOf(deliveryId)).toBe('skipped')
    const got = taken.map((message) => message.deliveryId)
    expect(got).toContain(other.deliveryId)
    expect(got).not.toContain(deliveryId)
  })
})
