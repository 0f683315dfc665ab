import { hash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyChunk, applyLots } from '../../src/campaigns/apply-lots.ts'
import { drawSample, plantedFor } from '../../src/campaigns/draw.ts'
import { sampleSize } from '../../src/campaigns/hypergeometric.ts'
import { findLot } from '../../src/campaigns/lot-store.ts'
import { issueKey } from '../../src/principals/issue-key.ts'
import { rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aModel } from '../support/model.ts'
import {
  anOpenLot,
  asMax,
  aWrittenCampaign,
  cleanTurn,
  decideLot,
  judgeAll,
  membersOfLot,
  PRODUCT_TEXT,
  samplesOf,
} from './lots.ts'
import { openFullShop, statusOf } from './members.ts'

let service: TestApp
let customers: string[]
beforeAll(async () => {
  service = await startApp({ model: aModel([cleanTurn]) })
  customers = await openFullShop(service, 40)
})
afterAll(() => service.close())

const aCampaign = (count = 40) =>
  aWrittenCampaign(service, customers.slice(0, count), {
    armOf: (index) => (index % 4 === 0 ? 'generic' : 'personalized'),
  })
const revise = (draftId: string, revision: number, body: string) =>
  asMax(service, 'POST', `/v1/drafts/${draftId}/revisions`, { baseRevision: revision, subject: 'Hello', body })
const planted = (samples: Awaited<ReturnType<typeof samplesOf>>) =>
  samples.filter((sample) => sample.planted_fault !== null)

