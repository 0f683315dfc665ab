import { randomUUID } from 'node:crypto'
import { sql, type SQL } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DeliveryState } from '../../src/delivery/delivery.ts'
import { rowsOf } from '../drafts/shop.ts'
import { anotherLike, copyRow, insertRow, NO_PRIVILEGE, openWorkbench, type Ways } from './direct-sql.ts'

let bench: Awaited<ReturnType<typeof openWorkbench>>
let draft: Ways
const outcomeOf = (...statements: SQL[]) => bench.outcomeOf(...statements)

beforeAll(async () => {
  bench = await openWorkbench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  draft = await bench.aDraft()
})

describe('rule 1: nothing is sent without a human’s yes to exactly that digest', () => {
  const approved = () => [draft.decide(), draft.mark('approved')]

  test('a delivery on a decision on a revision is accepted', async () => {
    expect(await outcomeOf(...approved(), draft.deliver())).toBe('accepted')
    expect(await outcomeOf(...approved(), draft.deliver({ state: 'held' }))).toBe('accepted')
  })

  test.each([
    ['without a decision', { decision_id: null }, '23502'],
    ['on a decision that is not there', { decision_id: randomUUID() }, 'deliveries_decision'],
    ['with another digest', { digest: `sha256:${'f'.repeat(64)}` }, 'deliveries_decision'],
    ['without a digest', { digest: null }, '23502'],
    ['of another revision', { revision: 2 }, 'deliveries_current_approval'],
    ['with another verdict', { verdict: 'reject' }, 'deliveries_approved'],
    ['without a verdict', { verdict: null }, '23502'],
    ['by another channel', { channel: 'call' }, 'deliveries_match_draft'],
    ['for another purpose', { purpose: 'service' }, 'deliveries_match_draft'],
    ['in a campaign that is none', { campaign_id: randomUUID() }, 'campaigns_cancelled'],
    ['that was tried before', { attempts: 1 }, 'deliveries_begin_queued'],
  ])('a delivery %s is refused', async (_, change, refusal) => {
    expect(await outcomeOf(...approved(), draft.deliver(change))).toBe(refusal)
  })

  test.each(DeliveryState.options.filter((state) => state !== 'queued' && state !== 'held'))(
    'a delivery that begins as %s is refused',
    async (state) => {
      const change = { state, lease_until: state === 'sending' ? '2026-11-20T12:00:00Z' : null }
      expect(await outcomeOf(...approved(), draft.deliver(change))).toBe('deliveries_begin_queued')
    },
  )

  test('a delivery to another customer is refused', async () => {
    const other = await bench.aDraft()
    const outcome = await outcomeOf(...approved(), draft.deliver({ customer_id: other.customerId }))
    expect(outcome).toBe('deliveries_match_draft')
  })

  test('a delivery of another draft than the approved one is refused', async () => {
    const other = await bench.aDraft()
    const swapped = draft.deliver({ draft_id: other.id, customer_id: other.customerId, digest: other.digest })
    expect(await outcomeOf(...approved(), swapped)).toBe('deliveries_current_approval')
    expect(await outcomeOf(...approved(), other.mark('approved'), swapped)).toBe('deliveries_decision')
  })

  test.each([
    ['reject', { verdict: 'reject', reason: 'tone' }],
    ['request_changes', { verdict: 'request_changes' }],
  ])('a delivery on the verdict %s is refused', async (_, change) => {
    const statements = [draft.decide(change), draft.mark('approved')]
    expect(await outcomeOf(...statements)).toBe('accepted')
    expect(await outcomeOf(...statements, draft.deliver())).toBe('deliveries_decision')
  })

  test('a delivery of a draft that is not approved is refused, whatever was decided once', async () => {
    expect(await outcomeOf(draft.decide(), draft.deliver())).toBe('deliveries_current_approval')
    const outcome = await outcomeOf(draft.decide(), draft.mark('rejected'), draft.deliver())
    expect(outcome).toBe('deliveries_current_approval')
  })

  test('a decision brings one delivery, also when that was cancelled', async () => {
    const second = draft.deliver({ id: randomUUID() })
    expect(await outcomeOf(...approved(), draft.deliver(), second)).toMatch(/^deliveries_one_per_(decision|draft)$/)
    const outcome = await outcomeOf(...approved(), draft.deliver(), draft.move('cancelled'), second)
    expect(outcome).toBe('deliveries_one_per_decision')
  })

  test('after a cancelled delivery the next yes brings the next delivery', async () => {
    const next = randomUUID()
    const outcome = await outcomeOf(
      ...approved(),
      draft.deliver(),
      draft.move('cancelled'),
      draft.mark('ready_for_review'),
      draft.decide({ id: next }),
      draft.mark('approved'),
      draft.deliver({ id: randomUUID(), decision_id: next }),
    )
    expect(outcome).toBe('accepted')
  })

  test('a draft cannot begin as approved, nor with a revision that nobody wrote', async () => {
    const begin = (change: object) => copyRow('drafts', sql`original.id = ${draft.id}`, { id: randomUUID(), ...change })
    expect(await outcomeOf(begin({ current_revision: 0, status: 'failed' }))).toBe('accepted')
    expect(await outcomeOf(begin({ current_revision: 0, status: 'approved' }))).toBe('drafts_begin_empty')
    expect(await outcomeOf(begin({ current_revision: 1, status: 'failed' }))).toBe('drafts_begin_empty')
  })

  test('a decision on a digest that was never written is refused', async () => {
    expect(await outcomeOf(draft.decide({ digest: `sha256:${'f'.repeat(64)}` }))).toBe('decisions_revision')
    expect(await outcomeOf(draft.decide({ draft_id: randomUUID() }))).toBe('decisions_revision')
    expect(await outcomeOf(draft.decide({ revision: 2 }))).toBe('decisions_current_revision')
  })

  test('one word at a time: nothing is decided over a standing approval', async () => {
    const again = { id: randomUUID(), principal_id: bench.who('max') }
    const reopened = [draft.decide(), draft.mark('ready_for_review')]
    for (const change of [again, { ...again, verdict: 'reject', reason: 'tone' }]) {
      expect(await outcomeOf(...reopened, draft.decide(change))).toBe('decisions_one_standing_approval')
    }
    const rejected = draft.decide({ ...again, verdict: 'reject', reason: 'tone' })
    expect(await outcomeOf(rejected, draft.decide())).toBe('accepted')
  })

  test.each(['generating', 'changes_requested', 'approved', 'rejected', 'expired', 'superseded', 'failed'])(
    'a draft that is %s is not decided',
    async (status) => {
      expect(await outcomeOf(draft.mark(status), draft.decide())).toBe('decisions_open_draft')
    },
  )
})

