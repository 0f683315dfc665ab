import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deliver } from '../support/deliver.ts'
import { type Keys, startApp, type TestApp } from '../support/app.ts'
import { aBrand } from '../support/wire-examples.ts'
import { aDraft, approved, aShopper, openShop, rowsOf } from './shop.ts'

let service: TestApp
let draft: any
const decide = (what: string, body: object, who: keyof Keys = 'mia') =>
  service.call('POST', `/v1/drafts/${draft.id}/${what}`, { key: service.keys[who], body })
const problem = (status: number, slug: string) => ({ status, body: { type: `/problems/${slug}`, status } })
const current = async () => (await service.call('GET', `/v1/drafts/${draft.id}`)).body
const decisionsOf = (draftId: string) =>
  rowsOf(service, sql`select * from decisions where draft_id = ${draftId} order by created_at, id`)
const deliveriesOf = (draftId: string) =>
  rowsOf(service, sql`select * from deliveries where draft_id = ${draftId} order by created_at, id`)

beforeAll(async () => {
  service = await startApp()
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(async () => {
  draft = await aDraft(service, (await aShopper(service)).id)
})

const SAYINGS = {
  approve: { revision: 1 },
  reject: { revision: 1, reason: 'tone' },
  'request-changes': { revision: 1, instruction: 'Shorter.' },
}

describe.each(Object.entries(SAYINGS))('%s', (what, body) => {
  test.each([
    ['bot', 403, 'only-humans-decide'],
    ['ana', 403, 'forbidden'],
    ['admin', 403, 'forbidden'],
    ['auditor', 403, 'forbidden'],
    ['profiles', 403, 'forbidden'],
    ['ingest', 403, 'forbidden'],
  ] as const)('is refused to %s: %d %s', async (who, status, slug) => {
    expect(await decide(what, body, who)).toMatchObject(problem(status, slug))
    expect(await current()).toMatchObject({ status: 'ready_for_review' })
    expect(await decisionsOf(draft.id)).toEqual([])
  })

  test('is refused without a key and with an unknown one', async () => {
    for (const key of [null, 'fw_unknown']) {
      const answer = await service.call('POST', `/v1/drafts/${draft.id}/${what}`, { key, body })
      expect(answer).toMatchObject(problem(401, 'unauthorized'))
    }
  })

  test('is refused to whoever asked for the draft', async () => {
    draft = await aDraft(service, (await aShopper(service)).id, { key: service.keys.mia })
    expect(await decide(what, body, 'mia')).toMatchObject(problem(403, 'four-eyes'))
    expect(await decisionsOf(draft.id)).toEqual([])
    expect((await decide(what, body, 'max')).status).toBe(200)
  })

  test('is refused for a revision that is not the current one', async () => {
    for (const revision of [2, 99]) {
      expect(await decide(what, { ...body, revision })).toMatchObject(problem(409, 'stale-revision'))
    }
    await service.call('POST', `/v1/drafts/${draft.id}/revisions`, { body: { baseRevision: 1, body: 'Hello.' } })
    expect(await decide(what, body)).toMatchObject(problem(409, 'stale-revision'))
    expect(await decisionsOf(draft.id)).toEqual([])
  })

  test('is refused for a draft that does not exist', async () => {
    draft = { id: '019a0000-0000-7000-8000-000000000000' }
    expect(await decide(what, body)).toMatchObject(problem(404, 'draft-not-found'))
  })

  test('is refused when seven days went by', async () => {
    service.clock.forward(7 * 86_400)
    expect(await current()).toMatchObject({ status: 'expired' })
    expect(await decide(what, body)).toMatchObject(problem(409, 'draft-not-decidable'))
  })

  test.each([{}, { revision: '1' }, { revision: 0 }, { revision: 1.5 }, { ...body, force: true }, []])(
    'refuses the body %j',
    async (wrong) => {
      expect(await decide(what, wrong)).toMatchObject({ status: 400 })
    },
  )
})

describe('an approval', () => {
  test('keeps digest, person and time, and puts exactly that into the outbox', async () => {
    const answer = await approved(service, draft)
    expect(answer.draft).toMatchObject({ id: draft.id, status: 'approved', digest: draft.digest })
    expect(answer.delivery).toEqual({
      id: expect.any(String),
      state: 'queued',
      notBefore: new Date(service.clock.now.getTime() + 10_000).toISOString(),
    })
    const [decision, ...others] = await decisionsOf(draft.id)
    expect(others).toEqual([])
    expect(decision).toMatchObject({ verdict: 'approve', revision: 1, digest: draft.digest, own_edit: false })
    expect(await deliveriesOf(draft.id)).toMatchObject([
      { id: answer.delivery.id, decision_id: decision!['id'], digest: draft.digest, state: 'queued', attempts: 0 },
    ])
  })

  test('said again by the same person answers the same; by another one it is too late', async () => {
    const first = await approved(service, draft)
    expect(await approved(service, draft)).toEqual(first)
    expect(await decide('approve', { revision: 1 }, 'max')).toMatchObject(problem(409, 'draft-not-decidable'))
    expect(await decisionsOf(draft.id)).toHaveLength(1)
    expect(await deliveriesOf(draft.id)).toHaveLength(1)
  })

  test('said by two people at once counts once', async () => {
    const answers = await Promise.all([
      decide('approve', { revision: 1 }, 'mia'),
      decide('approve', { revision: 1 }, 'max'),
      decide('reject', { revision: 1, reason: 'other' }, 'max'),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
    expect(await decisionsOf(draft.id)).toHaveLength(1)
  })

  test('is refused while a finding blocks', async () => {
    const edit = await service.call('POST', `/v1/drafts/${draft.id}/revisions`, {
      key: service.keys.max,
      body: { baseRevision: 1, body: 'See https://evil.example/x' },
    })
    expect(edit.body).toMatchObject({ status: 'blocked', findings: [expect.objectContaining({ severity: 'block' })] })
    expect(await decide('approve', { revision: 2 })).toMatchObject(problem(422, 'draft-blocked'))
    expect((await decide('reject', { revision: 2, reason: 'wrong_fact' })).status).toBe(200)
  })

  test.each([
    ['no consent', { consents: [] }, 'no-consent'],
    ['a withdrawn consent', { consents: [consent('withdrawn')] }, 'no-consent'],
    ['no e-mail address', { email: undefined }, 'channel-unavailable'],
  ])('is refused to a customer with %s', async (_, change, slug) => {
    draft = await aDraft(service, (await aShopper(service, change)).id)
    expect(await decide('approve', { revision: 1 })).toMatchObject(problem(422, slug))
    expect(await current()).toMatchObject({ status: 'ready_for_review' })
    expect(await decisionsOf(draft.id)).toEqual([])
  })
})

test('without a brand nothing can be approved; with one, after another writing', async () => {
  const bare = service
  service = await startApp()
  try {
    draft = await aDraft(service, (await aShopper(service)).id)
    expect(draft.rendered.headers).not.toHaveProperty('From')
    expect(await decide('approve', { revision: 1 })).toMatchObject(problem(422, 'brand-incomplete'))
    await service.call('PUT', '/v1/brand', { body: aBrand() })
    expect(await decide('approve', { revision: 1 })).toMatchObject(problem(422, 'brand-incomplete'))
    expect((await decide('regenerate', {})).body).toMatchObject({ revision: 2, status: 'ready_for_review' })
    expect((await decide('approve', { revision: 2 })).status).toBe(200)
  } finally {
    await service.close()
    service = bare
  }
})

describe('taking an approval back', () => {
  test('cancels the delivery; the next approval is a new decision and a new delivery', async () => {
    const first = await approved(service, draft)
    expect((await decide('withdraw', {}, 'max')).body).toMatchObject({ status: 'ready_for_review', revision: 1 })
    expect(await deliveriesOf(draft.id)).toMatchObject([{ id: first.delivery.id, state: 'cancelled' }])
    const second = await approved(service, draft)
    expect(second.delivery.id).not.toBe(first.delivery.id)
    expect(await decisionsOf(draft.id)).toHaveLength(2)
    expect((await deliveriesOf(draft.id)).map(({ state }) => state).toSorted()).toEqual(['cancelled', 'queued'])
    service.clock.forward(11)
    await deliver(service.deps, { deliveryId: first.delivery.id })
    expect((await deliveriesOf(draft.id)).map(({ state }) => state).toSorted()).toEqual(['cancelled', 'queued'])
  })

  test('is refused to those who may not decide, and when nothing is approved', async () => {
    expect(await decide('withdraw', {})).toMatchObject(problem(409, 'draft-not-withdrawable'))
    await approved(service, draft)
    expect(await decide('withdraw', {}, 'bot')).toMatchObject(problem(403, 'only-humans-decide'))
    expect(await decide('withdraw', {}, 'ana')).toMatchObject(problem(403, 'forbidden'))
    expect(await current()).toMatchObject({ status: 'approved' })
  })

  test('comes too late when the message has left', async () => {
    const { delivery } = await approved(service, draft)
    service.clock.forward(11)
    await deliver(service.deps, { deliveryId: delivery.id })
    expect(await decide('withdraw', {})).toMatchObject(problem(409, 'delivery-left'))
    expect(await deliveriesOf(draft.id)).toMatchObject([{ state: 'sent' }])
    expect(await current()).toMatchObject({ status: 'approved' })
  })

  test('after the draft would have expired leaves seven days to decide again', async () => {
    service.clock.forward(6 * 86_400)
    await approved(service, draft)
    service.clock.forward(2 * 86_400)
    expect((await decide('withdraw', {})).body).toMatchObject({ status: 'ready_for_review' })
    expect((await decide('approve', { revision: 1 })).status).toBe(200)
  })
})

function consent(state: string) {
  return { channel: 'email', purpose: 'marketing', state, source: 'checkout', at: '2026-01-01T00:00:00Z' }
}
