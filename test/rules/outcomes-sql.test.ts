import { randomUUID } from 'node:crypto'
import { sql, type SQL } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { insertRow, NO_PRIVILEGE, openWorkbench, type Ways } from './direct-sql.ts'

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

const NOW = '2026-11-20T12:00:00Z'
const inOutbox = () => [draft.decide(), draft.mark('approved'), draft.deliver()]
const go = (...states: string[]): SQL[] => states.map((state) => draft.move(state))
const sent = () => [...inOutbox(), ...go('sending', 'sent')]
const told = (change: Record<string, unknown> = {}): SQL =>
  insertRow('outcomes', {
    id: randomUUID(),
    delivery_id: draft.deliveryId,
    channel: 'email',
    attempt: 1,
    type: 'bounced',
    bounce: 'soft',
    detail: {},
    source: bench.who('crm'),
    message_id: randomUUID(),
    principal_id: bench.who('crm'),
    is_early: false,
    occurred_at: NOW,
    received_at: NOW,
    ...change,
  })

describe('what is told of deliveries', () => {
  test('comes of what has left only', async () => {
    expect(await outcomeOf(...sent(), told())).toBe('accepted')
    expect(await outcomeOf(...inOutbox(), told())).toBe('outcomes_of_what_left')
    expect(await outcomeOf(...inOutbox(), told({ attempt: 0 }))).toBe('outcomes_of_what_left')
    expect(await outcomeOf(...sent(), told({ attempt: 2 }))).toBe('outcomes_of_what_left')
    expect(await outcomeOf(...sent(), told({ channel: 'sms' }))).toBe('outcomes_of_what_left')
    expect(await outcomeOf(...sent(), told({ delivery_id: randomUUID() }))).toBe('outcomes_of_what_left')
  })

  test('counts once', async () => {
    expect(await outcomeOf(...sent(), told({ message_id: 'm' }), told({ message_id: 'm' }))).toBe(
      'outcomes_counted_once',
    )
    const other = told({ message_id: 'm', source: 'mail' })
    expect(await outcomeOf(...sent(), told({ message_id: 'm' }), other)).toBe('accepted')
  })

  test('is codes and figures, never free text', async () => {
    const value = { amount: '649.00', currency: 'EUR' }
    for (const detail of [{}, { status: '5.1.1', reason: 'no-such-user' }, { reason: '30005' }, { value }]) {
      expect(await outcomeOf(...sent(), told({ detail })), JSON.stringify(detail)).toBe('accepted')
    }
    for (const detail of [
      { note: 'x' },
      { status: '550' },
      { status: 'Ines Roca' },
      { reason: 'ines@example.com' },
      { reason: 'She is away' },
      { value: { ...value, of: 'Ines' } },
      { value: { ...value, amount: 'much' } },
      { value: { ...value, currency: 'Ines' } },
    ]) {
      expect(await outcomeOf(...sent(), told({ detail })), JSON.stringify(detail)).toBe('outcomes_detail')
    }
  })

  test('is never changed or taken back', async () => {
    for (const statement of [
      sql`update outcomes set type = 'delivered', bounce = null`,
      sql`delete from outcomes`,
      sql`truncate outcomes`,
    ]) {
      expect(await outcomeOf(...sent(), told(), statement)).toBe(NO_PRIVILEGE)
    }
  })

  test('has a kind, and a bounce says which', async () => {
    expect(await outcomeOf(...sent(), told({ type: 'opened', bounce: null }))).toBe('outcomes_type')
    expect(await outcomeOf(...sent(), told({ bounce: null }))).toBe('outcomes_bounce')
    expect(await outcomeOf(...sent(), told({ bounce: 'medium' }))).toBe('outcomes_bounce')
    expect(await outcomeOf(...sent(), told({ type: 'clicked' }))).toBe('outcomes_bounce')
  })
})

