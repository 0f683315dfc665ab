import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { armOf } from '../../src/campaigns/arms.ts'
import { freezeAudience } from '../../src/campaigns/freeze-audience.ts'
import { openCampaignRun } from '../../src/campaigns/run-campaigns.ts'
import { sweepCampaigns } from '../../src/campaigns/sweep.ts'
import { addressHashSql, addressSql } from '../../src/delivery/address-store.ts'
import { hashAddress } from '../../src/delivery/address.ts'
import { loadAddressSecret } from '../../src/delivery/suppression-store.ts'
import { aShopper, openShop, rowsOf, sweepOutbox } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aConsent, aCustomer } from '../support/wire-examples.ts'
import { until } from './members.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
}, 60_000)
afterAll(() => service.close())

const aCampaign = (change: Record<string, unknown> = {}) => ({
  name: 'Spring',
  channel: 'email',
  audience: { customerIds: ['c-1'] },
  ...change,
})
const post = (url: string, body?: unknown, headers: Record<string, string> = {}) =>
  service.call('POST', url, { body, headers })
const made = async (change: Record<string, unknown> = {}): Promise<string> => {
  const answer = await post('/v1/campaigns', aCampaign(change))
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id
}
const started = async (change: Record<string, unknown> = {}): Promise<string> => {
  const id = await made(change)
  const answer = await post(`/v1/campaigns/${id}/start`)
  expect(answer.status, answer.text).toBe(200)
  return id
}
const statusOf = async (id: string): Promise<string> => (await service.call('GET', `/v1/campaigns/${id}`)).body.status
const membersOf = (id: string) =>
  rowsOf(
    service,
    sql`select customer_id as customer, position, arm, state, reason from campaign_members where campaign_id = ${id} order by customer_id collate "C"`,
  )
const countRows = async (): Promise<unknown> =>
  (
    await rowsOf(
      service,
      sql`select (select count(*)::int from campaigns) + (select count(*)::int from campaign_members) as count`,
    )
  )[0]

/** One person for each reason why nobody writes, and two who share a mailbox. */
async function aMixedAudience(prefix: string): Promise<string[]> {
  const put = async (name: string, change: Record<string, unknown>): Promise<string> => {
    const id = `${prefix}-${name}`
    const body = aCustomer({ email: `${id}@example.com`, ...change })
    expect((await service.call('PUT', `/v1/customers/${id}`, { body })).status).toBe(201)
    return id
  }
  const withdrawn = aConsent({ state: 'withdrawn', at: '2026-02-01T00:00:00Z' })
  const ids = [
    await put('fine', {}),
    await put('no-address', { email: undefined }),
    await put('no-consent', { consents: [] }),
    await put('withdrawn', { consents: [aConsent(), withdrawn] }),
    await put('suppressed', { email: `${prefix}-Suppressed@Example.com` }),
    await put('objected', {}),
    await put('half-objected', {}),
    await put('twin-b', { email: `${prefix}-twin@example.com` }),
    await put('twin-a', { email: `${prefix}-TWIN@example.com` }),
    // Shares the mailbox too, but nobody writes to it anyway, so it takes nobody's place.
    await put('twin-0', { email: `${prefix}-twin@example.com`, consents: [] }),
    await put('erased', {}),
    `${prefix}-nobody`,
  ]
  const suppressed = { channel: 'email', address: `${prefix}-suppressed@example.com`, reason: 'manual' }
  expect((await post('/v1/suppressions', suppressed)).status).toBe(201)
  expect((await service.call('DELETE', `/v1/customers/${prefix}-erased`, { key: service.keys.admin })).status).toBe(204)
  await service.deps.db.execute(sql`insert into signal_objections (customer_id, source, created_at)
    select ${`${prefix}-objected`}, source, now() from unnest(array['site', 'purchase', 'review', 'reviews-read', 'coupon', 'elsewhere']) source
    union all select ${`${prefix}-half-objected`}, 'site', now()`)
  return ids
}
const REASONS = {
  'no-address': 'no_address',
  'no-consent': 'no_consent',
  withdrawn: 'no_consent',
  suppressed: 'suppressed',
  objected: 'objected',
  'twin-b': 'duplicate_address',
  'twin-0': 'no_consent',
  erased: 'erased',
  nobody: 'unknown_customer',
}

