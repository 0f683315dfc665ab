import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { HandOver } from '../../src/channels/channel.ts'
import { deliver } from '../support/deliver.ts'
import { contactsSince } from '../../src/delivery/claim-store.ts'
import { sweepOutcomes } from '../../src/outcomes/sweep.ts'
import { aDraft, inOutbox, openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aSentMessage, deliveryOf, tell } from './report.ts'

let service: TestApp
let answer: HandOver
let whileSending: () => Promise<void>
let handOvers = 0

beforeAll(async () => {
  const send = async () => {
    handOvers += 1
    await whileSending()
    return answer
  }
  service = await startApp({ transports: { email: { idempotent: false, send, close: async () => {} } } })
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(async () => {
  // Complaints of one test must not pause what the next one sends.
  await service.call('POST', '/v1/senders/email/resume', { body: { reason: 'The next test begins.' } })
  handOvers = 0
  answer = { outcome: 'sent', providerMessageId: '<1@aquila.example>' }
  whileSending = async () => {}
})

const stateOf = async (id: string) => (await deliveryOf(service, id))['state']
const outcomesOf = async (id: string) => (await service.call('GET', `/v1/deliveries/${id}/outcomes`)).body.items
const accepted = { status: 202, body: { accepted: 1, duplicates: 0, rejected: [] } }
/** Whether another message to the same person may be approved. */
const approval = async (customerId: unknown) => {
  const draft = await aDraft(service, String(customerId))
  return service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: 1 } })
}

