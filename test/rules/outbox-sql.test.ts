import { randomUUID } from 'node:crypto'
import { sql, type SQL } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type DeliveryState, DeliveryState as States, HoldReason, SkipReason } from '../../src/delivery/delivery.ts'
import { rowsOf } from '../drafts/shop.ts'
import { campaignWays } from './campaign-rows.ts'
import { anotherLike, NO_PRIVILEGE, openWorkbench, type Ways } from './direct-sql.ts'

let bench: Awaited<ReturnType<typeof openWorkbench>>
let draft: Ways
const outcomeOf = (...statements: SQL[]) => bench.outcomeOf(...statements)
const inOutbox = (ways = draft) => [ways.decide(), ways.mark('approved'), ways.deliver()]

/** Which state may follow which. */
const NEXT_STATES: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  queued: ['sending', 'held', 'skipped', 'cancelled'],
  held: ['queued', 'sending', 'skipped', 'cancelled'],
  sending: ['sent', 'queued', 'failed', 'uncertain', 'handed_over'],
  uncertain: ['queued', 'sent', 'delivered', 'bounced', 'complained'],
  sent: ['delivered', 'bounced', 'complained'],
  delivered: ['bounced', 'complained'],
  handed_over: [],
  skipped: [],
  bounced: ['complained'],
  complained: [],
  failed: [],
  cancelled: [],
}

/** Every state and the shortest way from `queued` to it. */
const WAYS = new Map<DeliveryState, DeliveryState[]>([['queued', []]])
for (const [state, way] of WAYS) {
  for (const next of NEXT_STATES[state]) if (!WAYS.has(next)) WAYS.set(next, [...way, next])
}
const go = (...states: DeliveryState[]): SQL[] =>
  states.map((state, index) =>
    draft.move(state, state === 'queued' && states[index - 1] === 'uncertain' ? { resolvedBy: bench.who('mia') } : {}),
  )

beforeAll(async () => {
  bench = await openWorkbench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  draft = await bench.aDraft()
})

describe('rule 5: a customer gets a campaign at most once', () => {
  const campaign = randomUUID()
  /** Campaigns in which the customer is being written to. */
  const started = (...ids: string[]): SQL[] =>
    ids.flatMap((id) => campaignWays(id, bench.who('ana')).writingTo(draft.customerId))

  test('one draft of a customer in a campaign, unless it was superseded', async () => {
    const first = anotherLike(draft, { campaign_id: campaign })
    const second = anotherLike(draft, { campaign_id: campaign })
    const other = randomUUID()
    const elsewhere = anotherLike(draft, { campaign_id: other })
    const both = [...started(campaign, other), ...first.statements]
    expect(await outcomeOf(...both, ...elsewhere.statements)).toBe('accepted')
    expect(await outcomeOf(...both, ...second.statements)).toBe('drafts_once_per_campaign')
    const redrafted = [...both, first.other.mark('superseded'), ...second.statements]
    expect(await outcomeOf(...redrafted)).toBe('accepted')
    const outcome = await outcomeOf(...redrafted, first.other.mark('ready_for_review'))
    expect(outcome).toBe('drafts_once_per_campaign')
  })

  test('one delivery of a customer in a campaign, unless it was cancelled', async () => {
    const first = anotherLike(draft, { campaign_id: campaign })
    const second = anotherLike(draft, { campaign_id: campaign })
    const { other: one } = first
    const { other: two } = second
    const approval = [one.decide(), one.mark('approved'), one.deliver({ campaign_id: campaign })]
    const start = [...started(campaign), ...first.statements, ...approval]
    const redraft = [one.mark('superseded'), ...second.statements, two.decide(), two.mark('approved')]
    const deliver = two.deliver({ campaign_id: campaign })
    expect(await outcomeOf(...start, ...redraft, deliver)).toBe('deliveries_once_per_campaign')
    expect(await outcomeOf(...start, ...redraft, two.deliver())).toBe('deliveries_match_draft')
    expect(await outcomeOf(...start, one.move('cancelled'), ...redraft, deliver)).toBe('accepted')
    for (const way of [['skipped'], ['sending', 'sent'], ['sending', 'uncertain'], ['sending', 'failed']]) {
      const moves = way.map((state) => one.move(state))
      expect(await outcomeOf(...start, ...moves, ...redraft, deliver)).toBe('deliveries_once_per_campaign')
    }
  })

  test('a draft never moves into another campaign', async () => {
    expect(await outcomeOf(sql`update drafts set campaign_id = ${campaign}`)).toBe(NO_PRIVILEGE)
    expect(await outcomeOf(sql`update drafts set campaign_id = null`)).toBe(NO_PRIVILEGE)
  })
})