describe('who is written to', () => {
  test('everybody else is left out with the first reason that is true', async () => {
    const ids = await aMixedAudience('who')
    const id = await started({ audience: { customerIds: ids }, arms: { personalized: 100, generic: 0, holdout: 0 } })
    const members = await membersOf(id)
    expect(Object.fromEntries(members.map(({ customer, reason }) => [customer.slice(4), reason]))).toEqual({
      ...REASONS,
      fine: null,
      'half-objected': null,
      'twin-a': null,
    })
    for (const { state, reason } of members) expect(state).toBe(reason === null ? 'waiting' : 'excluded')
    expect(members.map(({ position }) => position).toSorted((a, b) => a - b)).toEqual(ids.map((_, index) => index + 1))
    expect((await service.call('GET', `/v1/campaigns/${id}`)).body).toMatchObject({
      status: 'generating',
      memberCount: ids.length,
      startedBy: { name: 'mia', kind: 'human' },
    })
  })

  test('a dry run counts the same people, and stores nothing', async () => {
    const ids = await aMixedAudience('dry')
    const definition = aCampaign({
      audience: { customerIds: ids },
      arms: { personalized: 100, generic: 0, holdout: 0 },
    })
    const before = await countRows()
    const answer = await post('/v1/campaigns?dryRun=true', definition, { 'idempotency-key': '"dry-1"' })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.body).toMatchObject({
      audience: ids.length,
      estimatedFrom: null,
      arms: { personalized: 3, generic: 0, holdout: 0 },
      drafts: 3,
      excluded: [
        { reason: 'duplicate_address', count: 1 },
        { reason: 'erased', count: 1 },
        { reason: 'no_address', count: 1 },
        { reason: 'no_consent', count: 3 },
        { reason: 'objected', count: 1 },
        { reason: 'suppressed', count: 1 },
        { reason: 'unknown_customer', count: 1 },
      ],
      sampleSize: null,
      costUsd: 0,
      model: service.deps.model.id,
    })
    expect(await countRows()).toEqual(before)
    // The answer tells of several people, so it is kept nowhere: asked again, it is worked out again.
    const again = await post('/v1/campaigns?dryRun=true', definition, { 'idempotency-key': '"dry-1"' })
    expect(again.status).toBe(200)
    expect(again.headers['idempotency-replayed']).toBeUndefined()
  })

  test('a service message needs no consent, and goes to those who object to advertising by what they did', async () => {
    const ids = await aMixedAudience('svc')
    const answer = await post(
      '/v1/campaigns?dryRun=true',
      aCampaign({ purpose: 'service', audience: { customerIds: ids } }),
    )
    expect(answer.body.excluded.map(({ reason }: { reason: string }) => reason)).toEqual([
      'duplicate_address',
      'erased',
      'no_address',
      'suppressed',
      'unknown_customer',
    ])
  })

  test('the database hashes an address as the service does', async () => {
    const secret = await loadAddressSecret(service.deps.db)
    const people = [
      { id: 'h-1', email: 'Some.One+Tag@Example.COM', phone: '+34612345678' },
      { id: 'H 2 \u{1f600} Ünï', email: 'a_b-c@x-y.example', phone: '+14155550123' },
    ]
    for (const channel of ['email', 'sms', 'call', 'webhook'] as const) {
      const rows = await rowsOf(
        service,
        sql`select c.id, ${addressHashSql(secret, addressSql(channel))} as hash
          from jsonb_to_recordset(${JSON.stringify(people)}::text::jsonb) as c(id text, email text, phone text) order by c.email desc`,
      )
      const expected = people.map(({ id, email, phone }) => {
        const address = channel === 'email' ? email : channel === 'webhook' ? id : phone
        return { id, hash: hashAddress(secret, channel, address) }
      })
      expect(
        rows.toSorted((a, b) => (a['id'] < b['id'] ? -1 : 1)),
        channel,
      ).toEqual(expected.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    }
  })
})

