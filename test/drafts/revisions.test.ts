import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deliver } from '../support/deliver.ts'
import { type Keys, startApp, type TestApp } from '../support/app.ts'
import { aDraft, approved, aShopper, openShop, rowsOf } from './shop.ts'

let service: TestApp
let draft: any
const act = (what: string, body: object, who: keyof Keys = 'ana') =>
  service.call('POST', `/v1/drafts/${draft.id}/${what}`, { key: service.keys[who], body })
const problem = (status: number, slug: string) => ({ status, body: { type: `/problems/${slug}`, status } })
const MINE = 'Hello {{customer.first_name}},\n\nyou can reply to this message.\n'

beforeAll(async () => {
  service = await startApp()
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(async () => {
  draft = await aDraft(service, (await aShopper(service)).id)
})

describe('an edit', () => {
  test('makes the next revision; the one before stays as it was', async () => {
    const before = await rowsOf(service, sql`select * from revisions where draft_id = ${draft.id}`)
    const answer = await act('revisions', { baseRevision: 1, subject: 'Quiet', body: MINE })
    expect(answer).toMatchObject({
      status: 201,
      body: { revision: 2, status: 'ready_for_review', content: { subject: 'Quiet', body: MINE }, claims: [] },
    })
    expect(answer.body.rendered.text).toMatch(/^Hello Ines,\n\nyou can reply to this message\.\n\n--\n/)
    expect(answer.body.digest).not.toBe(draft.digest)
    const after = await rowsOf(service, sql`select * from revisions where draft_id = ${draft.id} order by number`)
    expect(after[0]).toEqual(before[0])
    expect(after[1]).toMatchObject({ number: 2, origin: 'person' })
    expect(after[1]!['unsubscribe_token']).not.toBe(before[0]!['unsubscribe_token'])
  })

  test('without a subject keeps the one before', async () => {
    const answer = await act('revisions', { baseRevision: 1, body: MINE })
    expect(answer.body.content.subject).toBe(draft.content.subject)
  })

  test('of an approved message voids the approval: its delivery is cancelled and never leaves', async () => {
    const { delivery } = await approved(service, draft)
    expect((await act('revisions', { baseRevision: 1, body: MINE })).body).toMatchObject({
      revision: 2,
      status: 'ready_for_review',
    })
    service.clock.forward(11)
    await deliver(service.deps, { deliveryId: delivery.id })
    expect((await service.call('GET', `/v1/deliveries/${delivery.id}`)).body).toMatchObject({
      state: 'cancelled',
      attempts: 0,
    })
    const next = await approved(service, { id: draft.id, revision: 2 })
    expect(next.delivery.id).not.toBe(delivery.id)
  })

  test('comes too late when the message has left', async () => {
    const { delivery } = await approved(service, draft)
    service.clock.forward(11)
    await deliver(service.deps, { deliveryId: delivery.id })
    expect(await act('revisions', { baseRevision: 1, body: MINE })).toMatchObject(problem(409, 'delivery-left'))
    expect(await act('regenerate', {})).toMatchObject(problem(409, 'draft-not-editable'))
  })

  test('by the reviewer may be approved by the reviewer, and the decision says so', async () => {
    await act('revisions', { baseRevision: 1, body: MINE }, 'mia')
    await approved(service, { id: draft.id, revision: 2 })
    const [decision] = await rowsOf(service, sql`select own_edit from decisions where draft_id = ${draft.id}`)
    expect(decision).toEqual({ own_edit: true })
  })

  test('by somebody else does not', async () => {
    await act('revisions', { baseRevision: 1, body: MINE }, 'max')
    await approved(service, { id: draft.id, revision: 2 })
    const [decision] = await rowsOf(service, sql`select own_edit from decisions where draft_id = ${draft.id}`)
    expect(decision).toEqual({ own_edit: false })
  })

  test('by the requester still needs another person', async () => {
    draft = await aDraft(service, (await aShopper(service)).id, { key: service.keys.max })
    await act('revisions', { baseRevision: 1, body: MINE }, 'mia')
    expect(await act('approve', { revision: 2 }, 'max')).toMatchObject(problem(403, 'four-eyes'))
  })

  test('on a stale base is refused: of two at once, one counts', async () => {
    const answers = await Promise.all([
      act('revisions', { baseRevision: 1, body: MINE }, 'mia'),
      act('revisions', { baseRevision: 1, body: 'Another text.' }, 'max'),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409])
    expect(await act('revisions', { baseRevision: 1, body: MINE })).toMatchObject(problem(409, 'stale-revision'))
  })

  test.each(['string', ' String\n', 'STRING', '', ' \n'])('refuses the words %j', async (words) => {
    const inBody = await act('revisions', { baseRevision: 1, body: words })
    expect(inBody).toMatchObject({ status: 400, body: { errors: [{ pointer: '/body' }] } })
    const inSubject = await act('revisions', { baseRevision: 1, body: MINE, subject: words })
    expect(inSubject).toMatchObject({ status: 400, body: { errors: [{ pointer: '/subject' }] } })
    const inWish = await act('regenerate', { instruction: words })
    expect(inWish).toMatchObject({ status: 400, body: { errors: [{ pointer: '/instruction' }] } })
    const inRequest = await act('request-changes', { revision: 1, instruction: words }, 'mia')
    expect(inRequest).toMatchObject({ status: 400, body: { errors: [{ pointer: '/instruction' }] } })
  })
})

describe('a draft that was sent back', () => {
  test('with a wish is written anew with it, and can be approved', async () => {
    const wish = { revision: 1, instruction: 'Leave out the price.' }
    const asked = await act('request-changes', wish, 'mia')
    expect(asked).toMatchObject({ status: 200, body: { status: 'changes_requested', instruction: wish.instruction } })
    expect(await act('approve', { revision: 1 }, 'mia')).toMatchObject(problem(409, 'draft-not-decidable'))
    const again = await act('regenerate', {})
    expect(again).toMatchObject({ status: 201, body: { revision: 2, status: 'ready_for_review', instruction: null } })
    const kept = await rowsOf(
      service,
      sql`select number, instruction from revisions where draft_id = ${draft.id} order by number`,
    )
    expect(kept).toEqual([
      { number: 1, instruction: null },
      { number: 2, instruction: wish.instruction },
    ])
    await approved(service, again.body)
  })

  test('for good stays rejected', async () => {
    const no = { revision: 1, reason: 'privacy', note: 'She never told us that.' }
    expect(await act('reject', no, 'mia')).toMatchObject({ status: 200, body: { status: 'rejected' } })
    expect(await rowsOf(service, sql`select reason, note from decisions where draft_id = ${draft.id}`)).toEqual([
      { reason: no.reason, note: no.note },
    ])
    expect(await act('approve', { revision: 1 }, 'mia')).toMatchObject(problem(409, 'draft-not-decidable'))
    expect(await act('revisions', { baseRevision: 1, body: MINE })).toMatchObject(problem(409, 'draft-not-editable'))
    expect(await act('regenerate', {})).toMatchObject(problem(409, 'draft-not-editable'))
    expect(await act('withdraw', {}, 'mia')).toMatchObject(problem(409, 'draft-not-withdrawable'))
  })

  test('needs a reason that is on the list', async () => {
    expect(await act('reject', { revision: 1, reason: 'string' }, 'mia')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/reason' }] },
    })
  })
})

describe('who sees a draft', () => {
  test('agents see their own only; for them others’ are not there', async () => {
    const others = await aDraft(service, draft.customerId, { key: service.keys.mia })
    const { ana } = service.keys
    expect((await service.call('GET', `/v1/drafts/${draft.id}`, { key: ana })).status).toBe(200)
    const list = await service.call('GET', `/v1/drafts?customerId=${draft.customerId}`, { key: ana })
    expect(list.body.items.map(({ id }: { id: string }) => id)).toEqual([draft.id])
    draft = others
    const edit = { baseRevision: 1, body: MINE }
    for (const answer of [
      await service.call('GET', `/v1/drafts/${others.id}`, { key: ana }),
      await act('revisions', edit),
      await act('regenerate', {}),
    ]) {
      expect(answer).toMatchObject(problem(404, 'draft-not-found'))
    }
    // Not even to ask whether it is expired, stale or gone.
    expect(await act('revisions', { ...edit, baseRevision: 9 })).toMatchObject(problem(404, 'draft-not-found'))
  })

  test('marketers see all, newest first', async () => {
    const second = await aDraft(service, draft.customerId, { key: service.keys.bot })
    const list = await service.call('GET', `/v1/drafts?customerId=${draft.customerId}`)
    expect(list.body.items.map(({ id }: { id: string }) => id)).toEqual([second.id, draft.id])
    expect(list.body.items[0].requestedBy).toEqual({ name: 'bot', kind: 'ai_agent' })
  })

  test.each(['profiles', 'ingest', 'admin', 'auditor'] as const)('%s sees none', async (who) => {
    const { [who]: key } = service.keys
    expect(await service.call('GET', `/v1/drafts/${draft.id}`, { key })).toMatchObject(problem(403, 'forbidden'))
    expect(await service.call('GET', '/v1/drafts', { key })).toMatchObject(problem(403, 'forbidden'))
  })
})