describe('a lot', () => {
  test('holds the clean drafts, and its sample is the one that seed and plan give', async () => {
    const campaign = await aCampaign()
    const lot = await anOpenLot(service, campaign)
    const size = sampleSize({ population: 40, maxBadShare: '0.1', confidence: '0.9', attempt: 1 })
    expect(lot).toMatchObject({ status: 'open', population: 40, sampleSize: size, attempt: 1, seed: null, stop: null })
    expect(lot.strata.map((one: any) => [one.stratum, one.drafts])).toEqual([
      ['generic/need', 10],
      ['personalized/research', 30],
    ])
    const [row] = await rowsOf(service, sql`select seed from lots where id = ${lot.id}::uuid`)
    expect(hash('sha256', row!['seed'])).toBe(lot.seedHash)
    const members = await membersOfLot(service, lot.id)
    const drawable = members.map((member) => ({ draftId: member['draft_id'], stratum: member['stratum'] }))
    const drawn = drawSample(drawable, row!['seed'], size).map(({ draftId }) => draftId)
    const samples = await samplesOf(service, lot.id)
    const shown = samples.flatMap((sample) => (sample.planted_fault === null ? [sample.draft_id] : []))
    expect(shown.toSorted()).toEqual(drawn.toSorted())
    expect(planted(samples)).toHaveLength(plantedFor(drawn.length))
    expect(planted(samples).filter((sample) => drawn.includes(sample.draft_id))).toEqual([])
    expect(samples.map(({ place }) => place)).toEqual(samples.map((_, index) => index + 1))
    expect(lot.remaining).toBe(samples.length)
  })

  test('can be asked about before it is made', async () => {
    const campaign = await aCampaign(8)
    const body = { maxBadShare: 0.1, confidence: 0.95, expectedSampleOnly: true }
    const asked = await asMax(service, 'POST', `/v1/campaigns/${campaign}/lots`, body)
    expect(asked.status).toBe(200)
    expect(asked.body).toMatchObject({ population: 8, sampleSize: 8, attempt: 1 })
    expect((await asMax(service, 'GET', `/v1/campaigns/${campaign}/lots`)).body.items).toEqual([])
  })

  test('leaves out what has any finding, is decided or is no longer there', async () => {
    const campaign = await aCampaign(8)
    const drafts = await rowsOf(service, sql`select id from drafts where campaign_id = ${campaign}::uuid order by id`)
    const [warned, rejected] = drafts.map(({ id }) => id as string) as [string, string]
    expect((await revise(warned, 1, 'Hello {{customer.first_name}}, it costs 1 EUR.')).body.findings).not.toEqual([])
    await asMax(service, 'POST', `/v1/drafts/${rejected}/reject`, { revision: 1, reason: 'tone' })
    const lot = await anOpenLot(service, campaign)
    expect(lot.population).toBe(6)
    const inIt = (await membersOfLot(service, lot.id)).map((member) => member['draft_id'])
    expect(inIt).not.toContain(warned)
    expect(inIt).not.toContain(rejected)
  })

  test('is the only one of its campaign at a time', async () => {
    const campaign = await aCampaign(8)
    const lot = await anOpenLot(service, campaign)
    const second = await asMax(service, 'POST', `/v1/campaigns/${campaign}/lots`, { maxBadShare: 0.1, confidence: 0.9 })
    expect(second.body).toMatchObject({ status: 409, type: '/problems/lot-under-way' })
    expect((await asMax(service, 'POST', `/v1/lots/${lot.id}/cancel`)).body).toMatchObject({ status: 'cancelled' })
    expect((await asMax(service, 'POST', `/v1/lots/${lot.id}/cancel`)).body).toMatchObject({ status: 'cancelled' })
    // Nothing of it was seen: it is no try.
    expect(await anOpenLot(service, campaign)).toMatchObject({ attempt: 1 })
  })

  test('is opened once for one Idempotency-Key', async () => {
    const campaign = await aCampaign(8)
    const open = () =>
      service.call('POST', `/v1/campaigns/${campaign}/lots`, {
        key: service.keys.max,
        body: { maxBadShare: 0.1, confidence: 0.9 },
        headers: { 'idempotency-key': campaign },
      })
    const [first, again] = [await open(), await open()]
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.body.id).toBe(first.body.id)
  })

  test('is not made of nothing, of a campaign that is not there or has ended, or by a plan that is none', async () => {
    const campaign = await aCampaign(4)
    const open = (id: string, plan: object) => asMax(service, 'POST', `/v1/campaigns/${id}/lots`, plan)
    const plan = { maxBadShare: 0.1, confidence: 0.9 }
    expect((await open(service.deps.newId(), plan)).body).toMatchObject({ type: '/problems/campaign-not-found' })
    for (const bad of [
      { ...plan, maxBadShare: 0.5 },
      { ...plan, maxBadShare: 0.01234 },
      { ...plan, confidence: 0.5 },
      { ...plan, confidence: 1 },
      { maxBadShare: 0.1 },
    ]) {
      expect((await open(campaign, bad)).status).toBe(400)
    }
    await rowsOf(service, sql`update drafts set status = 'rejected' where campaign_id = ${campaign}::uuid`)
    expect((await open(campaign, plan)).body).toMatchObject({ status: 422, type: '/problems/lot-empty' })
    await rowsOf(service, sql`update campaigns set status = 'cancelled', ended_at = now() where id = ${campaign}::uuid`)
    expect((await open(campaign, plan)).body).toMatchObject({ status: 409, type: '/problems/campaign-state' })
  })
})