describe('the arms', () => {
  test('are drawn by a hash that anybody can work out again, and the holdout gets no draft', async () => {
    const ids = Array.from({ length: 40 }, (_, n) => `arm-${n}`)
    for (const id of ids) {
      const body = aCustomer({ email: `${id}@example.com` })
      expect((await service.call('PUT', `/v1/customers/${id}`, { body })).status).toBe(201)
    }
    const arms = { personalized: 40, generic: 30, holdout: 30 }
    const id = await made({ audience: { customerIds: ids }, arms })
    const forecast = (await post(`/v1/campaigns/${id}/start?dryRun=true`)).body
    await post(`/v1/campaigns/${id}/start`)
    const members = await membersOf(id)
    expect(Object.fromEntries(members.map(({ customer, arm }) => [customer, arm]))).toEqual(
      Object.fromEntries(ids.map((customer) => [customer, armOf(id, customer, arms)])),
    )
    for (const { arm, state } of members) expect(state).toBe(arm === 'holdout' ? 'holdout' : 'waiting')
    // What was shown before is what came.
    const sizes = Object.fromEntries(
      Object.entries(Map.groupBy(members, ({ arm }) => arm)).map(([arm, of]) => [arm, of.length]),
    )
    for (const [arm, size] of Object.entries(sizes)) expect(forecast.arms[arm]).toBe(size)
    expect(forecast.arms.personalized + forecast.arms.generic + forecast.arms.holdout).toBe(40)
    // Written to in the order of the hash.
    const hash = (customer: string): string => createHash('sha256').update(`${id}:${customer}`).digest('hex')
    const inOrder = members.toSorted((a, b) => a['position'] - b['position']).map(({ customer }) => customer)
    expect(inOrder).toEqual(ids.toSorted((a, b) => (hash(a) < hash(b) ? -1 : 1)))
  })

  test('are 80, 10 and 10 unless the definition says so, and always 100', async () => {
    const id = await made()
    expect((await service.call('GET', `/v1/campaigns/${id}`)).body.arms).toEqual({
      personalized: 80,
      generic: 10,
      holdout: 10,
    })
    const wrong = await post('/v1/campaigns', aCampaign({ arms: { personalized: 80, generic: 10, holdout: 5 } }))
    expect(wrong.body).toMatchObject({ type: '/problems/validation', errors: [{ pointer: '/arms' }] })
  })
})

describe('what it will take', () => {
  test('previews are what the model would be sent, tokens and cost are reckoned from them', async () => {
    const shopper = await aShopper(service)
    const answer = await post(
      '/v1/campaigns?dryRun=true',
      aCampaign({
        prompt: 'research-follow-up',
        audience: { customerIds: [shopper.id] },
        arms: { personalized: 100, generic: 0, holdout: 0 },
        expectedEffect: { baseline: 0.1, lift: 0.5 },
      }),
    )
    const preview = await post('/v1/prompts/research-follow-up/preview', { customerId: shopper.id, channel: 'email' })
    expect(answer.body.previews).toEqual([
      { customerId: shopper.id, arm: 'personalized', prompt: 'research-follow-up', ...preview.body, problem: null },
    ])
    const { system, user } = preview.body
    expect(answer.body.tokens.input).toBe(Math.ceil(Buffer.byteLength(`${system}${user}`) / 4))
    expect(answer.body.sampleSize.comparisons).toEqual([])
  })

  test('the generic arm is shown nothing of what the customer did', async () => {
    const shopper = await aShopper(service)
    const of = async (arms: object) =>
      (
        await post(
          '/v1/campaigns?dryRun=true',
          aCampaign({ prompt: 'research-follow-up', audience: { customerIds: [shopper.id] }, arms }),
        )
      ).body.previews[0]
    const personalized = await of({ personalized: 100, generic: 0, holdout: 0 })
    const generic = await of({ personalized: 0, generic: 100, holdout: 0 })
    expect(generic.system).toBe(personalized.system)
    expect(personalized.user).toContain('Silent 39')
    expect(generic.user).not.toContain('Silent 39')
  })

  test.each([
    ['a prompt that is not there', { prompt: 'no-such-prompt' }, 'unknown-prompt'],
    ['a prompt for other channels', { prompt: 'comparison-help', channel: 'sms' }, 'unknown-prompt'],
    ['an offer that is not there', { offerId: 'no-such-offer' }, 'offer-not-usable'],
    ['a channel that nothing is sent by', { channel: 'sms' }, 'channel-unavailable'],
  ])('%s is told at once', async (_name, change, type) => {
    for (const url of ['/v1/campaigns', '/v1/campaigns?dryRun=true']) {
      expect((await post(url, aCampaign(change))).body).toMatchObject({ type: `/problems/${type}`, status: 422 })
    }
  })

  test.each([
    ['no audience', { audience: {} }, '/audience'],
    ['two audiences', { audience: { customerIds: ['c-1'], upload: true } }, '/audience'],
    ['a filter of nonsense', { audience: { filter: { name: 'Ines' } } }, '/audience/filter'],
    ['an effect on everybody', { expectedEffect: { baseline: 0.6, lift: 1 } }, '/expectedEffect'],
    [
      'a window that ends before it begins',
      { sendingWindow: { startAt: '2026-12-02T00:00:00Z', endAt: '2026-12-01T00:00:00Z' } },
      '/sendingWindow',
    ],
  ])('%s is no definition', async (_name, change, pointer) => {
    const answer = await post('/v1/campaigns', aCampaign(change))
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].pointer).toMatch(new RegExp(`^${pointer}`))
  })
})

