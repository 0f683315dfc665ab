import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENERATION_LEASE_SECONDS } from '../../src/drafts/draft.ts'
import { generateQueued, sweepDrafts } from '../../src/drafts/sweep.ts'
import type { Answer } from '../../src/llm/answer.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aModel, failsWith, type ModelTurn, says } from '../support/model.ts'
import { aDraft, approved, aShopper, openShop, rowsOf } from './shop.ts'

const LETTER: Answer = { subject: 'Hello', body: 'Hello {{customer.first_name}}, you can reply to this.', claims: [] }

/** What the model does next; LETTER when nothing is planned. */
const plan: ModelTurn[] = []
let service: TestApp

beforeAll(async () => {
  const model = aModel([
    async (call) => {
      const turn = plan.shift() ?? LETTER
      return typeof turn === 'function' ? turn(call) : says(JSON.stringify(turn))
    },
  ])
  service = await startApp({ model })
  await openShop(service)
})
afterAll(() => service.close())

const read = async (id: string) => (await service.call('GET', `/v1/drafts/${id}`)).body
const jobsFor = (id: string) =>
  rowsOf(service, sql`select id from pgboss.job where name = 'draft.generate' and data ->> 'draftId' = ${id}`)
const ask = async (prefer: string) =>
  service.call('POST', '/v1/drafts', {
    key: service.keys.ana,
    headers: { prefer },
    body: { customerId: (await aShopper(service)).id, channel: 'email' },
  })

describe('a draft asked for without waiting', () => {
  test.each(['respond-async', 'wait=5, respond-async', 'Respond-Async; foo=1'])('by Prefer: %s', async (prefer) => {
    const answer = await ask(prefer)
    expect(answer).toMatchObject({
      status: 202,
      headers: { location: `/v1/drafts/${answer.body.id}`, 'preference-applied': 'respond-async' },
      body: { status: 'generating', revision: 0, content: null, digest: null, findings: [] },
    })
    expect(await jobsFor(answer.body.id)).toHaveLength(1)
    await generateQueued(service.deps, { draftId: answer.body.id })
    const written = await service.call('GET', String(answer.headers['location']), { key: service.keys.ana })
    expect(written).toMatchObject({ status: 200, body: { status: 'ready_for_review', revision: 1 } })
    // The same job once more changes nothing.
    await generateQueued(service.deps, { draftId: answer.body.id })
    expect(await read(answer.body.id)).toEqual(written.body)
  })

  test.each(['return=minimal', 'respond-asynchronously', 'x-respond-async'])('not by Prefer: %s', async (prefer) => {
    expect(await ask(prefer)).toMatchObject({ status: 201, body: { status: 'ready_for_review' } })
  })

  test('nobody decides on it, edits it or takes it back before it is written', async () => {
    const { id } = (await ask('respond-async')).body
    const act = (what: string, body: object) => service.call('POST', `/v1/drafts/${id}/${what}`, { body })
    expect(await act('approve', { revision: 1 })).toMatchObject({ status: 409 })
    expect(await act('reject', { revision: 1, reason: 'tone' })).toMatchObject({ status: 409 })
    expect(await act('revisions', { baseRevision: 1, body: 'Hello.' })).toMatchObject({ status: 409 })
    expect(await act('regenerate', {})).toMatchObject({ status: 409 })
    expect(await act('withdraw', {})).toMatchObject({ status: 409 })
    expect(await read(id)).toMatchObject({ status: 'generating' })
  })
})

describe('a model that fails', () => {
  test('leaves a failed draft that says why; writing it again mends it', async () => {
    plan.push(failsWith(401))
    const { id: customerId } = await aShopper(service)
    const answer = await service.call('POST', '/v1/drafts', { body: { customerId, channel: 'email' } })
    expect(answer).toMatchObject({ status: 503, body: { type: '/problems/llm-auth' } })
    const { items } = (await service.call('GET', `/v1/drafts?customerId=${customerId}&status=failed`)).body
    expect(items).toMatchObject([{ revision: 0, content: null, failure: '/problems/llm-auth' }])
    // Long after its seven days, too: what is written anew waits for a decision anew.
    service.clock.forward(8 * 86_400)
    const again = await service.call('POST', `/v1/drafts/${items[0].id}/regenerate`, { body: {} })
    expect(again).toMatchObject({ status: 201, body: { revision: 1, status: 'ready_for_review', failure: null } })
  })

  test('at a second writing leaves the words that were there', async () => {
    const draft = await aDraft(service, (await aShopper(service)).id)
    const act = (what: string, body: object) => service.call('POST', `/v1/drafts/${draft.id}/${what}`, { body })
    plan.push(failsWith(401))
    expect((await act('regenerate', { instruction: 'Shorter.' })).status).toBe(503)
    expect(await read(draft.id)).toMatchObject({
      status: 'ready_for_review',
      revision: 1,
      content: draft.content,
      instruction: null,
      failure: '/problems/llm-auth',
    })
    const edit = await act('revisions', { baseRevision: 1, body: 'Hello.' })
    expect(edit.body).toMatchObject({ status: 'ready_for_review', revision: 2, failure: null, instruction: null })
    await approved(service, edit.body)
  })
})

