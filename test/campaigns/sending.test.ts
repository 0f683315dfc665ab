import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import type { SendingWindow } from '../../src/campaigns/campaign.ts'
import { changeCampaign } from '../../src/campaigns/change-campaign.ts'
import { openCampaignRun } from '../../src/campaigns/run-campaigns.ts'
import type { Transport } from '../../src/channels/channel.ts'
import { handOff } from '../../src/channels/mail-transport.ts'
import { cancelDeliveries } from '../../src/delivery/campaign-store.ts'
import { openOutbox } from '../../src/delivery/outbox.ts'
import { momentsFor } from '../../src/delivery/schedule-delivery.ts'
import { constraintOf } from '../../src/db/errors.ts'
import { inOutbox, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { deliver } from '../support/deliver.ts'
import { aBrand, aConsent } from '../support/wire-examples.ts'
import { draftsOf, openFullShop, startCampaign, statusOf, until } from './members.ts'

const MEMBERS = 6
const MINUTE = 60_000
const HOUR = 60 * MINUTE

let service: TestApp
let customers: string[]
/** Ids of the deliveries that left. */
let taken: string[]
let at: Record<string, () => Promise<void>>

const provider: Transport = {
  idempotent: false,
  send: async (message) => {
    taken.push(message.deliveryId)
    return { outcome: 'sent', providerMessageId: message.deliveryId }
  },
  close: async () => {},
}

beforeAll(async () => {
  const failpoint = async (name: string): Promise<void> => at[name]?.()
  service = await startApp({ transports: { email: provider, chat: handOff }, failpoint })
  at = {}
  customers = await openFullShop(service, MEMBERS, {
    customer: () => ({ timeZone: 'UTC', consents: [aConsent(), aConsent({ channel: 'chat' })] }),
  })
})
afterAll(() => service.close())
beforeEach(async () => {
  taken = []
  at = {}
  await putBrand()
  // Nothing of another test is in the way.
  for (const { id } of await rowsOf(
    service,
    sql`select id from campaigns where status in ('in_review', 'running', 'generating')`,
  )) {
    await changeCampaign(service.deps, { id: id as string, action: 'cancel' })
  }
  // Noon of a day to come.
  service.clock.now = new Date((Math.floor(service.clock.now.getTime() / (24 * HOUR)) + 1) * 24 * HOUR + 12 * HOUR)
})

const putBrand = async (change: object = {}): Promise<void> => {
  expect((await service.call('PUT', '/v1/brand', { body: aBrand({ ...change }) })).status).toBe(200)
}
const later = (ms: number): string => new Date(service.clock.now.getTime() + ms).toISOString()
const forward = (ms: number): void => service.clock.forward(ms / 1000)
const sweep = (): Promise<void> => openOutbox(service.deps, 2).wake()

type Row = { id: string; state: string; reason: string | null; at: number }
const deliveriesOf = async (campaign: string): Promise<Row[]> =>
  (await rowsOf(
    service,
    sql`select id, state, reason, (extract(epoch from not_before) * 1000)::float8 as at from deliveries
      where campaign_id = ${campaign}::uuid order by not_before, id`,
  )) as Row[]
const statesOf = async (campaign: string): Promise<string[]> =>
  (await deliveriesOf(campaign)).map(({ state, reason }) => (reason === null ? state : `${state} ${reason}`))

/** A campaign whose drafts are all approved by somebody else than who started it. */
async function anApprovedCampaign(
  window: Partial<SendingWindow> = {},
  channel: 'email' | 'chat' = 'email',
): Promise<string> {
  const sendingWindow = { startAt: null, endAt: null, perHour: null, ...window }
  const campaign = await startCampaign(service, customers, { sendingWindow, channel })
  const run = openCampaignRun(service.deps, 4)
  await until(async () => (await statusOf(service, campaign)) === 'in_review')
  await run.close()
  for (const { id } of await draftsOf(service, campaign)) {
    const approved = await service.call('POST', `/v1/drafts/${id}/approve`, {
      key: service.keys.max,
      body: { revision: 1 },
    })
    expect(approved.status, approved.text).toBe(200)
  }
  return campaign
}

describe('a pace', () => {
  test('gives each message its turn, one after the other', async () => {
    const campaign = await anApprovedCampaign({ perHour: 60 })
    const turns = (await deliveriesOf(campaign)).map(({ at }) => at - service.clock.now.getTime())
    expect(turns).toEqual([0, 1, 2, 3, 4, 5].map((minute) => 10_000 + minute * MINUTE))
    forward(10_000)
    await sweep()
    expect(taken).toHaveLength(1)
    forward(MINUTE - 1)
    await sweep()
    expect(taken).toHaveLength(1)
    for (let left = 2; left <= MEMBERS; left++) {
      forward(left === 2 ? 1 : MINUTE)
      await sweep()
      expect(taken).toHaveLength(left)
    }
  })

  test('begins with the window, however early something is approved', async () => {
    const campaign = await anApprovedCampaign({ startAt: later(HOUR), perHour: 120 })
    const turns = (await deliveriesOf(campaign)).map(({ at }) => at - service.clock.now.getTime())
    expect(turns).toEqual([0, 1, 2, 3, 4, 5].map((half) => HOUR + (half * MINUTE) / 2))
  })

  test('is kept when nobody was there to send: what is late gets a new turn', async () => {
    const campaign = await anApprovedCampaign({ perHour: 60 })
    forward(3 * HOUR)
    await sweep()
    await sweep()
    expect(taken).toHaveLength(1)
    const waiting = (await deliveriesOf(campaign)).filter(({ state }) => state !== 'sent')
    expect(waiting.map(({ at }) => at - service.clock.now.getTime())).toEqual(
      [1, 2, 3, 4, 5].map((one) => one * MINUTE),
    )
    expect(new Set(waiting.map(({ state, reason }) => `${state} ${reason}`))).toEqual(new Set(['held pace']))
    forward(5 * MINUTE)
    await sweep()
    // Five minutes' worth is due, but only the newest of them has not waited for more than a minute.
    expect(taken.length).toBeLessThanOrEqual(3)
  })

  test('holds after a night in which customers were left alone', async () => {
    await putBrand({ quietHours: { email: { from: '11:00', to: '14:00' } } })
    const campaign = await anApprovedCampaign({ perHour: 60 })
    for (let minute = 0; minute < MEMBERS; minute++) {
      forward(minute === 0 ? 10_000 : MINUTE)
      await sweep()
    }
    expect(await statesOf(campaign)).toEqual(customers.map(() => 'held quiet_hours'))
    forward(2.5 * HOUR)
    await sweep()
    await sweep()
    expect(taken).toHaveLength(1)
  })

  test('is shared out in one statement, for many approvals at once', async () => {
    const campaign = await startCampaign(service, customers, {
      sendingWindow: { startAt: null, endAt: null, perHour: 3600 },
    })
    const take = (count: number) =>
      service.deps.db.transaction((tx) => momentsFor(service.deps, tx, campaign, service.clock.now, count))
    const all = (await Promise.all([take(1000), take(1), take(1000)])).flat().map((moment) => moment.getTime())
    const first = service.clock.now.getTime() + 10_000
    expect(all.toSorted()).toEqual(Array.from({ length: 2001 }, (_, index) => first + index * 1000))
  })
})

describe('the end of the window', () => {
  test('skips what had not left', async () => {
    const campaign = await anApprovedCampaign({ endAt: later(2 * MINUTE), perHour: 60 })
    for (let minute = 0; minute < 3; minute++) {
      forward(minute === 0 ? 10_000 : MINUTE)
      await sweep()
    }
    expect(taken).toHaveLength(2)
    expect((await statesOf(campaign)).toSorted()).toEqual([
      'sent',
      'sent',
      ...Array.from({ length: 4 }, () => 'skipped sending_window_over'),
    ])
  })

  test('does not wait for what could leave only after it', async () => {
    await putBrand({ quietHours: { email: { from: '11:00', to: '14:00' } } })
    const campaign = await anApprovedCampaign({ endAt: later(HOUR) })
    forward(10_000)
    await sweep()
    expect(await statesOf(campaign)).toEqual(customers.map(() => 'skipped sending_window_over'))
  })
})

describe('a campaign that is paused', () => {
  test('sends nothing, keeps what is due as it is, and goes on as soon as it is resumed', async () => {
    const campaign = await anApprovedCampaign()
    forward(10_000)
    await changeCampaign(service.deps, { id: campaign, action: 'pause' })
    const single = await inOutbox(service)
    forward(10_000)
    await sweep()
    expect(taken).toEqual([single.deliveryId])
    expect(await statesOf(campaign)).toEqual(customers.map(() => 'queued'))
    await changeCampaign(service.deps, { id: campaign, action: 'resume' })
    await sweep()
    expect(await statesOf(campaign)).toEqual(customers.map(() => 'sent'))
    expect(taken).toHaveLength(MEMBERS + 1)
  })

  test('holds a message that somebody asks for by name', async () => {
    const campaign = await anApprovedCampaign()
    forward(10_000)
    await changeCampaign(service.deps, { id: campaign, action: 'pause' })
    const [{ id }] = (await deliveriesOf(campaign)) as [Row]
    await deliver(service.deps, { deliveryId: id })
    expect(taken).toEqual([])
    const { body } = await service.call('GET', `/v1/deliveries/${id}`)
    expect(body).toMatchObject({ state: 'held', reason: 'campaign_paused', attempts: 0 })
    await changeCampaign(service.deps, { id: campaign, action: 'resume' })
    await sweep()
    expect(await statesOf(campaign)).toEqual(customers.map(() => 'sent'))
  })

  // The embedded database does one transaction at a time.
  test.runIf(inject('template').kind === 'postgres')('waits for the claim that is open, and no later one', async () => {
    const campaign = await anApprovedCampaign()
    forward(10_000)
    const order: string[] = []
    let paused: Promise<unknown> = Promise.resolve()
    let sawItWait = false
    at['delivery.claiming'] = async () => {
      at = {}
      paused = changeCampaign(service.deps, { id: campaign, action: 'pause' }).then(() => order.push('paused'))
      await until(async () => {
        const [row] = await rowsOf(
          service,
          sql`select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted`,
        )
        return (sawItWait = row!['n'] > 0)
      })
      order.push('claimed')
    }
    await deliver(service.deps, { deliveryId: (await deliveriesOf(campaign))[0]!.id })
    await paused
    expect(sawItWait).toBe(true)
    expect(order).toEqual(['claimed', 'paused'])
    await sweep()
    expect(taken).toHaveLength(1)
  })
})

describe('a campaign that is cancelled', () => {
  test('sends nothing more, and its messages leave the outbox some at a time', async () => {
    const campaign = await anApprovedCampaign()
    forward(10_000)
    await changeCampaign(service.deps, { id: campaign, action: 'cancel' })
    await sweep()
    expect(taken).toEqual([])
    await deliver(service.deps, { deliveryId: (await deliveriesOf(campaign))[0]!.id })
    expect(taken).toEqual([])
    expect((await statesOf(campaign)).filter((state) => state === 'cancelled campaign_cancelled')).toHaveLength(1)
    expect(await cancelDeliveries(service.deps.db, campaign, service.clock.now, 3)).toBe(3)
    expect(await cancelDeliveries(service.deps.db, campaign, service.clock.now, 3)).toBe(2)
    expect(await cancelDeliveries(service.deps.db, campaign, service.clock.now, 3)).toBe(0)
    expect(await statesOf(campaign)).toEqual(customers.map(() => 'cancelled campaign_cancelled'))
  })
})

describe('a campaign for agents', () => {
  const takeOver = (id: string) => service.call('POST', `/v1/deliveries/${id}/hand-over`, { key: service.keys.ana })

  test('waits for them, at their own pace, until its approvals have run out', async () => {
    const campaign = await anApprovedCampaign({ perHour: 60 }, 'chat')
    const [first, second] = (await deliveriesOf(campaign)) as [Row, Row]
    forward(2 * HOUR)
    await sweep()
    expect(await statesOf(campaign)).toEqual(customers.map(() => 'queued'))
    for (const { id } of [first, second]) expect((await takeOver(id)).status).toBe(200)
    await changeCampaign(service.deps, { id: campaign, action: 'pause' })
    expect((await takeOver((await deliveriesOf(campaign)).at(-1)!.id)).body).toMatchObject({
      type: '/problems/not-to-be-taken-over',
      detail: expect.stringContaining('campaign_paused'),
    })
    await changeCampaign(service.deps, { id: campaign, action: 'resume' })
    forward(7 * 24 * HOUR)
    await sweep()
    expect((await statesOf(campaign)).toSorted()).toEqual([
      'handed_over',
      'handed_over',
      ...Array.from({ length: MEMBERS - 2 }, () => 'skipped approval_expired'),
    ])
  })
})

describe('direct SQL', () => {
  const send = (campaign: string) =>
    service.deps.db.execute(sql`update deliveries set state = 'sending', attempts = attempts + 1, lease_until = now()
      where campaign_id = ${campaign}::uuid`)
  const refusal = (work: Promise<unknown>) => work.then(() => 'accepted', constraintOf)

  test.each(['pause', 'cancel'] as const)('cannot send for a campaign after its %s', async (action) => {
    const campaign = await anApprovedCampaign()
    await changeCampaign(service.deps, { id: campaign, action })
    expect(await refusal(send(campaign))).toBe('deliveries_of_stopped_campaigns')
  })

  test('cannot give turns away for another campaign', async () => {
    await anApprovedCampaign({ perHour: 60 })
    const move = service.deps.db.execute(sql`update sending_turns set campaign_id = gen_random_uuid()`)
    await expect(move).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})
