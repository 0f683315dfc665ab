import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { GENERATION_LEASE_SECONDS } from '../../src/drafts/draft.ts'
import { generateQueued, sweepDrafts } from '../../src/drafts/sweep.ts'
import type { Answer as Message } from '../../src/llm/answer.ts'
import { type Keys, startApp, type TestApp } from '../support/app.ts'
import { aModel, failsWith, type ModelTurn, says } from '../support/model.ts'
import { aDraft, approved, aShopper, openShop, rowsOf } from './shop.ts'

const LETTER: Message = { subject: 'Hello', body: 'Hello {{customer.first_name}}, you can reply to this.', claims: [] }

/** What the model does next; LETTER when nothing is planned. */
const plan: ModelTurn[] = []
/** Where work ends, as if the process did: what follows does not run, what is not committed is gone. */
let endsAt: string | null = null
let service: TestApp
let draft: any
let keys = 0

beforeAll(async () => {
  const model = aModel([
    async (call) => {
      const turn = plan.shift() ?? LETTER
      return typeof turn === 'function' ? turn(call) : says(JSON.stringify(turn))
    },
  ])
  const failpoint = async (step: string): Promise<void> => {
    if (step === endsAt) throw new Error('the end')
  }
  service = await startApp({ model, failpoint })
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(async () => {
  endsAt = null
  draft = await aDraft(service, (await aShopper(service)).id)
})

const act = (what: string, body: object, who: keyof Keys = 'mia', key?: string) =>
  service.call('POST', `/v1/drafts/${draft.id}/${what}`, {
    key: service.keys[who],
    body,
    headers: key === undefined ? {} : { 'idempotency-key': key },
  })
const read = async () => (await service.call('GET', `/v1/drafts/${draft.id}`)).body
const problem = (status: number, slug: string) => ({ status, body: { type: `/problems/${slug}` } })
const count = async (table: 'decisions' | 'revisions'): Promise<number> =>
  (await rowsOf(service, sql`select 1 from ${sql.identifier(table)} where draft_id = ${draft.id}`)).length

describe.each([
  ['reject', { revision: 1, reason: 'tone', note: 'Too pushy.' }, { note: 'Too short.' }],
  ['reject', { revision: 1, reason: 'tone' }, { reason: 'privacy' }],
  ['request-changes', { revision: 1, instruction: 'Shorter.' }, { instruction: 'Longer.' }],
])('%s %o', (what, body, otherWords) => {
  test('said again by the same person is answered the same, and is one decision', async () => {
    const first = await act(what, body)
    expect(first.status).toBe(200)
    expect(await act(what, body)).toMatchObject({ status: 200, body: first.body })
    expect(await count('decisions')).toBe(1)
  })

  test('cut off after it was stored, and sent again under its key, is answered as done', async () => {
    endsAt = 'decision.committed'
    expect((await act(what, body, 'mia', `decide-${++keys}`)).status).toBe(500)
    endsAt = null
    expect((await act(what, body, 'mia', `decide-${keys}`)).status).toBe(200)
    expect(await count('decisions')).toBe(1)
  })

  test('is not said again by somebody else, in other words, or once it no longer holds', async () => {
    await act(what, body)
    expect(await act(what, body, 'max')).toMatchObject(problem(409, 'draft-not-decidable'))
    expect(await act(what, { ...body, ...otherWords })).toMatchObject(problem(409, 'draft-not-decidable'))
    expect(await count('decisions')).toBe(1)
    if (what === 'reject') return
    await act('revisions', { baseRevision: 1, body: 'Hello.' })
    expect(await act(what, body)).toMatchObject(problem(409, 'stale-revision'))
  })
})

describe('taking an approval back', () => {
  test('cut off after it was stored, and sent again, is answered as done', async () => {
    const { delivery } = await approved(service, draft)
    endsAt = 'withdrawal.committed'
    expect((await act('withdraw', {})).status).toBe(500)
    endsAt = null
    expect(await act('withdraw', {})).toMatchObject({ status: 200, body: { status: 'ready_for_review' } })
    expect((await service.call('GET', `/v1/deliveries/${delivery.id}`)).body.state).toBe('cancelled')
  })

  test('of another revision than the approved one is no repeat', async () => {
    await approved(service, draft)
    await act('revisions', { baseRevision: 1, body: 'Hello.' })
    expect(await act('withdraw', {})).toMatchObject(problem(409, 'draft-not-withdrawable'))
  })
})

describe('an edit', () => {
  const edit = { baseRevision: 1, body: 'Hello.\r\nYou can reply.' }

  test.each([edit, { ...edit, subject: 'Quiet' }])(
    'cut off after it was stored is found, not stale: %o',
    async (words) => {
      endsAt = 'revision.committed'
      expect((await act('revisions', words, 'ana')).status).toBe(500)
      endsAt = null
      expect(await act('revisions', words, 'ana')).toMatchObject({ status: 201, body: { revision: 2 } })
      expect(await count('revisions')).toBe(2)
    },
  )

  test.each([{ body: 'Hi.' }, { subject: 'Loud' }])(
    'with other words %o, or of somebody else, is stale',
    async (other) => {
      expect((await act('revisions', edit, 'ana')).status).toBe(201)
      expect(await act('revisions', { ...edit, ...other }, 'ana')).toMatchObject(problem(409, 'stale-revision'))
      expect(await act('revisions', edit, 'mia')).toMatchObject(problem(409, 'stale-revision'))
      expect(await count('revisions')).toBe(2)
    },
  )

  test('is stale when the model has written the same words', async () => {
    await act('regenerate', {})
    const again = { baseRevision: 1, subject: LETTER.subject, body: LETTER.body }
    expect(await act('revisions', again, 'ana')).toMatchObject(problem(409, 'stale-revision'))
  })
})

describe('a second writing under its key', () => {
  test('that was written before its process died is found, and written once', async () => {
    endsAt = 'draft.written'
    expect((await act('regenerate', {}, 'mia', `again-${++keys}`)).status).toBe(503)
    endsAt = null
    expect(await act('regenerate', {}, 'mia', `again-${keys}`)).toMatchObject({ status: 201, body: { revision: 2 } })
    expect(await count('revisions')).toBe(2)
    expect((await act('regenerate', {}, 'mia', `again-${++keys}`)).body.revision).toBe(3)
  })

  test('that was begun before its process died is not begun again: another one finishes it', async () => {
    endsAt = 'draft.begun'
    expect((await act('regenerate', {}, 'mia', `again-${++keys}`)).status).toBe(500)
    endsAt = null
    expect(await act('regenerate', {}, 'mia', `again-${keys}`)).toMatchObject({
      status: 202,
      body: { status: 'generating', revision: 1 },
    })
    service.clock.forward(GENERATION_LEASE_SECONDS + 1)
    await sweepDrafts(service.deps)
    await generateQueued(service.deps, { draftId: draft.id })
    expect(await read()).toMatchObject({ status: 'ready_for_review', revision: 2 })
  })

  test('that failed is begun anew', async () => {
    plan.push(failsWith(401))
    expect((await act('regenerate', {}, 'mia', `again-${++keys}`)).status).toBe(503)
    expect(await act('regenerate', {}, 'mia', `again-${keys}`)).toMatchObject({ status: 201, body: { revision: 2 } })
  })
})

describe('a second writing that fails leaves the draft as it was', () => {
  const fail = async () => {
    plan.push(failsWith(401))
    expect((await act('regenerate', { instruction: 'Longer.' })).status).toBe(503)
    return read()
  }

  test('waiting for review', async () => {
    expect(await fail()).toMatchObject({ status: 'ready_for_review', instruction: null, failure: '/problems/llm-auth' })
    await approved(service, draft)
  })

  test('blocked', async () => {
    const blocked = await act('revisions', { baseRevision: 1, body: 'Only 1.00 EUR today!' })
    expect(blocked.body.status).toBe('blocked')
    expect(await fail()).toMatchObject({ status: 'blocked', instruction: null })
  })

  test('sent back, with the wish of the reviewer', async () => {
    await act('request-changes', { revision: 1, instruction: 'Shorter.' })
    expect(await fail()).toMatchObject({ status: 'changes_requested', instruction: 'Shorter.' })
  })

  test('edited since it was sent back', async () => {
    await act('request-changes', { revision: 1, instruction: 'Shorter.' })
    await act('revisions', { baseRevision: 1, body: 'Hello.' })
    expect(await fail()).toMatchObject({ status: 'ready_for_review', revision: 2, instruction: null })
  })
})
