import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Arm } from '../../src/campaigns/campaign.ts'
import { armReport } from '../../src/campaigns/report.ts'
import { openCampaignRun } from '../../src/campaigns/run-campaigns.ts'
import type { Transport } from '../../src/channels/channel.ts'
import { openOutbox } from '../../src/delivery/outbox.ts'
import { rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { draftsOf, openFullShop, startCampaign, statusOf, until } from './members.ts'

const ARMS: readonly Arm[] = [
  'personalized',
  'personalized',
  'personalized',
  'generic',
  'generic',
  'holdout',
  'holdout',
]
const HOUR = 3600

let service: TestApp
let campaign: string
/** An id that a spreadsheet would take for a formula. */
const FORMULA = '=1+2'

const provider: Transport = {
  idempotent: false,
  send: async ({ deliveryId }) => ({ outcome: 'sent', providerMessageId: deliveryId }),
  close: async () => {},
}

beforeAll(async () => {
  service = await startApp({ transports: { email: provider } })
  const customers = await openFullShop(service, ARMS.length)
  const aFormula = { key: service.keys.profiles, body: { email: 'f@example.com' } }
  expect((await service.call('PUT', `/v1/customers/${encodeURIComponent(FORMULA)}`, aFormula)).status).toBe(201)
  campaign = await startCampaign(service, [...customers, FORMULA], { armOf: (index) => ARMS[index] ?? 'personalized' })
  await rowsOf(
    service,
    sql`update campaign_members set state = 'excluded', reason = 'no_consent' where customer_id = ${FORMULA}`,
  )
  const run = openCampaignRun(service.deps, 4)
  await until(async () => (await statusOf(service, campaign)) === 'in_review')
  await run.close()
  const drafts = await draftsOf(service, campaign)
  for (const { id, customer_id } of drafts) {
    const [path, body] =
      customer_id === 'm-2' ? ['reject', { revision: 1, reason: 'tone' }] : ['approve', { revision: 1 }]
    const answer = await service.call('POST', `/v1/drafts/${id}/${path}`, { key: service.keys.max, body })
    expect(answer.status, answer.text).toBe(200)
  }
  const suppressed = { channel: 'email', address: 'm-1@example.com', reason: 'manual' }
  expect((await service.call('POST', '/v1/suppressions', { body: suppressed })).status).toBe(201)
  service.clock.forward(11)
  await openOutbox(service.deps, 2).wake()
  const occurredAt = service.clock.now.toISOString()
  const deliveries = await rowsOf(service, sql`select id, customer_id from deliveries`)
  const deliveryOf = (customer: string) => deliveries.find((row) => row['customer_id'] === customer)!['id'] as string
  const outcomes = [
    { deliveryId: deliveryOf('m-0'), type: 'clicked', messageId: 'o-1', occurredAt },
    { deliveryId: deliveryOf('m-0'), type: 'clicked', messageId: 'o-2', occurredAt },
    { deliveryId: deliveryOf('m-0'), type: 'converted', messageId: 'o-3', occurredAt },
    { deliveryId: deliveryOf('m-3'), type: 'unsubscribed', messageId: 'o-4', occurredAt },
    { deliveryId: deliveryOf('m-4'), type: 'bounced', bounce: 'hard', messageId: 'o-5', occurredAt },
  ]
  const told = await service.call('POST', '/v1/outcomes', { key: service.keys.profiles, body: outcomes })
  expect(told.body).toMatchObject({ accepted: outcomes.length })
  const purchases = ['m-1', 'm-5'].map((customerId) => ({
    type: 'purchase',
    customerId,
    messageId: `p-${customerId}`,
    occurredAt,
    productId: 'dw-1',
  }))
  const bought = await service.call('POST', '/v1/signals', { key: service.keys.profiles, body: purchases })
  expect(bought.body).toMatchObject({ accepted: 2 })
  service.clock.forward(HOUR)
})
afterAll(() => service.close())

const read = (path: string, accept?: string) =>
  service.call('GET', `/v1/campaigns/${campaign}/${path}`, accept === undefined ? {} : { headers: { accept } })

test('a sum of costs of which one is not known is not known', () => {
  const none = { members: [], drafts: [], decisions: [], deliveries: [], outcomes: [], buyers: [] }
  const cost = { arm: 'generic' as const, inputTokens: 1, outputTokens: 1, costUsd: '0.25' }
  const of = (unpriced: number) => armReport('generic', { ...none, costs: [{ ...cost, unpriced }] }).costUsd
  expect([of(0), of(1)]).toEqual(['0.25', null])
})

describe('the report', () => {
  test('says of each arm what became of it', async () => {
    const { body } = await read('report')
    expect(body.arms).toMatchObject([
      {
        arm: 'personalized',
        members: 4,
        excluded: [{ reason: 'no_consent', count: 1 }],
        written: 3,
        approved: 2,
        approvedByLot: 0,
        rejected: [{ reason: 'tone', count: 1 }],
        sent: 1,
        skipped: [{ reason: 'suppressed', count: 1 }],
        delivered: 1,
        clicked: 1,
        converted: 1,
        people: 3,
        buyers: 2,
      },
      {
        arm: 'generic',
        members: 2,
        written: 2,
        approved: 2,
        sent: 2,
        bounced: 1,
        unsubscribed: 1,
        people: 2,
        buyers: 0,
      },
      {
        arm: 'holdout',
        members: 2,
        written: 0,
        approved: 0,
        sent: 0,
        people: 2,
        buyers: 1,
        inputTokens: 0,
        costUsd: '0',
      },
    ])
    expect(body.arms[0].outputTokens).toBeGreaterThan(0)
    expect(body.arms[0].costUsd).toBe('0')
  })

  test('compares people, whether or not a message reached them', async () => {
    const { body } = await read('report')
    expect(body.lift.map(({ arm, against }: { arm: string; against: string }) => `${arm} ${against}`)).toEqual([
      'personalized holdout',
      'generic holdout',
      'personalized generic',
    ])
    const [lift] = body.lift
    expect(lift).toMatchObject({ rate: 2 / 3, againstRate: 1 / 2 })
    expect(lift.low).toBeLessThan(0)
    expect(lift.high).toBeGreaterThan(lift.difference)
  })

  test('counts no purchase that came after its time', async () => {
    const occurredAt = service.clock.now.toISOString()
    const late = { type: 'purchase', customerId: 'm-6', messageId: 'p-late', occurredAt, productId: 'dw-1' }
    await service.call('POST', '/v1/signals', { key: service.keys.profiles, body: late })
    const buyers = async (query: string) => (await read(`report${query}`)).body.arms[2].buyers
    expect(await buyers('')).toBe(2)
    const over = sql`update campaigns set status = 'completed', ended_at = ${new Date(service.clock.now.getTime() - 1000).toISOString()}::timestamptz where id = ${campaign}::uuid`
    await rowsOf(service, over)
    expect(await buyers('?conversionDays=0')).toBe(1)
    expect(await buyers('?conversionDays=1')).toBe(2)
  })

  test('is the same as CSV, one figure a line', async () => {
    const { text, type, headers } = await read('report', 'text/csv')
    expect(type).toBe('text/csv; charset=utf-8')
    expect(headers['content-disposition']).toBe(`attachment; filename="campaign-${campaign}.csv"`)
    const lines = text.split('\r\n')
    expect(lines[0]).toBe('"arm","measure","detail","value"')
    expect(lines).toContain('"personalized","rejected","tone","1"')
    expect(lines).toContain('"generic","bounced","","1"')
    expect(lines).toContain('"personalized","costUsd","","0"')
    expect(lines.filter((line) => line.startsWith('"personalized","lift '))).toHaveLength(12)
    expect(lines.at(-1)).toBe('')
  })

  test('of nobody is not there', async () => {
    const missing = '/v1/campaigns/01920000-0000-7000-8000-000000000000'
    for (const path of ['report', 'report/members', 'progress']) {
      expect((await service.call('GET', `${missing}/${path}`)).body).toMatchObject({
        type: '/problems/campaign-not-found',
      })
    }
  })
})

test('members come as CSV that no spreadsheet runs', async () => {
  const { text } = await read('report/members')
  const lines = text.trimEnd().split('\r\n')
  expect(lines).toHaveLength(ARMS.length + 2)
  expect(lines[1]).toBe(`"8","'${FORMULA}","personalized","excluded","no_consent","","","","","","",""`)
  const [first] = lines.filter((line) => line.includes('"m-0"'))
  expect(first).toMatch(
    /^"1","m-0","personalized","written","","[\w-]{36}","approved","[\w-]{36}","delivered","","20\d\d-[\d-]+T[\d:.]+Z","clicked converted"$/,
  )
})

describe('progress', () => {
  test('is counted by state and arm', async () => {
    const { body } = await read('progress')
    expect(body).toMatchObject({
      campaignId: campaign,
      members: {
        total: ARMS.length + 1,
        byState: { written: 5, holdout: 2, excluded: 1, waiting: 0 },
      },
      drafts: { approved: 4, rejected: 1, ready_for_review: 0 },
      deliveries: { byState: { delivered: 2, bounced: 1, skipped: 1, queued: 0 }, lastTurnAt: null },
      secondsLeft: { writing: 0, sending: null },
      lots: [],
    })
    expect(body.members.groups).toContainEqual({ arm: 'generic', state: 'written', reason: null, count: 2 })
    expect(body.deliveries.groups).toContainEqual({ state: 'skipped', reason: 'suppressed', count: 1 })
  })

  test('comes as events, and the last one says that it has ended', async () => {
    const { text, type } = await read('progress', 'text/event-stream')
    expect(type).toBe('text/event-stream; charset=utf-8')
    const [event, data] = text.trimEnd().split('\n\n').at(-1)!.split('\n')
    expect(event).toBe('event: end')
    expect(JSON.parse(data!.slice('data: '.length))).toMatchObject({ status: 'completed', campaignId: campaign })
  })
})