describe('rule 7: a delivery is handed over at most once', () => {
  test('every state can be reached', () => {
    expect([...WAYS.keys()].toSorted()).toEqual(States.options.toSorted())
  })

  test.each(States.options)('from %s it goes where the table says, and nowhere else', async (from) => {
    const way = WAYS.get(from)!
    for (const to of States.options) {
      const moves = to === from ? go(...way) : go(...way, to)
      const expected = to === from || NEXT_STATES[from].includes(to) ? 'accepted' : 'deliveries_state_machine'
      expect(await outcomeOf(...inOutbox(), ...moves), `${from} to ${to}`).toBe(expected)
    }
  })

  test('a state that does not exist is refused', async () => {
    expect(await outcomeOf(...inOutbox(), draft.move('done'))).toBe('deliveries_state_machine')
    expect(await outcomeOf(...inOutbox(), sql`update deliveries set state = null`)).toMatch(/23502|state_machine/)
  })

  test('each hand-over is counted, and has a lease', async () => {
    const send = (attempts: SQL, lease: SQL) =>
      sql`update deliveries set state = 'sending', attempts = ${attempts}, lease_until = ${lease}`
    expect(await outcomeOf(...inOutbox(), send(sql`1`, sql`now()`))).toBe('accepted')
    expect(await outcomeOf(...inOutbox(), send(sql`1`, sql`null`))).toBe('deliveries_lease')
    for (const attempts of [sql`0`, sql`2`, sql`-1`]) {
      expect(await outcomeOf(...inOutbox(), send(attempts, sql`now()`))).toBe('deliveries_attempts')
    }
    expect(await outcomeOf(...inOutbox(), sql`update deliveries set lease_until = now()`)).toBe('deliveries_lease')
  })

  test('what is handed over is handed over by somebody, who never changes, and nothing else is', async () => {
    const taker = sql`(select id from principals order by id limit 1)`
    const other = sql`(select id from principals order by id desc limit 1)`
    const change = (words: SQL) => sql`update deliveries set ${words}`
    const handedOver = [...inOutbox(), ...go('sending', 'handed_over')]
    expect(await outcomeOf(...handedOver)).toBe('accepted')
    for (const words of [
      sql`handed_over_by = ${taker}`,
      sql`state = 'sent', lease_until = null, handed_over_by = ${taker}`,
      sql`state = 'handed_over', lease_until = null`,
    ]) {
      expect(await outcomeOf(...inOutbox(), ...go('sending'), change(words))).toBe('deliveries_handed_over_by')
    }
    for (const words of [sql`handed_over_by = null`, sql`handed_over_by = ${other}`]) {
      const first = change(sql`state = 'handed_over', lease_until = null, sent_at = now(), handed_over_by = ${taker}`)
      const outcome = await outcomeOf(...inOutbox(), ...go('sending'), first, change(words))
      expect(outcome).toBe('deliveries_handed_over_by')
    }
  })

  test('nobody is passed over or kept waiting without a word on why', async () => {
    const turn = (state: string, reason: string | null) =>
      sql`update deliveries set state = ${state}, reason = ${reason}`
    for (const reason of SkipReason.options) {
      expect(await outcomeOf(...inOutbox(), turn('skipped', reason)), reason).toBe('accepted')
    }
    for (const reason of HoldReason.options) {
      expect(await outcomeOf(...inOutbox(), turn('held', reason)), reason).toBe('accepted')
    }
    for (const reason of [null, '', 'because', 'ines@example.com']) {
      expect(await outcomeOf(...inOutbox(), turn('skipped', reason))).toBe('deliveries_skip_reason')
      expect(await outcomeOf(...inOutbox(), turn('held', reason))).toBe('deliveries_hold_reason')
    }
    const emptied = sql`update deliveries set reason = null`
    expect(await outcomeOf(...inOutbox(), ...go('skipped'), emptied)).toBe('deliveries_skip_reason')
    expect(await outcomeOf(...inOutbox(), ...go('held'), emptied)).toBe('deliveries_hold_reason')
  })

  test('what reached somebody has a time, by which caps count it', async () => {
    const untimed = sql`update deliveries set sent_at = null`
    for (const way of [
      ['sending', 'sent'],
      ['sending', 'sent', 'delivered'],
      ['sending', 'handed_over'],
    ] as const) {
      expect(await outcomeOf(...inOutbox(), ...go(...way))).toBe('accepted')
      expect(await outcomeOf(...inOutbox(), ...go(...way), untimed)).toBe('deliveries_sent_at')
    }
    const arrived = sql`update deliveries set state = 'delivered'`
    expect(await outcomeOf(...inOutbox(), ...go('sending', 'uncertain'), arrived)).toBe('deliveries_sent_at')
  })

  test('nothing leaves once its approval was withdrawn', async () => {
    expect(await outcomeOf(...inOutbox(), ...go('sending'))).toBe('accepted')
    for (const status of ['ready_for_review', 'rejected', 'expired', 'superseded', 'changes_requested']) {
      const outcome = await outcomeOf(...inOutbox(), draft.mark(status), ...go('sending'))
      expect(outcome, status).toBe('deliveries_current_approval')
    }
    const held = await outcomeOf(...inOutbox(), ...go('held'), draft.mark('ready_for_review'), ...go('sending'))
    expect(held).toBe('deliveries_current_approval')
  })

  test('only a person lets go out again what may have gone out, and says so each time', async () => {
    const uncertain = [...inOutbox(), ...go('sending', 'uncertain')]
    const again = (name?: string) => draft.move('queued', name === undefined ? {} : { resolvedBy: bench.who(name) })
    expect(await outcomeOf(...uncertain, again('mia'))).toBe('accepted')
    expect(await outcomeOf(...uncertain, again())).toBe('deliveries_resolved_by_human')
    expect(await outcomeOf(...uncertain, again('bot'))).toBe('deliveries_resolved_by_human')
    expect(await outcomeOf(...uncertain, again('crm'))).toBe('deliveries_resolved_by_human')
    const twice = [...uncertain, again('mia'), ...go('sending', 'uncertain')]
    expect(await outcomeOf(...twice, again())).toBe('deliveries_resolved_by_human')
    expect(await outcomeOf(...twice, again('max'))).toBe('accepted')
    const prepared = sql`update deliveries set resolved_by = ${bench.who('mia')}`
    expect(await outcomeOf(...inOutbox(), prepared, ...go('sending', 'uncertain'), again())).toBe(
      'deliveries_resolved_by_human',
    )
  })

  test('what was approved cannot be exchanged on its way', async () => {
    const free = [
      'state',
      'reason',
      'attempts',
      'not_before',
      'lease_until',
      'provider_message_id',
      'resolved_by',
      'handed_over_by',
      'sent_at',
      'updated_at',
    ]
    const columns = await rowsOf(
      bench.service,
      sql`select column_name as name from information_schema.columns where table_name = 'deliveries'`,
    )
    const fixed = columns.map(({ name }) => name as string).filter((name) => !free.includes(name))
    expect(fixed).toEqual(expect.arrayContaining(['id', 'decision_id', 'draft_id', 'digest', 'customer_id']))
    const touch = (column: string) => sql`update deliveries set ${sql.identifier(column)} = ${sql.identifier(column)}`
    for (const column of fixed) expect(await outcomeOf(...inOutbox(), touch(column)), column).toBe(NO_PRIVILEGE)
    for (const column of free) expect(await outcomeOf(...inOutbox(), touch(column)), column).toBe('accepted')
  })

  test('no delivery disappears', async () => {
    expect(await outcomeOf(...inOutbox(), sql`delete from deliveries`)).toBe(NO_PRIVILEGE)
    expect(await outcomeOf(...inOutbox(), sql`truncate deliveries`)).toBe(NO_PRIVILEGE)
  })
})