describe('an outcome', () => {
  test.each([
    ['delivered', {}, 'delivered'],
    ['bounced', { bounce: 'hard' }, 'bounced'],
    ['complained', {}, 'complained'],
    ['clicked', {}, 'delivered'],
    ['replied', {}, 'delivered'],
    ['unsubscribed', {}, 'delivered'],
    ['converted', { detail: { value: { amount: '649.00', currency: 'EUR' } } }, 'sent'],
  ])('%s is written down, and the delivery follows', async (type, more, state) => {
    const { deliveryId } = await aSentMessage(service)
    expect(await tell(service, { deliveryId, type, ...more })).toMatchObject(accepted)
    expect(await stateOf(deliveryId)).toBe(state)
    expect(await outcomesOf(deliveryId)).toMatchObject([{ type, toldBy: 'system', ...more }])
  })

  test('counts once, however often it is told', async () => {
    const { deliveryId } = await aSentMessage(service)
    const clicked = { deliveryId, type: 'clicked', messageId: 'click-1' }
    expect(await tell(service, clicked)).toMatchObject(accepted)
    const again = await Promise.all([tell(service, clicked), tell(service, clicked)])
    for (const { body } of again) expect(body).toMatchObject({ accepted: 0, duplicates: 1 })
    expect(await outcomesOf(deliveryId)).toHaveLength(1)
  })

  test('is found by what the provider calls the message', async () => {
    answer = { outcome: 'sent', providerMessageId: 'SM-unique-7' }
    const { deliveryId } = await aSentMessage(service)
    expect(await tell(service, { providerMessageId: 'SM-unique-7', type: 'delivered' })).toMatchObject(accepted)
    expect(await stateOf(deliveryId)).toBe('delivered')
  })

  test('never takes a delivery back', async () => {
    const { deliveryId } = await aSentMessage(service)
    await tell(service, { deliveryId, type: 'complained' })
    for (const more of [
      { type: 'delivered' },
      { type: 'bounced', bounce: 'hard' },
      { type: 'bounced', bounce: 'soft' },
    ]) {
      expect(await tell(service, { deliveryId, ...more })).toMatchObject(accepted)
      expect(await stateOf(deliveryId)).toBe('complained')
    }
  })

  test('settles what was uncertain', async () => {
    answer = { outcome: 'unknown', reason: 'ETIMEDOUT' }
    for (const [more, state] of [
      [{ type: 'delivered' }, 'delivered'],
      [{ type: 'bounced', bounce: 'hard' }, 'bounced'],
      [{ type: 'bounced', bounce: 'soft' }, 'bounced'],
    ] as const) {
      const { deliveryId } = await aSentMessage(service)
      expect(await stateOf(deliveryId)).toBe('uncertain')
      await tell(service, { deliveryId, ...more })
      expect(await stateOf(deliveryId)).toBe(state)
    }
    expect(handOvers).toBe(3)
  })

  test.each(['delivered', 'complained', 'clicked'])(
    '%s of what was uncertain makes it count for the caps',
    async (type) => {
      answer = { outcome: 'unknown', reason: 'ETIMEDOUT' }
      const { deliveryId } = await aSentMessage(service)
      const { customerId } = await deliveryOf(service, deliveryId)
      const since = service.clock.now.toISOString()
      service.clock.forward(3600)
      await tell(service, { deliveryId, type })
      expect(await deliveryOf(service, deliveryId)).toMatchObject({ sentAt: since })
      const contacts = await service.deps.db.transaction((tx) => contactsSince(tx, [String(customerId)], new Date(0)))
      expect(contacts).toEqual([{ customerId, channel: 'email', at: new Date(since) }])
    },
  )

  test('that comes before the hand-over has ended counts when it has', async () => {
    const { deliveryId } = await inOutbox(service)
    whileSending = async () => void (await tell(service, { deliveryId, type: 'delivered' }))
    service.clock.forward(11)
    await deliver(service.deps, { deliveryId })
    expect(await stateOf(deliveryId)).toBe('sent')
    await sweepOutcomes(service.deps)
    expect(await stateOf(deliveryId)).toBe('delivered')
    await sweepOutcomes(service.deps)
    expect(await outcomesOf(deliveryId)).toHaveLength(1)
  })

  test('early ones that are done keep no other waiting, however many they are', async () => {
    const { deliveryId: done } = await aSentMessage(service)
    await rowsOf(
      service,
      sql`insert into outcomes (id, delivery_id, channel, attempt, type, detail, source, message_id, is_early, occurred_at, received_at)
        select gen_random_uuid(), ${done}, 'email', 1, 'clicked', '{}', 'mail', 'early-' || n, true, ${service.clock.now.toISOString()}, ${service.clock.now.toISOString()}
        from generate_series(1, 1100) n`,
    )
    await sweepOutcomes(service.deps)
    const { deliveryId } = await inOutbox(service)
    whileSending = async () => void (await tell(service, { deliveryId, type: 'delivered' }))
    service.clock.forward(11)
    await deliver(service.deps, { deliveryId })
    await sweepOutcomes(service.deps)
    expect(await stateOf(deliveryId)).toBe('delivered')
  })

  test('of hundreds that are told at once is written down in a few transactions, each with its own answer', async () => {
    const messages = [await aSentMessage(service), await aSentMessage(service), await aSentMessage(service)]
    const occurredAt = service.clock.now.toISOString()
    const body = Array.from({ length: 250 }, (_, index) => ({
      deliveryId: messages[index % 3]!.deliveryId,
      type: 'clicked',
      occurredAt,
      messageId: `many-${index}`,
      ...(index % 50 === 7 ? { type: 'opened' } : index % 50 === 8 ? { deliveryId: service.deps.newId() } : {}),
    }))
    const transactions = vi.spyOn(service.deps.db, 'transaction')
    const told = await service.call('POST', '/v1/outcomes', { key: service.keys.profiles, body })
    expect(transactions.mock.calls.length).toBeLessThanOrEqual(3)
    transactions.mockRestore()
    expect(told.body).toMatchObject({ accepted: 240, duplicates: 0 })
    const wrong = [7, 8, 57, 58, 107, 108, 157, 158, 207, 208]
    expect(told.body.rejected.map(({ index }: any) => index)).toEqual(wrong)
    const again = await service.call('POST', '/v1/outcomes', { key: service.keys.profiles, body })
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 240, rejected: told.body.rejected })
    const { body: first } = await service.call('GET', `/v1/deliveries/${messages[0]!.deliveryId}/outcomes?limit=60`)
    const next = `/v1/deliveries/${messages[0]!.deliveryId}/outcomes?limit=60&cursor=${first.nextCursor}`
    const { body: second } = await service.call('GET', next)
    expect(second.nextCursor).toBeNull()
    expect(new Set([...first.items, ...second.items].map(({ id }: any) => id)).size).toBe(81)
  })

  test('batches that tell the same in another order, at once, do not stop each other', async () => {
    const messages = [await aSentMessage(service), await aSentMessage(service), await aSentMessage(service)]
    const occurredAt = service.clock.now.toISOString()
    const types = [{ type: 'delivered' }, { type: 'unsubscribed' }, { type: 'bounced', bounce: 'hard' }]
    const body = messages.flatMap(({ deliveryId }, index) =>
      types.map((type) => ({ deliveryId, ...type, occurredAt, messageId: `order-${index}-${type.type}` })),
    )
    for (let round = 0; round < 5; round++) {
      const named = body.map((one) => ({ ...one, messageId: `${round} ${one.messageId}` }))
      const tellAll = (outcomes: object[]) =>
        service.call('POST', '/v1/outcomes', { key: service.keys.profiles, body: outcomes })
      const answers = await Promise.all([tellAll(named), tellAll(named.toReversed()), tellAll(named.toSorted())])
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
      expect(answers.reduce((sum, { body: { accepted } }) => sum + accepted, 0)).toBe(9)
    }
    for (const { deliveryId } of messages) expect(await stateOf(deliveryId)).toBe('bounced')
  })

  test('of several that are told at once is answered on its own', async () => {
    const { deliveryId } = await aSentMessage(service)
    const { deliveryId: waiting } = await inOutbox(service)
    const occurredAt = service.clock.now.toISOString()
    const body = [
      { deliveryId, type: 'clicked', occurredAt, messageId: 'batch-1' },
      { deliveryId: service.deps.newId(), type: 'clicked', occurredAt, messageId: 'batch-2' },
      { deliveryId: waiting, type: 'clicked', occurredAt, messageId: 'batch-3' },
      { deliveryId, type: 'clicked', occurredAt, messageId: 'batch-1' },
      { deliveryId, type: 'bounced', occurredAt, messageId: 'batch-4' },
      { deliveryId, providerMessageId: 'x', type: 'clicked', occurredAt, messageId: 'batch-5' },
      { type: 'clicked', occurredAt, messageId: 'batch-6' },
      { deliveryId, type: 'opened', occurredAt: '2999-01-01T00:00:00Z', messageId: '' },
      'clicked',
    ]
    const told = await service.call('POST', '/v1/outcomes', { key: service.keys.profiles, body })
    expect(told).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 1 } })
    const pointers = told.body.rejected.map(({ index, problem }: any) => [
      index,
      problem.errors.map((e: any) => e.pointer),
    ])
    expect(pointers).toEqual([
      [1, ['/deliveryId']],
      [2, ['/deliveryId']],
      [4, ['/bounce']],
      [5, ['/deliveryId']],
      [6, ['/deliveryId']],
      [7, ['/type', '/messageId']],
      [8, ['']],
    ])
  })

  test('holds no free text', async () => {
    const { deliveryId } = await aSentMessage(service)
    for (const detail of [{ note: 'she' }, { reason: 'Ines is away' }, { status: '550' }, { status: '6.1.1' }]) {
      const { body } = await tell(service, { deliveryId, type: 'bounced', bounce: 'soft', detail })
      expect(body).toMatchObject({
        accepted: 0,
        rejected: [{ problem: { errors: [{ pointer: expect.stringMatching(/^\/detail/) }] } }],
      })
    }
    expect(await stateOf(deliveryId)).toBe('sent')
  })

  test('is for servers to tell', async () => {
    const { mia, ana, ingest, admin } = service.keys
    const body = {
      deliveryId: service.deps.newId(),
      type: 'clicked',
      occurredAt: '2026-11-23T10:00:00Z',
      messageId: 'm',
    }
    for (const key of [mia, ana, ingest, admin]) {
      expect((await service.call('POST', '/v1/outcomes', { key, body })).status).toBe(403)
    }
    for (const bad of [undefined, null, [], Array.from({ length: 1001 }, () => body)]) {
      expect(await service.call('POST', '/v1/outcomes', { key: service.keys.profiles, body: bad })).toMatchObject({
        status: 400,
      })
    }
    expect((await service.call('GET', `/v1/deliveries/${service.deps.newId()}/outcomes`)).status).toBe(404)
  })
})