test('a filter that is nested without end is refused like any other', async () => {
  const filter = `${'{"not":'.repeat(50_000)}{"locale":["es"]}${'}'.repeat(50_000)}`
  const body = `{"name":"Spring","channel":"email","audience":{"filter":${filter}}}`
  const answer = await post('/v1/campaigns', body, { 'content-type': 'application/json' })
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject({ type: '/problems/validation', errors: [{ pointer: '/audience/filter' }] })
})

describe('the life of a campaign', () => {
  test('made twice with one key it is one', async () => {
    const headers = { 'idempotency-key': '"made-once"' }
    const [first, second] = [
      await post('/v1/campaigns', aCampaign(), headers),
      await post('/v1/campaigns', aCampaign(), headers),
    ]
    expect(second.body).toEqual(first.body)
    expect(first.headers['location']).toBe(`/v1/campaigns/${first.body.id}`)
    const list = await service.call('GET', '/v1/campaigns?limit=1')
    expect(list.body.items[0]).toMatchObject({ id: first.body.id, status: 'draft', createdBy: { name: 'mia' } })
    expect(list.body.items[0]).not.toHaveProperty('audience')
  })

  test('started, paused, resumed and cancelled, each as often as one likes', async () => {
    const { id: customer } = await aShopper(service)
    const id = await started({
      audience: { customerIds: [customer] },
      arms: { personalized: 100, generic: 0, holdout: 0 },
    })
    const act = async (action: string, key = service.keys.max) =>
      service.call('POST', `/v1/campaigns/${id}/${action}`, { key })
    for (const [action, status, pauseReason] of [
      ['start', 'generating', null],
      ['pause', 'paused', 'person'],
      ['start', 'paused', 'person'],
      ['resume', 'generating', null],
      ['cancel', 'cancelled', null],
    ] as const) {
      for (const _twice of [1, 2]) {
        const { body } = await act(action)
        expect(body, action).toMatchObject({ status, pauseReason, startedBy: { name: 'mia' } })
      }
    }
    for (const action of ['start', 'pause', 'resume']) {
      expect((await act(action)).body).toMatchObject({ type: '/problems/campaign-state', status: 409 })
    }
    await sweepCampaigns(service.deps)
    expect(await membersOf(id)).toMatchObject([{ state: 'cancelled' }])
    expect(await statusOf(id)).toBe('cancelled')
  })

  test('one that is not started is neither paused nor resumed, and one that is not there is not found', async () => {
    const id = await made()
    for (const action of ['pause', 'resume']) {
      expect((await post(`/v1/campaigns/${id}/${action}`)).body).toMatchObject({ type: '/problems/campaign-state' })
    }
    for (const action of ['start', 'pause', 'resume', 'cancel', 'start?dryRun=true']) {
      const answer = await post(`/v1/campaigns/01900000-0000-7000-8000-000000000000/${action}`)
      expect(answer.body, action).toMatchObject({ type: '/problems/campaign-not-found', status: 404 })
    }
  })

  test('goes from writing to review to sending to its end', async () => {
    const people = [await aShopper(service), await aShopper(service)]
    const audience = { customerIds: people.map(({ id }) => id) }
    const id = await started({ audience, arms: { personalized: 100, generic: 0, holdout: 0 } })
    const run = openCampaignRun(service.deps, 2)
    await until(async () => (await statusOf(id)) === 'in_review')
    await run.close()
    const drafts = (await service.call('GET', `/v1/drafts?campaignId=${id}`)).body.items
    const decide = (draft: { id: string }, word: string, body: object, key = service.keys.max) =>
      service.call('POST', `/v1/drafts/${draft.id}/${word}`, { key, body: { revision: 1, ...body } })
    expect((await decide(drafts[0], 'approve', {}, service.keys.mia)).body.type).toBe('/problems/four-eyes')
    expect((await decide(drafts[0], 'approve', {})).status).toBe(200)
    await sweepCampaigns(service.deps)
    expect(await statusOf(id)).toBe('in_review')
    expect((await decide(drafts[1], 'reject', { reason: 'tone' })).status).toBe(200)
    await sweepCampaigns(service.deps)
    expect(await statusOf(id)).toBe('running')
    service.clock.forward(11)
    await sweepOutbox(service)
    await sweepCampaigns(service.deps)
    const { body } = await service.call('GET', `/v1/campaigns/${id}`)
    expect(body).toMatchObject({ status: 'completed', endedAt: service.clock.now.toISOString() })
    expect((await post(`/v1/campaigns/${id}/cancel`)).body.type).toBe('/problems/campaign-state')
    expect((await post(`/v1/campaigns/${id}/resume`)).body.status).toBe('completed')
  })

  test('one that is cancelled sends nothing more, and nothing of it can be approved', async () => {
    const people = [await aShopper(service), await aShopper(service)]
    const audience = { customerIds: people.map(({ id }) => id) }
    const id = await started({ audience, arms: { personalized: 100, generic: 0, holdout: 0 } })
    const run = openCampaignRun(service.deps, 2)
    await until(async () => (await statusOf(id)) === 'in_review')
    await run.close()
    const drafts = (await service.call('GET', `/v1/drafts?campaignId=${id}`)).body.items
    const approve = (draft: { id: string }) =>
      service.call('POST', `/v1/drafts/${draft.id}/approve`, { key: service.keys.max, body: { revision: 1 } })
    const { delivery } = (await approve(drafts[0])).body
    await post(`/v1/campaigns/${id}/cancel`)
    expect((await approve(drafts[1])).body).toMatchObject({ type: '/problems/campaign-cancelled', status: 409 })
    await sweepCampaigns(service.deps)
    expect((await service.call('GET', `/v1/deliveries/${delivery.id}`)).body).toMatchObject({ state: 'cancelled' })
    expect((await service.call('GET', `/v1/drafts/${drafts[1].id}`)).body).toMatchObject({ status: 'ready_for_review' })
  })

  test('one that reaches nobody is completed at once', async () => {
    const id = await started({ audience: { customerIds: ['no-such-customer'] } })
    expect((await service.call('GET', `/v1/campaigns/${id}`)).body).toMatchObject({
      status: 'completed',
      memberCount: 1,
    })
  })

  test('only marketers have to do with campaigns', async () => {
    for (const key of [service.keys.ana, service.keys.admin, service.keys.profiles, service.keys.auditor]) {
      expect((await service.call('POST', '/v1/campaigns', { key, body: aCampaign() })).status).toBe(403)
      expect((await service.call('GET', '/v1/campaigns', { key })).status).toBe(403)
    }
    const bot = await service.call('POST', '/v1/campaigns', { key: service.keys.bot, body: aCampaign() })
    expect(bot.body.createdBy).toEqual({ name: 'bot', kind: 'ai_agent' })
  })

  test('is written down in the audit log', async () => {
    const { id: customer } = await aShopper(service)
    const id = await started({
      audience: { customerIds: [customer] },
      arms: { personalized: 100, generic: 0, holdout: 0 },
    })
    await service.call('POST', `/v1/campaigns/${id}/pause`, { key: service.keys.max })
    const events = await rowsOf(
      service,
      sql`select i.action, i.state, i.count, p.name from audit_inbox i left join principals p on p.id = i.actor_id where subject_id = ${id} order by i.id`,
    )
    expect(events).toEqual([
      { action: 'campaign.made', state: null, count: null, name: 'mia' },
      { action: 'campaign.status', state: 'generating', count: null, name: 'mia' },
      { action: 'campaign.frozen', state: null, count: 1, name: null },
      { action: 'campaign.status', state: 'paused.person', count: null, name: 'max' },
    ])
  })
})