test('no transaction is open while the model thinks', async () => {
  const asked = (await ask('respond-async')).body
  // A row that a transaction still held could not be locked; on one connection even the question would never end.
  const look = async () => {
    const free = service.deps.db.transaction((tx) =>
      tx.execute(sql`select 1 from drafts d, customers c where d.id = ${asked.id} and c.id = d.customer_id
        for update nowait`),
    )
    const timeout = new Promise((_, reject) =>
      setTimeout(() => reject(new Error('a transaction is open')), 5000).unref(),
    )
    await Promise.race([free, timeout])
    return says(JSON.stringify(LETTER))
  }
  plan.push(look, look)
  await generateQueued(service.deps, { draftId: asked.id })
  expect(await read(asked.id)).toMatchObject({ status: 'ready_for_review', revision: 1 })
  expect((await service.call('POST', `/v1/drafts/${asked.id}/regenerate`, { body: {} })).status).toBe(201)
  expect(plan).toEqual([])
})

describe('a writer that died', () => {
  const passLease = () => service.clock.forward(GENERATION_LEASE_SECONDS + 1)

  test('is not missed before its lease ran out', async () => {
    const { id } = (await ask('respond-async')).body
    service.clock.forward(GENERATION_LEASE_SECONDS - 1)
    await sweepDrafts(service.deps)
    expect(await jobsFor(id)).toHaveLength(1)
    await generateQueued(service.deps, { draftId: id })
  })

  test('is followed by another one', async () => {
    const { id } = (await ask('respond-async')).body
    passLease()
    await sweepDrafts(service.deps)
    await sweepDrafts(service.deps)
    expect(await jobsFor(id)).toHaveLength(2)
    await generateQueued(service.deps, { draftId: id })
    expect(await read(id)).toMatchObject({ status: 'ready_for_review', revision: 1 })
  })

  test('three times ends the draft as failed', async () => {
    const { id } = (await ask('respond-async')).body
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(await read(id)).toMatchObject({ status: 'generating' })
      passLease()
      await sweepDrafts(service.deps)
    }
    expect(await read(id)).toMatchObject({ status: 'failed', failure: '/problems/generation-failed' })
    expect(await jobsFor(id)).toHaveLength(3)
  })

  test('only seemed dead: what comes second changes nothing', async () => {
    const { id } = (await ask('respond-async')).body
    plan.push(async (call) => {
      // While the first one thinks, it is taken for dead, and another one writes.
      expect(call.prompt.length).toBeGreaterThan(0)
      passLease()
      await sweepDrafts(service.deps)
      await generateQueued(service.deps, { draftId: id })
      return says(JSON.stringify({ ...LETTER, subject: 'Too late' }))
    })
    await generateQueued(service.deps, { draftId: id })
    expect(await read(id)).toMatchObject({ revision: 1, content: { subject: 'Hello' } })
  })

  test('only seemed dead: its failure comes too late as well', async () => {
    const { id } = (await ask('respond-async')).body
    plan.push(async (call) => {
      passLease()
      await sweepDrafts(service.deps)
      await generateQueued(service.deps, { draftId: id })
      return failsWith(401)(call)
    })
    await expect(generateQueued(service.deps, { draftId: id })).rejects.toMatchObject({ type: '/problems/llm-auth' })
    expect(await read(id)).toMatchObject({ status: 'ready_for_review', revision: 1, failure: null })
  })
})

test('nobody decides for seven days: the draft expires', async () => {
  const draft = await aDraft(service, (await aShopper(service)).id)
  const kept = await aDraft(service, draft.customerId)
  await approved(service, kept)
  service.clock.forward(7 * 86_400 - 1)
  await sweepDrafts(service.deps)
  expect(await read(draft.id)).toMatchObject({ status: 'ready_for_review' })
  service.clock.forward(1)
  // Shown at once, stored by the next sweep.
  expect(await read(draft.id)).toMatchObject({ status: 'expired' })
  await sweepDrafts(service.deps)
  expect(await rowsOf(service, sql`select status from drafts where id = ${draft.id}`)).toEqual([{ status: 'expired' }])
  expect(await read(kept.id)).toMatchObject({ status: 'approved' })
})