describe('nobody is written to again', () => {
  test.each([
    ['a hard bounce', { type: 'bounced', bounce: 'hard' }, 'hard_bounce'],
    ['a complaint', { type: 'complained' }, 'complaint'],
    ['an unsubscription', { type: 'unsubscribed' }, 'unsubscribe'],
  ])('after %s', async (_name, outcome, reason) => {
    const { deliveryId } = await aSentMessage(service)
    const { customerId } = await deliveryOf(service, deliveryId)
    await tell(service, { deliveryId, ...outcome })
    const { body } = await service.call('GET', '/v1/suppressions?limit=1')
    expect(body.items).toMatchObject([{ channel: 'email', reason }])
    expect(await approval(customerId)).toMatchObject({ status: 422, body: { type: '/problems/suppressed' } })
  })

  test('but after a soft bounce', async () => {
    const { deliveryId } = await aSentMessage(service)
    const { customerId } = await deliveryOf(service, deliveryId)
    await tell(service, { deliveryId, type: 'bounced', bounce: 'soft' })
    expect((await approval(customerId)).status).toBe(200)
  })
})

describe('after a soft bounce', () => {
  const bounce = (deliveryId: string, more = {}) =>
    tell(service, { deliveryId, type: 'bounced', bounce: 'soft', ...more })
  const later = async (deliveryId: string, hours: number) => {
    service.clock.forward(hours * 3600)
    await deliver(service.deps, { deliveryId })
  }

  test('a message goes out again after 1, 4 and 16 hours, and then no more', async () => {
    const { deliveryId } = await aSentMessage(service)
    for (const [index, hours] of [1, 4, 16].entries()) {
      await bounce(deliveryId)
      expect(await deliveryOf(service, deliveryId)).toMatchObject({
        state: 'queued',
        reason: 'soft_bounce',
        sentAt: null,
      })
      await later(deliveryId, hours - 0.01)
      expect(handOvers).toBe(index + 1)
      await later(deliveryId, 0.01)
      expect(await deliveryOf(service, deliveryId)).toMatchObject({ state: 'sent', attempts: index + 2 })
    }
    await bounce(deliveryId)
    expect(await deliveryOf(service, deliveryId)).toMatchObject({ state: 'bounced', reason: 'soft_bounce' })
    await later(deliveryId, 100)
    expect(handOvers).toBe(4)
  })

  test('said twice of one hand-over, also late, it goes out once more', async () => {
    const { deliveryId } = await aSentMessage(service)
    const occurredAt = service.clock.now.toISOString()
    await bounce(deliveryId)
    await bounce(deliveryId)
    await later(deliveryId, 1)
    await bounce(deliveryId, { occurredAt })
    expect(await stateOf(deliveryId)).toBe('sent')
    expect(handOvers).toBe(2)
  })

  test('a message that was delivered, or may have been, does not go out again', async () => {
    const { deliveryId } = await aSentMessage(service)
    await tell(service, { deliveryId, type: 'delivered' })
    await bounce(deliveryId)
    expect(await stateOf(deliveryId)).toBe('bounced')
  })

  test('what speaks against it by then is asked again', async () => {
    const { deliveryId, email } = await aSentMessage(service)
    await bounce(deliveryId)
    const body = { channel: 'email', address: email, reason: 'manual' }
    expect((await service.call('POST', '/v1/suppressions', { body })).status).toBe(201)
    await later(deliveryId, 1)
    expect(await deliveryOf(service, deliveryId)).toMatchObject({ state: 'skipped', reason: 'suppressed' })
  })

  test('the queue is told when', async () => {
    const { deliveryId } = await aSentMessage(service)
    await bounce(deliveryId)
    const jobs = await rowsOf(
      service,
      sql`select start_after from pgboss.job where name = 'delivery.send' and data ->> 'deliveryId' = ${deliveryId} order by start_after desc limit 1`,
    )
    const due = service.clock.now.getTime() + 3_600_000
    expect(Math.abs(new Date(jobs[0]!['start_after']).getTime() - due)).toBeLessThan(1000)
  })
})
