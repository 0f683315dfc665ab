import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { deliver } from '../support/deliver.ts'
import { applyRetention } from '../../src/privacy/apply-retention.ts'
import { checkRetention, signalRules } from '../../src/privacy/retention.ts'
import { eventsOf, saying } from '../audit/audit-log.ts'
import { aDraft, approved, aShopper, openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'

const DAY = 86_400
let service: TestApp
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
})
afterAll(() => service.close())

const retain = (retentionDays: Record<string, number>) => applyRetention({ ...service.deps, config: { retentionDays } })
const left = async (customerId: string) => {
  const rows = await rowsOf(
    service,
    sql`select coalesce(type, 'not understood') as type, count(*)::int as count from signals where customer_id = ${customerId} group by 1 order by 1`,
  )
  return Object.fromEntries(rows.map(({ type, count }) => [type, count]))
}
const send = async (customerId: string, type: string, count: number) => {
  const occurredAt = service.clock.now.toISOString()
  const body = Array.from({ length: count }, (_, index) => ({
    type,
    customerId,
    messageId: `${customerId}-${type}-${occurredAt}-${index}`,
    occurredAt,
    productId: 'dw-1',
    ...(type === 'review-read' ? { properties: { rating: 1 } } : {}),
  }))
  const answer = await service.call('POST', '/v1/signals', { key: service.keys.profiles, body })
  expect(answer.body).toMatchObject({ accepted: count })
}

describe('signals', () => {
  test('go after the days of their kind, others after the default, and what no rule covers stays', async () => {
    await send('kinds', 'product-viewed', 3)
    await send('kinds', 'review-read', 2)
    const event = { event: 'Something Strange', userId: 'kinds', messageId: 'kinds-strange' }
    await service.call('POST', '/v1/track', { key: service.keys.profiles, body: event })
    service.clock.forward(31 * DAY)
    await send('kinds', 'product-viewed', 1)
    await send('kinds', 'review-read', 1)
    await retain({})
    expect(await left('kinds')).toEqual({ 'product-viewed': 4, 'review-read': 3, 'not understood': 1 })
    await retain({ 'review-read': 30 })
    expect(await left('kinds')).toEqual({ 'product-viewed': 4, 'review-read': 1, 'not understood': 1 })
    await retain({ 'product-viewed': 90, default: 30 })
    expect(await left('kinds')).toEqual({ 'product-viewed': 4, 'review-read': 1 })
    await retain({ default: 30 })
    expect(await left('kinds')).toEqual({ 'product-viewed': 1, 'review-read': 1 })
  })

  test('go in batches, each told with its count', async () => {
    for (let batch = 0; batch < 5; batch++) await send(`many-${batch}`, 'product-viewed', 500)
    const kept = (await rowsOf(service, sql`select count(*)::int as count from signals`))[0]!['count']
    service.clock.forward(400 * DAY)
    const before = (await eventsOf(service)).length
    await retain({ default: 365 })
    expect(await rowsOf(service, sql`select count(*)::int as count from signals`)).toEqual([{ count: 0 }])
    const told = (await eventsOf(service)).slice(before)
    expect(told.map(({ action, count }) => [action, count])).toEqual([
      ['signals.deleted', 1000],
      ['signals.deleted', 1000],
      ['signals.deleted', kept - 2000],
    ])
  })

  test('are counted out by two processes at once', async () => {
    await send('twice', 'product-viewed', 500)
    service.clock.forward(400 * DAY)
    await Promise.all([retain({ default: 365 }), retain({ default: 365 })])
    expect(await left('twice')).toEqual({})
  })
})

describe('the words of drafts', () => {
  let draft: any
  beforeEach(async () => {
    draft = await aDraft(service, (await aShopper(service, { firstName: 'Ines' })).id)
  })
  const textOf = async (id = draft.id) => (await service.call('GET', `/v1/drafts/${id}`)).body.rendered.text
  const later = async () => {
    service.clock.forward(91 * DAY)
    await retain({ drafts: 90 })
  }

  test('go when the draft was decided or has expired, and its time is over', async () => {
    const body = { revision: 1, reason: 'tone', note: 'Too loud.' }
    await service.call('POST', `/v1/drafts/${draft.id}/reject`, { body })
    await retain({ drafts: 90 })
    expect(await textOf()).toContain('Ines')
    const before = (await eventsOf(service)).length
    await later()
    expect(await textOf()).toBe('')
    const [decision] = await rowsOf(service, sql`select note, verdict from decisions where draft_id = ${draft.id}`)
    expect(decision).toEqual({ note: null, verdict: 'reject' })
    const told = (await eventsOf(service)).slice(before)
    expect(told.map(saying)).toContainEqual(expect.objectContaining({ action: 'drafts.emptied' }))
    expect(told.at(-1)!.count).toBeGreaterThan(0)
    await retain({ drafts: 90 })
    expect(await eventsOf(service)).toHaveLength(before + told.length)
  })

  test('stay while it waits for somebody', async () => {
    await later()
    expect(await textOf()).toContain('Ines')
    // The delivery is due and was not sent: a person will ask why.
    await approved(service, await aDraft(service, draft.customerId)).then(({ draft: { id } }) => (draft.id = id))
    await later()
    expect(await textOf()).toContain('Ines')
  })

  test('go when the message was sent, and its link to unsubscribe still works', async () => {
    const { delivery } = await approved(service, draft)
    service.clock.forward(11)
    await deliver(service.deps, { deliveryId: delivery.id })
    const [row] = await rowsOf(
      service,
      sql`select unsubscribe_token as token from revisions where draft_id = ${draft.id}`,
    )
    await later()
    expect(await textOf()).toBe('')
    const stopped = await service.call('POST', `/u/${row!['token']}`, { key: null })
    expect(stopped.status).toBe(200)
    const [suppression] = await rowsOf(service, sql`select reason from suppressions order by created_at desc limit 1`)
    expect(suppression).toEqual({ reason: 'unsubscribe' })
  })

  test('that failed is not written anew afterwards', async () => {
    await service.asOwner(`update drafts set status = 'failed' where id = '${draft.id}'`)
    await later()
    const answer = await service.call('POST', `/v1/drafts/${draft.id}/regenerate`, { body: {} })
    expect(answer.status).toBe(409)
  })
})

describe('RETENTION_DAYS', () => {
  test('is days by kind of signal', () => {
    expect(loadConfig({}).retentionDays).toEqual({})
    const days = { default: 730, 'review-read': 90, drafts: 365 }
    expect(loadConfig({ RETENTION_DAYS: JSON.stringify(days) }).retentionDays).toEqual(days)
    expect(signalRules(days)).toEqual([
      { types: { only: 'review-read' }, days: 90 },
      { types: { allBut: ['review-read'] }, days: 730 },
    ])
  })

  test.each(['90', '[]', '{', '{"default":0}', '{"default":"90"}', '{"default":1.5}', '{"default":-1}'])(
    'is not %s',
    (text) => {
      expect(() => loadConfig({ RETENTION_DAYS: text })).toThrow('RETENTION_DAYS')
    },
  )

  test('names kinds that there are', () => {
    expect(() => checkRetention({ default: 1, drafts: 1, purchase: 1 }, ['purchase'])).not.toThrow()
    expect(() => checkRetention({ purchases: 1 }, ['purchase'])).toThrow('RETENTION_DAYS: purchases is none of')
  })
})