describe('an audience by filter', () => {
  const arms = { personalized: 100, generic: 0, holdout: 0 }

  test('is counted without being stored, and frozen by a worker as it was at the start', async () => {
    const inside = await aShopper(service, { traits: { group: 'filter-1' } })
    await aShopper(service, { traits: { group: 'filter-2' } })
    const filter = {
      and: [{ trait: { name: 'group', equals: 'filter-1' } }, { signal: { type: 'product-viewed', withinDays: 2 } }],
    }
    const id = await started({ audience: { filter }, arms })
    expect(await membersOf(id)).toEqual([])
    expect(await statusOf(id)).toBe('generating')
    await sweepCampaigns(service.deps)
    expect(await membersOf(id)).toMatchObject([{ customer: inside.id, state: 'waiting' }])
    // Whoever comes to match later is not in it.
    await aShopper(service, { traits: { group: 'filter-1' } })
    await sweepCampaigns(service.deps)
    expect(await membersOf(id)).toHaveLength(1)
  })

  test('by stage is worked out person by person, and goes on where another process died', async () => {
    const ids: string[] = []
    for (let n = 0; n < 3; n++) ids.push((await aShopper(service, { traits: { group: 'stage' } })).id)
    const signal = {
      type: 'cart-updated',
      customerId: ids[1],
      messageId: 'cart',
      occurredAt: service.clock.now.toISOString(),
      productId: 'dw-1',
    }
    await service.call('POST', '/v1/signals', { key: service.keys.ingest, body: signal })
    const filter = { and: [{ trait: { name: 'group', equals: 'stage' } }, { not: { stage: ['decide'] } }] }
    const dry = (await post('/v1/campaigns?dryRun=true', aCampaign({ audience: { filter }, arms }))).body
    expect(dry).toMatchObject({ audience: 2, estimatedFrom: null, drafts: 2 })
    const id = await started({ audience: { filter }, arms })
    const dying = { ...service.deps, failpoint: async (name: string) => expect(name).not.toBe('campaign.selected') }
    await expect(freezeAudience(dying, id)).rejects.toThrow()
    await sweepCampaigns(service.deps)
    expect(await membersOf(id), 'in the hands of one who may still be at it').toEqual([])
    service.clock.forward(121)
    await sweepCampaigns(service.deps)
    expect((await membersOf(id)).map(({ customer }) => customer).toSorted()).toEqual([ids[0], ids[2]].toSorted())
    expect(await rowsOf(service, sql`select * from campaign_uploads`)).toEqual([])
  })

  test('a process that dies while it freezes leaves nothing, and one that is cancelled meanwhile has no members', async () => {
    const { id: customer } = await aShopper(service)
    const crash = await made({ audience: { upload: true } })
    await post(`/v1/campaigns/${crash}/audience`, `"${customer}"\n`, { 'content-type': 'application/x-ndjson' })
    await post(`/v1/campaigns/${crash}/start`)
    const dying = {
      ...service.deps,
      failpoint: async (name: string) => expect(name).not.toBe('campaign.members-written'),
    }
    await expect(freezeAudience(dying, crash)).rejects.toThrow()
    expect(await membersOf(crash)).toEqual([])
    const cancelling = {
      ...service.deps,
      failpoint: async (name: string) => {
        if (name === 'campaign.selected') await post(`/v1/campaigns/${crash}/cancel`)
      },
    }
    service.clock.forward(121)
    await freezeAudience(cancelling, crash)
    expect(await membersOf(crash)).toEqual([])
    expect(await statusOf(crash)).toBe('cancelled')
  })
})

