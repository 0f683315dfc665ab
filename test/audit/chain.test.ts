import { sql } from 'drizzle-orm'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { readHead, verifyAudit } from '../../src/audit/verify-audit.ts'
import { openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { eventsOf } from './audit-log.ts'

let service: TestApp | undefined
const current = () => service!
beforeEach(async () => {
  await service?.close()
  service = await startApp()
  await openShop(service)
  expect((await eventsOf(service)).length).toBeGreaterThan(12)
})
afterAll(() => service?.close())

/** What only who owns the database can do. */
const tamper = (statements: string) =>
  current().asOwner(
    `alter table audit_events disable trigger user; ${statements}; alter table audit_events enable trigger user`,
  )
const verified = (head?: string) => verifyAudit(current().deps.db, head === undefined ? undefined : readHead(head)!)

describe('a chain', () => {
  test('that nobody touched is whole', async () => {
    const report = await verified()
    expect(report).toMatchObject({ faults: [], faultCount: 0, unsealed: 0 })
    expect(report.head).toMatch(new RegExp(`^${report.events}:[0-9a-f]{64}$`))
    expect(await verified(report.head)).toEqual(report)
  })

  test.each([
    `at = at + interval '1 ms'`,
    `action = 'decision.made'`,
    `actor_id = gen_random_uuid()`,
    `subject_id = 'somebody-else'`,
    `customer_id = 'somebody-else'`,
    'revision = 99',
    `state = 'approve'`,
    `digest = 'sha256:0'`,
    'count = 7',
    `hash = repeat('a', 64)`,
    `previous = repeat('a', 64)`,
  ])('with a row that was changed by %s names it', async (change) => {
    await tamper(`update audit_events set ${change} where sequence = 5`)
    const { faults } = await verified()
    expect(faults).toContain('event 5 is not as it was sealed')
    // What follows a row is judged by what the row says of itself.
    expect(faults.length).toBeLessThanOrEqual(2)
    expect(faults.every((fault) => /^event [56] /.test(fault))).toBe(true)
  })

  test('with a row that was changed and sealed anew names the one after it', async () => {
    await tamper(`update audit_events set state = 'x', hash = encode(sha256(convert_to(previous || json_build_array(
      sequence, (extract(epoch from at) * 1000)::bigint, action, actor_id, subject_id, customer_id, revision, 'x', digest, count)::text,
      'UTF8')), 'hex') where sequence = 5`)
    expect((await verified()).faults).toEqual(['event 6 does not follow from event 5'])
  })

  test.each([
    ['sequence = 5', ['event 5 is missing']],
    ['sequence between 5 and 7', ['events 5 to 7 are missing']],
    ['sequence = 1', ['event 1 is missing']],
    ['sequence in (3, 8)', ['event 3 is missing', 'event 8 is missing']],
  ])('without the rows %s names them', async (where, faults) => {
    await tamper(`delete from audit_events where ${where}`)
    expect((await verified()).faults).toEqual(faults)
  })

  test('whose gap was closed by counting anew names the rows that moved', async () => {
    await tamper(
      `delete from audit_events where sequence = 5; update audit_events set sequence = sequence - 1 where sequence = 6`,
    )
    const { faults } = await verified()
    expect(faults).toEqual([
      'event 5 does not follow from event 4',
      'event 5 is not as it was sealed',
      'event 6 is missing',
    ])
  })

  test('in which two rows changed places names both', async () => {
    await tamper(`update audit_events set sequence = -sequence where sequence in (5, 6);
      update audit_events set sequence = 11 + sequence where sequence < 0`)
    const { faults } = await verified()
    expect(faults).toEqual(
      expect.arrayContaining(['event 5 is not as it was sealed', 'event 6 is not as it was sealed']),
    )
  })

  test('into which a row was put is not whole', async () => {
    await tamper(`insert into audit_events select max(sequence) + 1, now(), 'decision.made', null, null, null, null, null, null, null,
      (select hash from audit_events order by sequence desc limit 1), repeat('b', 64) from audit_events`)
    const { faults, events } = await verified()
    expect(faults).toEqual([`event ${events} is not as it was sealed`])
  })

  test('that was cut off at its end is found out by a head that was kept elsewhere', async () => {
    const { head, events } = await verified()
    await tamper(`delete from audit_events where sequence > 6`)
    expect((await verified()).faults).toEqual([])
    expect((await verified(head)).faults).toEqual([`event ${events} is gone: the chain was cut off`])
  })

  test('that was made anew as a whole is found out in the same way', async () => {
    const { head, events } = await verified()
    await tamper(`insert into audit_inbox (at, action, actor_id, subject_id, customer_id, revision, state, digest, count)
        select at, action, null, subject_id, customer_id, revision, state, digest, count from audit_events order by sequence;
      delete from audit_events; select seal_audit(1000)`)
    expect((await verified()).faults).toEqual([])
    expect((await verified(head)).faults).toEqual([
      `event ${events} is not the one that was known: the chain was made anew`,
    ])
  })

  test('with many faults counts them all and tells the first', async () => {
    await tamper(`update audit_events set count = 7; insert into audit_inbox (at, action) select now(), 'test' from generate_series(1, 30);
      select seal_audit(1000); update audit_events set count = 7`)
    const { faults, faultCount, events } = await verified()
    expect(faultCount).toBe(events)
    expect(faults).toHaveLength(20)
  })

  test('of names from all over the world has the same hashes in code and in the database', async () => {
    const subjects = ['Zoë "Ω" \\ /', 'a\tb\nc\u0001\u007f', '😀 漢字 \u2028', '', `it's`]
    for (const subject of subjects) {
      await current().deps.db
        .execute(sql`insert into offers (id, version, code, kind, value, terms, valid_from, valid_until, created_at, updated_at)
        values (${subject}, 1, 'X', 'percent', 1, 'x', now(), now() + interval '1 day', now(), now())`)
    }
    const told = (await eventsOf(current())).filter(({ action }) => action === 'offer.set')
    expect(told.map(({ subjectId }) => subjectId)).toEqual(subjects)
    expect((await verified()).faults).toEqual([])
  })
})

test('a head is a sequence and a hash', () => {
  expect(readHead(`12:${'a'.repeat(64)}`)).toEqual({ sequence: 12, hash: 'a'.repeat(64) })
  for (const text of ['', '12', `x:${'a'.repeat(64)}`, `12:${'A'.repeat(64)}`, `12:${'a'.repeat(63)}`]) {
    expect(readHead(text)).toBeNull()
  }
})

test('events wait in the inbox until they are sealed, and are counted', async () => {
  await current().call('POST', '/v1/suppressions', {
    body: { channel: 'email', address: 'wait@shop.example', reason: 'manual' },
  })
  const [waiting] = await rowsOf(current(), sql`select count(*)::int as count from audit_inbox`)
  expect((await verified()).unsealed).toBe(waiting!['count'])
  await eventsOf(current())
  expect((await verified()).unsealed).toBe(0)
})