const VERDICTS = [{ verdict: 'approve' }, { verdict: 'reject', reason: 'tone' }, { verdict: 'request_changes' }]

describe.each(VERDICTS)('rule 2: the requester and machines never decide: $verdict', (verdict) => {
  test.each([
    ['an AI agent with the role', 'bot', 'decisions_only_humans'],
    ['a system', 'crm', 'decisions_only_humans'],
    ['the requester', 'ana', 'decisions_only_marketers'],
    ['an administrator', 'root', 'decisions_only_marketers'],
    ['an auditor', 'olga', 'decisions_only_marketers'],
    ['another marketer', 'max', 'accepted'],
  ])('%s', async (_, name, outcome) => {
    expect(await outcomeOf(draft.decide({ ...verdict, principal_id: bench.who(name) }))).toBe(outcome)
  })

  test('the requester who is a marketer', async () => {
    const { other, statements } = anotherLike(draft, { requested_by: bench.who('mia') })
    expect(await outcomeOf(...statements, other.decide(verdict))).toBe('decisions_four_eyes')
    const byMax = other.decide({ ...verdict, principal_id: bench.who('max') })
    expect(await outcomeOf(...statements, byMax)).toBe('accepted')
  })

  test('nobody, and somebody who does not exist', async () => {
    expect(await outcomeOf(draft.decide({ ...verdict, principal_id: randomUUID() }))).toBe('decisions_only_humans')
    expect(await outcomeOf(draft.decide({ ...verdict, principal_id: null }))).toBe('decisions_only_humans')
  })

  test('a marketer whose key was revoked', async () => {
    const revoke = sql`update api_keys set revoked_at = now() where principal_id = ${bench.who('mia')}`
    expect(await outcomeOf(revoke, draft.decide(verdict))).toBe('decisions_only_marketers')
  })

  test('an AI agent, over tables of the session’s own that say otherwise', async () => {
    const shadows = [
      sql`create temporary table principals as select id, name, 'human'::text as kind from public.principals where name = 'bot'`,
      sql`create temporary table api_keys as select * from public.api_keys where false`,
      sql`create temporary table drafts as select * from public.drafts`,
    ]
    const byBot = draft.decide({ ...verdict, principal_id: bench.who('bot') })
    expect(await outcomeOf(...shadows, byBot)).toBe('decisions_only_humans')
    expect(await outcomeOf(...shadows, draft.decide(verdict))).toBe('accepted')
  })
})