describe('an uploaded audience', () => {
  const send = (id: string, type: string, body: string | Buffer, key?: string) =>
    post(`/v1/campaigns/${id}/audience`, body, {
      'content-type': type,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    })

  test('is taken line by line, and what is wrong is told with its line', async () => {
    const id = await made({ audience: { upload: true } })
    const csv = '\ufeffname,customerId\nInes,"u-1"\n,u-2\nIda,u-1\n"broken\nx,\n'
    expect((await send(id, 'text/csv', csv)).body).toEqual({
      accepted: 2,
      duplicates: 1,
      rejectedCount: 1,
      rejected: [{ line: 5, problem: { detail: 'The quotation marks of the line do not add up.' } }],
    })
    const ndjson = Buffer.concat([
      Buffer.from('"u-2"\n\n{"customerId":"u-3"}\n{"name":"Ida"}\nu-4\n7\n"a\\u0000"\n'),
      Buffer.from([0x22, 0xff, 0x22, 0x0a]),
    ])
    const told = (await send(id, 'application/x-ndjson', ndjson)).body
    expect(told).toMatchObject({ accepted: 2, duplicates: 1, rejectedCount: 4 })
    expect(told.rejected.map(({ line }: { line: number }) => line)).toEqual([4, 5, 7, 8])
  })

  test('sent again with its key it is answered as before, and without one it changes nothing', async () => {
    const id = await made({ audience: { upload: true } })
    const first = await send(id, 'text/csv', 'id\nu-1\nu-2\n', '"file-1"')
    expect(first.body).toMatchObject({ accepted: 2, duplicates: 0 })
    expect((await send(id, 'text/csv', 'id\nu-1\nu-2\n', '"file-1"')).body).toEqual(first.body)
    expect((await send(id, 'text/csv', 'id\nu-1\nu-2\n')).body).toMatchObject({ accepted: 0, duplicates: 2 })
  })

  test('is counted before it is started, and frozen then', async () => {
    const { id: customer } = await aShopper(service)
    const id = await made({ audience: { upload: true }, arms: { personalized: 100, generic: 0, holdout: 0 } })
    expect((await post(`/v1/campaigns/${id}/start`)).body).toMatchObject({
      type: '/problems/campaign-audience-empty',
      status: 422,
    })
    await send(id, 'text/csv', `customerId\n${customer}\nu-unknown\n`)
    expect((await post(`/v1/campaigns/${id}/start?dryRun=true`)).body).toMatchObject({
      audience: 2,
      drafts: 1,
      excluded: [{ reason: 'unknown_customer', count: 1 }],
    })
    expect((await post(`/v1/campaigns/${id}/start`)).status).toBe(200)
    await sweepCampaigns(service.deps)
    expect(await membersOf(id)).toHaveLength(2)
    expect((await send(id, 'text/csv', 'id\nlate\n')).body).toMatchObject({ type: '/problems/campaign-state' })
  })

  test('is kept no longer than it is needed', async () => {
    const id = await made({ audience: { upload: true } })
    await send(id, 'text/csv', 'id\nu-1\n')
    const kept = () => rowsOf(service, sql`select customer_id from campaign_uploads where campaign_id = ${id}`)
    await sweepCampaigns(service.deps)
    expect(await kept()).toHaveLength(1)
    await post(`/v1/campaigns/${id}/cancel`)
    await sweepCampaigns(service.deps)
    expect(await kept()).toEqual([])
  })

  test.each([
    ['a file without a column of ids', 'text/csv', 'name\nInes\n', 'upload-unreadable', 422],
    ['another kind of file', 'application/json', '["u-1"]', 'upload-type', 415],
  ])('%s is refused', async (_name, type, body, problem, status) => {
    const id = await made({ audience: { upload: true } })
    expect((await send(id, type, body)).body).toMatchObject({ type: `/problems/${problem}`, status })
  })

  test('is for campaigns that wait for one', async () => {
    expect((await send(await made(), 'text/csv', 'id\nu-1\n')).body).toMatchObject({
      type: '/problems/campaign-takes-no-upload',
    })
    const nowhere = '01900000-0000-7000-8000-000000000000'
    expect((await send(nowhere, 'text/csv', 'id\nu-1\n')).body).toMatchObject({ type: '/problems/campaign-not-found' })
  })
})