describe('rule 7: what was sent goes out again only when its provider says that nothing arrived', () => {
  const REFUSED = 'deliveries_state_machine'

  test('with a key, and of this hand-over', async () => {
    expect(await outcomeOf(...sent(), ...go('queued'))).toBe(REFUSED)
    expect(await outcomeOf(...sent(), told(), ...go('queued'))).toBe('accepted')
    expect(await outcomeOf(...sent(), told({ source: 'mail', principal_id: null }), ...go('queued'))).toBe(REFUSED)
    for (const change of [
      { bounce: 'hard' },
      { type: 'complained', bounce: null },
      { type: 'delivered', bounce: null },
    ]) {
      expect(await outcomeOf(...sent(), told(change), ...go('queued'))).toBe(REFUSED)
    }
    const again = [...sent(), told(), ...go('queued', 'sending', 'sent')]
    expect(await outcomeOf(...again, ...go('queued'))).toBe(REFUSED)
    expect(await outcomeOf(...again, told(), ...go('queued'))).toBe(REFUSED)
    expect(await outcomeOf(...again, told({ attempt: 2 }), ...go('queued'))).toBe('accepted')
  })

  test('three times at most', async () => {
    const round = (attempt: number) => [told({ attempt }), ...go('queued', 'sending', 'sent')]
    const thrice = [...sent(), ...round(1), ...round(2), ...round(3)]
    expect(await outcomeOf(...thrice)).toBe('accepted')
    expect(await outcomeOf(...thrice, told({ attempt: 4 }), ...go('bounced'))).toBe('accepted')
    expect(await outcomeOf(...thrice, told({ attempt: 4 }), ...go('queued'))).toBe(REFUSED)
  })

  test('not once it was delivered, or may have been', async () => {
    for (const state of ['delivered', 'bounced', 'complained']) {
      expect(await outcomeOf(...sent(), told(), ...go(state, 'queued')), state).toBe(REFUSED)
    }
    const uncertain = [...inOutbox(), ...go('sending', 'uncertain'), told()]
    expect(await outcomeOf(...uncertain, ...go('queued'))).toBe('deliveries_resolved_by_human')
  })
})

describe('a suppression', () => {
  const suppression = (change: Record<string, unknown> = {}): SQL =>
    insertRow('suppressions', {
      id: randomUUID(),
      address_hash: 'a'.repeat(64),
      channel: 'email',
      reason: 'manual',
      created_at: NOW,
      ...change,
    })

  test('holds a hash and never an address', async () => {
    expect(await outcomeOf(suppression())).toBe('accepted')
    for (const address_hash of ['ines@example.com', '+34612345678', '', 'A'.repeat(64)]) {
      expect(await outcomeOf(suppression({ address_hash }))).toBe('suppressions_address_hash')
    }
    expect(await outcomeOf(suppression({ channel: 'fax' }))).toBe('suppressions_channel')
  })
})

describe('a paused sender', () => {
  const pause = (change: Record<string, unknown> = {}): SQL =>
    insertRow('sender_pauses', {
      id: randomUUID(),
      channel: 'email',
      paused_at: NOW,
      complaints: 3,
      sent: 9,
      ...change,
    })
  const resume = (who: string, reason: string | null = 'mended'): SQL =>
    sql`update sender_pauses set resumed_at = ${NOW}, resumed_by = ${bench.who(who)}, resume_reason = ${reason}`

  test('is paused once at a time', async () => {
    expect(await outcomeOf(pause(), pause())).toBe('sender_pauses_one_at_a_time')
    expect(await outcomeOf(pause(), pause({ channel: 'sms' }))).toBe('accepted')
    expect(await outcomeOf(pause({ channel: 'fax' }))).toBe('sender_pauses_channel')
    expect(await outcomeOf(pause(), resume('mia'), pause())).toBe('accepted')
  })

  test('is resumed once, by a human who says why', async () => {
    expect(await outcomeOf(pause(), resume('bot'))).toBe('sender_pauses_only_humans')
    expect(await outcomeOf(pause(), resume('crm'))).toBe('sender_pauses_only_humans')
    expect(await outcomeOf(pause(), resume('mia', null))).toBe('sender_pauses_resumed')
    expect(await outcomeOf(pause(), resume('mia'), resume('max'))).toBe('sender_pauses_over')
    const over = { resumed_at: NOW, resumed_by: bench.who('mia'), resume_reason: 'mended' }
    expect(await outcomeOf(pause(over))).toBe('sender_pauses_begin_open')
  })

  test('does not disappear, and what it was paused for stays', async () => {
    expect(await outcomeOf(pause(), sql`delete from sender_pauses`)).toBe(NO_PRIVILEGE)
    expect(await outcomeOf(pause(), sql`truncate sender_pauses`)).toBe(NO_PRIVILEGE)
    expect(await outcomeOf(pause(), sql`update sender_pauses set complaints = 0`)).toBe(NO_PRIVILEGE)
    expect(await outcomeOf(pause(), sql`update sender_pauses set channel = 'sms'`)).toBe(NO_PRIVILEGE)
  })
})
