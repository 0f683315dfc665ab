import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { HandOver, Outgoing, Transport } from '../../src/channels/channel.ts'
import { deliver } from '../support/deliver.ts'
import { aDraft, approved, aShopper, inOutbox, openShop, rowsOf, sweepOutbox } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aBrand, aConsent, aCustomer } from '../support/wire-examples.ts'

let service: TestApp
let taken: Outgoing[]
let answer: (message: Outgoing) => Promise<HandOver>
const SENT: HandOver = { outcome: 'sent', providerMessageId: '<1@aquila.example>' }

const provider: Transport = {
  idempotent: false,
  send: (message) => {
    taken.push(message)
    return answer(message)
  },
  close: async () => {},
}

beforeAll(async () => {
  service = await startApp({ transports: { email: provider } })
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(() => {
  taken = []
  answer = async () => SENT
})

const read = async (id: string) => (await service.call('GET', `/v1/deliveries/${id}`)).body
/** Lets the time to take it back go by, tries to deliver, and says what became of it. */
async function leave(deliveryId: string, secondsLater = 11) {
  service.clock.forward(secondsLater)
  await deliver(service.deps, { deliveryId })
  return read(deliveryId)
}
const jobsFor = async (deliveryId: string): Promise<number> => {
  const jobs = await rowsOf(
    service,
    sql`select id from pgboss.job where name = 'delivery.send' and data ->> 'deliveryId' = ${deliveryId}`,
  )
  return jobs.length
}

describe('an approved message', () => {
  test('leaves after ten seconds, not before, and only once', async () => {
    const { deliveryId, draft, customer } = await inOutbox(service)
    expect(await leave(deliveryId, 9.999)).toMatchObject({ state: 'queued', attempts: 0 })
    const sent = await leave(deliveryId, 0.001)
    expect(sent).toMatchObject({ state: 'sent', attempts: 1, reason: null, providerMessageId: '<1@aquila.example>' })
    expect(sent.sentAt).toBe(service.clock.now.toISOString())
    expect(await leave(deliveryId)).toEqual(sent)
    expect(taken).toHaveLength(1)
    expect(taken[0]).toMatchObject({
      deliveryId,
      recipient: customer.email,
      sender: { name: 'Aquila', email: 'hello@aquila.example' },
      subject: draft.rendered.headers.Subject,
      rendered: draft.rendered,
    })
  })

  test('is woken by a job of its own, and by the sweeper when that was lost', async () => {
    const { deliveryId } = await inOutbox(service)
    expect(await jobsFor(deliveryId)).toBe(1)
    service.clock.forward(13)
    await sweepOutbox(service)
    expect(await read(deliveryId)).toMatchObject({ state: 'sent' })
  })

  test('goes out from the sender that was approved', async () => {
    const { deliveryId, customer } = await inOutbox(service)
    await service.call('PUT', '/v1/brand', {
      body: aBrand({ name: 'Other', sender: { name: 'O', email: 'o@o.example' } }),
    })
    expect(await leave(deliveryId)).toMatchObject({ state: 'sent' })
    expect(taken[0]).toMatchObject({ recipient: customer.email, sender: { email: 'hello@aquila.example' } })
    await service.call('PUT', '/v1/brand', { body: aBrand() })
  })

  test('tried by many senders at once is handed over once', async () => {
    const outbox = await Promise.all([inOutbox(service), inOutbox(service), inOutbox(service)])
    service.clock.forward(11)
    await Promise.all(
      outbox.flatMap(({ deliveryId }) => Array.from({ length: 5 }, () => deliver(service.deps, { deliveryId }))),
    )
    expect(taken.map(({ deliveryId }) => deliveryId).toSorted()).toEqual(
      outbox.map(({ deliveryId }) => deliveryId).toSorted(),
    )
  })

  test('leaves or is taken back, never both', async () => {
    for (let round = 0; round < 5; round += 1) {
      taken = []
      const { deliveryId, draft } = await inOutbox(service)
      service.clock.forward(11)
      const [, back] = await Promise.all([
        deliver(service.deps, { deliveryId }),
        service.call('POST', `/v1/drafts/${draft.id}/withdraw`),
      ])
      const { state } = await read(deliveryId)
      expect([back.status, state, taken.length]).toEqual(back.status === 200 ? [200, 'cancelled', 0] : [409, 'sent', 1])
    }
  })

  test('holds no transaction open while the provider works', async () => {
    const { deliveryId } = await inOutbox(service)
    // A row that a transaction still held could not be locked; on one connection even the question would never end.
    answer = async () => {
      const free = service.deps.db.transaction((tx) =>
        tx.execute(sql`select 1 from deliveries d, drafts, customers c
          where d.id = ${deliveryId} and drafts.id = d.draft_id and c.id = d.customer_id for update nowait`),
      )
      const timeout = new Promise((_, reject) =>
        setTimeout(() => reject(new Error('a transaction is open')), 5000).unref(),
      )
      await Promise.race([free, timeout])
      return SENT
    }
    expect(await leave(deliveryId)).toMatchObject({ state: 'sent' })
  })

  test('that does not exist is nothing to deliver', async () => {
    await deliver(service.deps, { deliveryId: service.deps.newId() })
    expect(taken).toEqual([])
  })
})

describe('what became true after the approval', () => {
  const skipped = (reason: string) => ({ state: 'skipped', reason, attempts: 0, sentAt: null })
  const withdrawn = () => aConsent({ state: 'withdrawn', at: service.clock.now.toISOString() })

  test('a suppression', async () => {
    const { deliveryId, customer } = await inOutbox(service)
    const body = { channel: 'email', address: ` ${customer.email.toUpperCase()}`, reason: 'manual' }
    expect((await service.call('POST', '/v1/suppressions', { body })).status).toBe(201)
    expect(await leave(deliveryId)).toMatchObject(skipped('suppressed'))
  })

  test('a withdrawn consent', async () => {
    const { deliveryId, customer } = await inOutbox(service)
    const put = await service.call('PUT', `/v1/customers/${customer.id}/consents`, {
      body: { consents: [withdrawn()] },
    })
    expect(put.status, put.text).toBe(200)
    expect(await leave(deliveryId)).toMatchObject(skipped('no_consent'))
  })

  test('another address: neither the old one nor the new one is written to', async () => {
    const { deliveryId, customer } = await inOutbox(service)
    const move = async (email: string | undefined) => {
      const body = aCustomer({ email })
      return service.call('PUT', `/v1/customers/${customer.id}`, { key: service.keys.profiles, body })
    }
    expect((await move(customer.email.toUpperCase())).status).toBe(200)
    const other = (await approved(service, await aDraft(service, customer.id))).delivery.id as string
    expect((await move(customer.email)).status).toBe(200)
    expect(await leave(other)).toMatchObject({ state: 'sent' })
    taken = []
    expect((await move('moved@example.com')).status).toBe(200)
    expect(await leave(deliveryId)).toMatchObject(skipped('address_changed'))
    expect(taken).toEqual([])
    const draft = await aDraft(service, customer.id)
    expect((await move(undefined)).status).toBe(200)
    const refused = await service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: 1 } })
    expect(refused).toMatchObject({ status: 422, body: { type: '/problems/address-changed' } })
  })

  test('seven days went by', async () => {
    const { deliveryId } = await inOutbox(service)
    expect(await leave(deliveryId, 7 * 86_400)).toMatchObject(skipped('approval_expired'))
  })

  test.each(['rendered_text', 'recipient', 'digest'])(
    'somebody with power over the database changed: %s',
    async (column) => {
      const { deliveryId, draft } = await inOutbox(service)
      // The digest of a delivered revision is held by foreign keys; all that it is made of is not.
      const change =
        column === 'digest'
          ? `update revisions set headers = '{"Subject": "Your bank"}'`
          : `update revisions set ${column} = 'eve@evil.example'`
      await service.asOwner(
        `alter table revisions disable trigger user; ${change} where draft_id = '${draft.id}'; alter table revisions enable trigger user`,
      )
      expect(await leave(deliveryId)).toMatchObject(skipped('digest_mismatch'))
    },
  )

  describe('an offer', () => {
    const putOffer = async (id: string, change: object = {}) => {
      const at = (days: number) => new Date(service.clock.now.getTime() + days * 86_400_000).toISOString()
      const offer = {
        code: 'QUIET10',
        kind: 'percent',
        value: '10',
        terms: '10 % off one dishwasher, once per customer',
      }
      const body = { ...offer, validFrom: at(-1), validUntil: at(1), productIds: ['dw-1'], ...change }
      expect((await service.call('PUT', `/v1/offers/${id}`, { body })).status).toBeLessThan(300)
    }
    const withOffer = async (offerId: string): Promise<string> => {
      await putOffer(offerId)
      const draft = await aDraft(service, (await aShopper(service)).id, { body: { offerId } })
      return (await approved(service, draft)).delivery.id
    }

    test('that still runs is sent', async () => {
      expect(await leave(await withOffer('runs'))).toMatchObject({ state: 'sent' })
    })

    test('that ended', async () => {
      expect(await leave(await withOffer('ends'), 86_400)).toMatchObject(skipped('offer_expired'))
    })

    test('that was changed', async () => {
      const deliveryId = await withOffer('changes')
      await putOffer('changes', { value: '5' })
      expect(await leave(deliveryId)).toMatchObject(skipped('evidence_stale'))
    })
  })

  test('enough messages: it waits until the oldest of them has left the window', async () => {
    const policy = aBrand({ frequencyCaps: [{ channel: 'email', max: 1, days: 2 }] })
    const { customer, deliveryId: first } = await inOutbox(service)
    const second = (await approved(service, await aDraft(service, customer.id))).delivery.id as string
    await service.call('PUT', '/v1/brand', { body: policy })
    const { sentAt } = await leave(first)
    const held = await leave(second, 0)
    expect(held).toMatchObject({ state: 'held', reason: 'frequency_cap', attempts: 0 })
    expect(Date.parse(held.notBefore)).toBe(Date.parse(sentAt) + 2 * 86_400_000)
    expect(await jobsFor(second)).toBe(2)
    expect(await leave(second, 2 * 86_400 - 1)).toMatchObject({ state: 'held' })
    expect(await leave(second, 1)).toMatchObject({ state: 'sent', reason: null })
    await service.call('PUT', '/v1/brand', { body: aBrand() })
  })

  test('a night that is everywhere on earth: it waits, says why, and leaves when the brand says where its customers live', async () => {
    const policy = { quietHours: { email: { from: '21:00', to: '08:00' } } }
    const { deliveryId, customer } = await inOutbox(service)
    await service.call('PUT', `/v1/customers/${customer.id}`, {
      key: service.keys.profiles,
      body: aCustomer({ email: customer.email, locale: 'pt' }),
    })
    await service.call('PUT', '/v1/brand', { body: aBrand(policy) })
    const held = await leave(deliveryId)
    expect(held).toMatchObject({ state: 'held', reason: 'no_common_hour', attempts: 0 })
    expect(Date.parse(held.notBefore)).toBe(service.clock.now.getTime() + 3_600_000)
    const zones = { ...policy, defaultTimeZones: ['Europe/Lisbon', 'Atlantic/Azores'] }
    await service.call('PUT', '/v1/brand', { body: aBrand(zones) })
    // At noon of the next day, on both clocks.
    const noon = (Math.floor(service.clock.now.getTime() / 86_400_000) + 1.5) * 86_400_000
    const wait = (noon - service.clock.now.getTime()) / 1000
    expect(await leave(deliveryId, wait)).toMatchObject({ state: 'sent', reason: null })
    await service.call('PUT', '/v1/brand', { body: aBrand() })
  })

  test('enough messages: of two at once, one waits', async () => {
    const { customer, deliveryId: first } = await inOutbox(service)
    const second = (await approved(service, await aDraft(service, customer.id))).delivery.id as string
    await service.call('PUT', '/v1/brand', { body: aBrand({ frequencyCaps: [{ channel: 'email', max: 1, days: 1 }] }) })
    service.clock.forward(11)
    await Promise.all([first, second].map((deliveryId) => deliver(service.deps, { deliveryId })))
    // The one that came while the other was asked about was passed over.
    for (const deliveryId of [first, second]) await deliver(service.deps, { deliveryId })
    const states = [(await read(first)).state, (await read(second)).state].toSorted()
    expect(states).toEqual(['held', 'sent'])
    await service.call('PUT', '/v1/brand', { body: aBrand() })
  })
})