describe('a lot of which every drawn draft is good', () => {
  test('is approved by one decision, with one decision row and one delivery for each draft', async () => {
    const campaign = await aCampaign()
    const lot = await anOpenLot(service, campaign)
    expect((await decideLot(service, lot.id)).body).toMatchObject({ status: 409, type: '/problems/lot-not-judged' })
    const answers = await judgeAll(service, lot.id)
    expect(answers.at(-1).lot).toMatchObject({ status: 'open', remaining: 0 })
    const decided = await decideLot(service, lot.id)
    expect(decided.body).toMatchObject({
      status: 'accepted',
      decidedBy: { name: 'max', kind: 'human' },
      result: { approved: 40, waiting: 0, dropped: {} },
      seed: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    expect(hash('sha256', decided.body.seed)).toBe(lot.seedHash)
    const decisions = await rowsOf(
      service,
      sql`select e.*, p.name from decisions e join principals p on p.id = e.principal_id where lot_id = ${lot.id}::uuid`,
    )
    const members = await membersOfLot(service, lot.id)
    expect(decisions.map((row) => [row['draft_id'], row['digest'], row['verdict'], row['name']]).toSorted()).toEqual(
      members.map((member) => [member['draft_id'], member['digest'], 'approve', 'max']).toSorted(),
    )
    const deliveries = await rowsOf(
      service,
      sql`select decision_id, state from deliveries where campaign_id = ${campaign}::uuid`,
    )
    expect(deliveries.map((row) => row['decision_id']).toSorted()).toEqual(decisions.map((row) => row['id']).toSorted())
    expect(new Set(deliveries.map((row) => row['state']))).toEqual(new Set(['queued']))
    expect(await statusOf(service, campaign)).toBe('running')
    const [{ statistics }] = (await rowsOf(service, sql`select statistics from lots where id = ${lot.id}::uuid`)) as any
    const judged = answers.filter(({ planted: fault }) => fault === null).length
    expect(statistics).toMatchObject({ population: 40, judged, bad: 0, missed: 0, attempt: 1, confidence: 0.9 })
    expect(Number(statistics.risk)).toBeLessThanOrEqual(0.1)

    const again = await decideLot(service, lot.id)
    expect(again.body.result).toEqual({ approved: 40, waiting: 0, dropped: {} })
  })

  test('sends no copy with a fault, and tells what it was only after the verdict', async () => {
    const campaign = await aCampaign()
    const lot = await anOpenLot(service, campaign)
    const [fault] = planted(await samplesOf(service, lot.id))
    const answers = await judgeAll(service, lot.id)
    const told = answers.find(({ place }) => place === fault!.place)
    expect(told).toMatchObject({
      verdict: 'bad',
      draft: null,
      stop: null,
      planted: { kind: fault!.planted_fault, found: true },
      lot: { status: 'open' },
    })
    // Its draft was not rejected: it is another one's copy.
    expect((await decideLot(service, lot.id)).body.result.approved).toBe(40)
    const sent = await rowsOf(
      service,
      sql`select r.rendered_text from deliveries d join revisions r on r.draft_id = d.draft_id and r.number = d.revision
        where d.campaign_id = ${campaign}::uuid`,
    )
    expect(sent).toHaveLength(40)
    expect(sent.filter((row) => (row['rendered_text'] as string).includes(told.planted.now))).toEqual([])
  })

  test('drops what is not allowed or not the same any more, and says so', async () => {
    const campaign = await aCampaign()
    const lot = await anOpenLot(service, campaign, { maxBadShare: 0.1, confidence: 0.9 })
    const drawn = (await samplesOf(service, lot.id)).map((sample) => sample.draft_id)
    const rest = (await membersOfLot(service, lot.id))
      .map((member) => member['draft_id'])
      .filter((id) => !drawn.includes(id))
    const [edited, alone, silent, blockedOne] = rest as [string, string, string, string]
    const customerOf = async (id: string) =>
      (await rowsOf(service, sql`select customer_id from drafts where id = ${id}::uuid`))[0]!['customer_id'] as string
    await judgeAll(service, lot.id)
    await revise(edited, 1, PRODUCT_TEXT)
    await asMax(service, 'POST', `/v1/drafts/${alone}/approve`, { revision: 1 })
    const consents = [
      { channel: 'email', purpose: 'marketing', state: 'withdrawn', source: 'letter', at: service.clock.now },
    ]
    const put = await service.call('PUT', `/v1/customers/${await customerOf(silent)}/consents`, {
      key: service.keys.profiles,
      body: { consents },
    })
    expect(put.status, put.text).toBeLessThan(300)
    const address = `${await customerOf(blockedOne)}@example.com`
    const suppressed = await service.call('POST', '/v1/suppressions', {
      body: { channel: 'email', address, reason: 'manual' },
    })
    expect((await decideLot(service, lot.id)).body.result).toEqual({
      approved: 36,
      waiting: 0,
      dropped: { stale_revision: 1, draft_not_decidable: 1, no_consent: 1, suppressed: 1 },
    })
    await service.call('DELETE', `/v1/suppressions/${suppressed.body.id}`)
    const left = (await asMax(service, 'GET', `/v1/drafts/${silent}`)).body
    expect(left.status).toBe('ready_for_review')
    await service.call('PUT', `/v1/customers/${await customerOf(silent)}/consents`, {
      key: service.keys.profiles,
      body: { consents: [{ ...consents[0], state: 'granted', at: new Date(service.clock.now.getTime() + 1000) }] },
    })
  })

  test('drops what the catalogue has overtaken', async () => {
    const campaign = await aCampaign(6)
    const lot = await anOpenLot(service, campaign)
    await judgeAll(service, lot.id)
    const product = (await service.call('GET', '/v1/products/dw-1')).body
    const { id: _id, createdAt: _c, updatedAt: _u, ...body } = product
    const put = (amount: string) =>
      service.call('PUT', '/v1/products/dw-1', { body: { ...body, price: { amount, currency: 'EUR' } } })
    expect((await put('9.00')).status).toBe(200)
    expect((await decideLot(service, lot.id)).body.result).toEqual({
      approved: 2,
      waiting: 0,
      dropped: { stale_fact: 4 },
    })
    await put(body.price.amount)
  })

  test('is decided in chunks, by several processes at once, and after a crash from where it was', async () => {
    const campaign = await aCampaign()
    const lot = await anOpenLot(service, campaign)
    await judgeAll(service, lot.id)
    const crash = new Error('the process ended')
    const crashing = {
      ...service.deps,
      failpoint: async (name: string) => {
        if (name === 'lot.decided') throw crash
      },
    }
    const { decideLot: decide } = await import('../../src/campaigns/decide-lot.ts')
    const [max] = await rowsOf(service, sql`select id, name, kind from principals where name = 'max'`)
    const by = { ...(max as any), roles: ['marketer'], keyId: '' }
    await expect(decide(crashing, { lotId: lot.id, by })).rejects.toBe(crash)
    const row = (await findLot(service.deps.db, lot.id))!
    expect(row).toMatchObject({ status: 'accepted', appliedAt: null })
    expect(await applyChunk(service.deps, row, 7)).toBe(true)
    const { body } = await asMax(service, 'GET', `/v1/lots/${lot.id}`)
    expect(body.result).toEqual({ approved: 7, waiting: 33, dropped: {} })
    await Promise.all([applyChunk(service.deps, row, 9), applyChunk(service.deps, row, 9)])
    await applyLots(service.deps)
    await applyLots(service.deps)
    expect(await findLot(service.deps.db, lot.id)).toMatchObject({ appliedAt: expect.any(Date) })
    const decisions = await rowsOf(service, sql`select draft_id from decisions where lot_id = ${lot.id}::uuid`)
    expect(new Set(decisions.map((decision) => decision['draft_id'])).size).toBe(40)
    expect(decisions).toHaveLength(40)
  })
})

test('what a decision has not reached when its campaign is cancelled is not sent', async () => {
  const campaign = await aCampaign(12)
  const lot = await anOpenLot(service, campaign)
  await judgeAll(service, lot.id)
  const [max] = await rowsOf(service, sql`select id from principals where name = 'max'`)
  await rowsOf(
    service,
    sql`update lots set status = 'accepted', decided_by = ${max!['id']}::uuid, decided_at = now(), statistics = '{}' where id = ${lot.id}::uuid`,
  )
  await applyChunk(service.deps, (await findLot(service.deps.db, lot.id))!, 5)
  expect((await service.call('POST', `/v1/campaigns/${campaign}/cancel`)).status).toBe(200)
  await applyLots(service.deps)
  const { result } = (await asMax(service, 'GET', `/v1/lots/${lot.id}`)).body
  expect(result).toEqual({ approved: 5, waiting: 0, dropped: { campaign_cancelled: 7 } })
})

describe('the first bad draft', () => {
  test('stops the lot, is rejected, and is told with what it has in common with others', async () => {
    const campaign = await aCampaign()
    const lot = await anOpenLot(service, campaign)
    const real = (await samplesOf(service, lot.id)).filter((sample) => sample.planted_fault === null)
    const about = real.filter(({ stratum }) => stratum === 'personalized/research')
    const [good, bad] = about as [(typeof about)[0], (typeof about)[0]]
    const answers = await judgeAll(service, lot.id, ({ place }) => (place === bad.place ? 'bad' : 'good'))
    const last = answers.at(-1)
    expect(good.place).toBeLessThan(bad.place)
    expect(last).toMatchObject({
      verdict: 'bad',
      planted: null,
      draft: { id: bad.draft_id, customerId: bad.customer_id },
      lot: { status: 'stopped', stopReason: 'bad' },
      stop: { reason: 'bad', lookedAt: 39 },
    })
    const shared = new Map(last.stop.shared.map((one: any) => [`${one.what} ${one.value}`, one.drafts]))
    expect(shared.get('sentence the {{p1.name}} costs {{p1.price}}.')).toBe(29)
    expect(shared.get('product dw-1')).toBe(29)
    expect(shared.get('segment research')).toBe(29)
    expect(shared.get('arm personalized')).toBe(29)
    expect(last.stop.shared[0]).toMatchObject({ what: 'sentence', drafts: 29, judgedGood: 1 })
    expect((await asMax(service, 'GET', `/v1/drafts/${bad.draft_id}`)).body.status).toBe('rejected')
    const others = await rowsOf(
      service,
      sql`select status, count(*)::int as n from drafts where campaign_id = ${campaign}::uuid group by status order by status`,
    )
    expect(others.map(({ status, n }) => [status, n])).toEqual([
      ['ready_for_review', 39],
      ['rejected', 1],
    ])
    expect((await decideLot(service, lot.id)).body).toMatchObject({ type: '/problems/lot-ended' })
    expect((await asMax(service, 'GET', `/v1/lots/${lot.id}`)).body).toMatchObject({
      status: 'stopped',
      stop: { draftId: bad.draft_id },
      seed: expect.any(String),
    })
    const said = { place: last.place, verdict: 'bad', reason: 'wrong_fact' }
    const again = await asMax(service, 'POST', `/v1/lots/${lot.id}/verdicts`, said)
    expect(again.body).toMatchObject({ verdict: 'bad', draft: last.draft, lot: { status: 'stopped' } })

    // The next one is a further try, and has to be surer.
    const next = await anOpenLot(service, campaign)
    expect(next).toMatchObject({ attempt: 2, population: 39 })
    expect(next.sampleSize).toBe(sampleSize({ population: 39, maxBadShare: '0.1', confidence: '0.9', attempt: 2 }))
    expect(next.sampleSize).toBeGreaterThan(lot.sampleSize)
  })

  test('cannot be got round by editing, nor by giving the lot up', async () => {
    const campaign = await aCampaign()
    const lot = await anOpenLot(service, campaign)
    const shown = async (id: string) => {
      const { next } = (await asMax(service, 'GET', `/v1/lots/${id}/next`)).body
      return { next, sample: (await samplesOf(service, id)).find((one) => one.place === next?.place) }
    }
    // To the first place that is a draft.
    let { next, sample } = await shown(lot.id)
    while (sample!.planted_fault !== null) {
      await asMax(service, 'POST', `/v1/lots/${lot.id}/verdicts`, { place: next.place, verdict: 'bad', reason: 'tone' })
      ;({ next, sample } = await shown(lot.id))
    }
    await revise(sample!.draft_id, 1, PRODUCT_TEXT)
    const answer = (await asMax(service, 'GET', `/v1/lots/${lot.id}/next`)).body
    expect(answer).toMatchObject({ next: null, lot: { status: 'stopped', stopReason: 'changed' } })

    const second = await anOpenLot(service, campaign)
    expect(second.attempt).toBe(2)
    let seen = await shown(second.id)
    while (seen.sample!.planted_fault !== null) {
      const said = { place: seen.next.place, verdict: 'bad', reason: 'tone' }
      await asMax(service, 'POST', `/v1/lots/${second.id}/verdicts`, said)
      seen = await shown(second.id)
    }
    await asMax(service, 'POST', `/v1/lots/${second.id}/cancel`)
    const third = await anOpenLot(service, campaign)
    expect(third.attempt).toBe(3)
    const inIt = (await membersOfLot(service, third.id)).map((member) => member['draft_id'])
    expect(inIt).not.toContain(seen.sample!.draft_id)
    expect(inIt).not.toContain(sample!.draft_id)
  })
})

describe('how carefully is read', () => {
  test('shows: what was missed, how long it took, and a warning that everybody sees', async () => {
    const campaign = await aCampaign()
    const lot = await anOpenLot(service, campaign)
    const answers = await judgeAll(service, lot.id, () => 'good', 1)
    const missed = answers.filter(({ planted: fault }) => fault !== null)
    expect(missed[0].planted).toMatchObject({ found: false })
    const seenBy = async (key: string) => (await service.call('GET', `/v1/lots/${lot.id}`, { key })).body.reviewers
    const reviewers = await seenBy(service.keys.max)
    expect(reviewers).toEqual([
      {
        name: 'max',
        judged: answers.length,
        approved: answers.length,
        medianSeconds: 1,
        wordsPerMinute: expect.any(Number),
        planted: missed.length,
        missed: missed.length,
        warnings: ['too_fast', 'missed_faults', 'approved_everything'],
      },
    ])
    expect(await seenBy(service.keys.mia)).toEqual(reviewers)
    expect((await decideLot(service, lot.id)).status).toBe(200)
    const [{ statistics }] = (await rowsOf(service, sql`select statistics from lots where id = ${lot.id}::uuid`)) as any
    expect(statistics).toMatchObject({ missed: missed.length, reviewers: [{ warnings: expect.any(Array) }] })
  })

  test('what is to be judged does not tell whether it is a copy, and nothing of a copy is kept', async () => {
    const lot = await anOpenLot(service, await aCampaign())
    const samples = await samplesOf(service, lot.id)
    const keys = new Set<string>()
    for (let left = samples.length; left > 0; left--) {
      const { next } = (await asMax(service, 'GET', `/v1/lots/${lot.id}/next`)).body
      keys.add(Object.keys(next).toSorted().join())
      expect((await asMax(service, 'GET', `/v1/lots/${lot.id}/next`)).body.next).toEqual(next)
      await asMax(service, 'POST', `/v1/lots/${lot.id}/verdicts`, { place: next.place, verdict: 'good' })
    }
    expect(keys).toEqual(new Set(['facts,place,shownAt,slots,subject,text']))
    const rows = await rowsOf(service, sql`select * from lot_samples where lot_id = ${lot.id}::uuid`)
    expect(JSON.stringify(rows)).not.toMatch(/Ines|dB|Hello/)
  })
})

test('with a person who is erased go the copies of what was written to him or her, and the lot goes on without', async () => {
  const campaign = await aCampaign()
  const lot = await anOpenLot(service, campaign)
  const samples = await samplesOf(service, lot.id)
  const [copy] = planted(samples) as [(typeof samples)[0]]
  const erased = await service.call('DELETE', `/v1/customers/${copy.customer_id}`, { key: service.keys.admin })
  expect(erased.status).toBeLessThan(300)
  const places = (await judgeAll(service, lot.id)).map(({ place }) => place)
  expect(places).toEqual(samples.map(({ place }) => place).filter((place) => place !== copy.place))
  const { result } = (await decideLot(service, lot.id)).body
  expect(result).toEqual({ approved: 39, waiting: 0, dropped: { draft_not_decidable: 1 } })
  const kept = await rowsOf(
    service,
    sql`select * from lots l join lot_members m on m.lot_id = l.id where l.id = ${lot.id}::uuid`,
  )
  expect(JSON.stringify(kept)).not.toMatch(/Ines|example\.com/)
})

describe('who may', () => {
  test('judge and decide: a person who did not start the campaign, and was shown the text', async () => {
    const lot = await anOpenLot(service, await aCampaign(12))
    const as = (key: string, method: string, path: string, body?: unknown) =>
      service.call(method, `/v1/lots/${lot.id}/${path}`, { key, ...(body === undefined ? {} : { body }) })
    const { mia, bot, ana, max } = service.keys
    for (const [key, type] of [
      [mia, '/problems/four-eyes'],
      [bot, '/problems/only-humans-decide'],
      [ana, '/problems/forbidden'],
    ] as const) {
      expect((await as(key, 'GET', 'next')).body).toMatchObject({ status: 403, type })
      expect((await as(key, 'POST', 'verdicts', { place: 1, verdict: 'good' })).body).toMatchObject({ type })
      expect((await as(key, 'POST', 'decide')).body).toMatchObject({ type })
    }
    const judge = (body: object) => as(max, 'POST', 'verdicts', body)
    expect((await judge({ place: 1, verdict: 'good' })).body).toMatchObject({ type: '/problems/sample-not-shown' })
    expect((await judge({ place: 999, verdict: 'good' })).body).toMatchObject({ type: '/problems/sample-not-found' })
    expect((await judge({ place: 1, verdict: 'bad' })).status).toBe(400)
    await as(max, 'GET', 'next')
    const first = await judge({ place: 1, verdict: 'good' })
    expect(first.status).toBe(200)
    expect((await judge({ place: 1, verdict: 'good' })).body).toEqual(first.body)
    expect((await judge({ place: 1, verdict: 'bad', reason: 'tone' })).body).toMatchObject({
      type: '/problems/sample-judged',
    })
    const nobody = service.deps.newId()
    expect((await service.call('GET', `/v1/lots/${nobody}`)).body).toMatchObject({ type: '/problems/lot-not-found' })
    expect((await service.call('GET', `/v1/lots/${nobody}/next`)).body).toMatchObject({
      type: '/problems/lot-not-found',
    })
  })

  test('several at once: each is shown another text, and gets one that somebody has left lying for half an hour', async () => {
    const lot = await anOpenLot(service, await aCampaign(12))
    const zoe = (await issueKey(service.deps, { name: 'zoe', kind: 'human', roles: ['marketer'] })).key
    const next = async (key: string) => (await service.call('GET', `/v1/lots/${lot.id}/next`, { key })).body.next
    const [first, second] = [await next(service.keys.max), await next(zoe)]
    expect([first.place, second.place]).toEqual([1, 2])
    expect((await next(service.keys.max)).place).toBe(1)
    const asZoe = (place: number) =>
      service.call('POST', `/v1/lots/${lot.id}/verdicts`, { key: zoe, body: { place, verdict: 'good' } })
    expect((await asZoe(1)).body).toMatchObject({ type: '/problems/sample-not-shown' })
    expect((await asZoe(2)).status).toBe(200)
    expect((await next(zoe)).place).toBe(3)
    expect((await asZoe(3)).status).toBe(200)
    service.clock.forward(31 * 60)
    expect((await next(zoe)).place).toBe(1)
    expect((await asZoe(1)).status).toBe(200)
    const { reviewers } = (await asMax(service, 'GET', `/v1/lots/${lot.id}`)).body
    expect(reviewers.map(({ name, judged }: any) => [name, judged])).toEqual([['zoe', 3]])
  })

  test('of two who open a lot at once, one does', async () => {
    const campaign = await aCampaign(6)
    const open = () => asMax(service, 'POST', `/v1/campaigns/${campaign}/lots`, { maxBadShare: 0.1, confidence: 0.9 })
    const answers = await Promise.all([open(), open(), open()])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409])
  })
})