describe('rule 2: who is who', () => {
  test('an own edit is marked as one', async () => {
    const second = { revision: 2, digest: `sha256:${'2'.repeat(64)}` }
    const edit = (name: string) => draft.revise({ author_id: bench.who(name) })
    expect(await outcomeOf(edit('mia'), draft.decide({ ...second, own_edit: true }))).toBe('accepted')
    expect(await outcomeOf(edit('mia'), draft.decide(second))).toBe('decisions_own_edit')
    expect(await outcomeOf(edit('max'), draft.decide(second))).toBe('accepted')
    expect(await outcomeOf(edit('max'), draft.decide({ ...second, own_edit: true }))).toBe('decisions_own_edit')
    expect(await outcomeOf(draft.decide({ own_edit: true }))).toBe('decisions_own_edit')
  })

  test.each([
    ['who asked for a draft', () => sql`update drafts set requested_by = ${bench.who('max')} where id = ${draft.id}`],
    ['for whom a draft is', () => sql`update drafts set customer_id = 'c-1' where id = ${draft.id}`],
    ['which revision is current', () => sql`update drafts set current_revision = 1 where id = ${draft.id}`],
    ['what a principal is', () => sql`update principals set kind = 'human' where id = ${bench.who('bot')}`],
    ['what a principal is called', () => sql`update principals set name = 'x' where id = ${bench.who('bot')}`],
    [
      'what a key may do',
      () => sql`update api_keys set roles = '{marketer}' where principal_id = ${bench.who('olga')}`,
    ],
    ['whose a key is', () => sql`update api_keys set principal_id = ${bench.who('bot')}`],
    ['that there is a principal', () => sql`delete from principals where id = ${bench.who('bot')}`],
    ['that there is a key', () => sql`delete from api_keys`],
    ['that there is a draft', () => sql`delete from drafts where id = ${draft.id}`],
  ])('%s never changes', async (_, statement) => {
    expect(await outcomeOf(statement())).toBe(NO_PRIVILEGE)
  })

  test('a name is one principal', async () => {
    const twin = (name: string) =>
      insertRow('principals', { id: randomUUID(), name, kind: 'human', created_at: '2026-11-20T12:00:00Z' })
    expect(await outcomeOf(twin('bot'))).toBe('principals_name_key')
    expect(await outcomeOf(twin('somebody new'))).toBe('accepted')
  })
})

describe('rule 6: a signal counts once', () => {
  const again = (change: object) =>
    copyRow('signals', sql`original.customer_id = ${draft.customerId}`, { id: randomUUID(), ...change })

  test('the same message of the same sender is refused; another message, sender or source is accepted', async () => {
    expect(
      await rowsOf(bench.service, sql`select 1 from signals where customer_id = ${draft.customerId}`),
    ).toHaveLength(1)
    expect(await outcomeOf(again({}))).toBe('signals_counted_once')
    expect(await outcomeOf(again({ occurred_at: '2026-01-01T00:00:00Z', type: 'purchase' }))).toBe(
      'signals_counted_once',
    )
    expect(await outcomeOf(again({ message_id: 'another' }))).toBe('accepted')
    expect(await outcomeOf(again({ principal_id: bench.who('crm') }))).toBe('accepted')
    expect(await outcomeOf(again({ source: 'another' }))).toBe('accepted')
    expect(await outcomeOf(again({ message_id: null }))).toBe('23502')
  })
})
