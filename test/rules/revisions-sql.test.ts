import { sql, type SQL } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { approved, rowsOf } from '../drafts/shop.ts'
import { NO_PRIVILEGE, openWorkbench, type Ways } from './direct-sql.ts'

let bench: Awaited<ReturnType<typeof openWorkbench>>
let draft: Ways
const outcomeOf = (...statements: SQL[]) => bench.outcomeOf(...statements)
const columnsOf = async (table: string): Promise<string[]> => {
  const rows = await rowsOf(
    bench.service,
    sql`select column_name from information_schema.columns where table_schema = 'public' and table_name = ${table}`,
  )
  return rows.map((row) => row['column_name'] as string)
}
const touch = (table: string, column: string): SQL =>
  sql`update ${sql.identifier(table)} set ${sql.identifier(column)} = ${sql.identifier(column)}`

beforeAll(async () => {
  bench = await openWorkbench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  draft = await bench.aDraft()
})

describe('rule 3: a revision never changes', () => {
  test('no column of a revision or a decision can be written to, not even with what stands there', async () => {
    for (const table of ['revisions', 'decisions']) {
      const columns = await columnsOf(table)
      expect(columns.length).toBeGreaterThan(10)
      for (const column of columns) expect(await outcomeOf(touch(table, column)), column).toBe(NO_PRIVILEGE)
    }
  })

  const CHANGES: [what: string, statement: () => SQL][] = [
    ['delete from revisions', () => sql`delete from revisions where draft_id = ${draft.id}`],
    ['delete from decisions', () => sql`delete from decisions`],
    ['truncate', () => sql`truncate revisions cascade`],
    ['truncate of decisions', () => sql`truncate decisions cascade`],
    [
      'an insert that updates',
      () => sql`insert into revisions select * from revisions on conflict (draft_id, number) do update set body = 'x'`,
    ],
    [
      'a merge',
      () => sql`merge into revisions r using drafts d on r.draft_id = d.id when matched then update set body = 'x'`,
    ],
  ]
  test.each(CHANGES)('%s is refused', async (_, statement) => {
    expect(await outcomeOf(statement())).toBe(NO_PRIVILEGE)
  })

  test('not even the owner changes one', async () => {
    await approved(bench.service, { id: draft.id, revision: 1 })
    const { asOwner } = bench.service
    for (const table of ['revisions', 'decisions']) {
      await expect(asOwner(`update ${table} set created_at = now()`)).rejects.toThrow(`${table} is append-only`)
      await expect(asOwner(`delete from ${table}`)).rejects.toThrow(`${table} is append-only`)
      await expect(asOwner(`truncate ${table} cascade`)).rejects.toThrow(/is append-only/)
    }
    await expect(asOwner('truncate deliveries cascade')).rejects.toThrow(/is append-only/)
    await expect(asOwner('delete from deliveries')).rejects.toThrow('deliveries is append-only')
    for (const [column, value] of Object.entries({
      digest: `'x'`,
      revision: '2',
      customer_id: `'c'`,
      campaign_id: 'gen_random_uuid()',
    })) {
      await expect(asOwner(`update deliveries set ${column} = ${value}`)).rejects.toThrow('never changes')
    }
  })

  test('the next revision follows the current one and becomes it', async () => {
    const read = sql`select 1 / (current_revision - 1) from drafts where id = ${draft.id}`
    expect(await outcomeOf(draft.revise(), read)).toBe('accepted')
    expect(await outcomeOf(read)).toBe('22012')
    expect(await outcomeOf(draft.revise(), draft.revise({ number: 3 }))).toBe('accepted')
    for (const number of [0, 1, 3, 99]) {
      expect(await outcomeOf(draft.revise({ number })), String(number)).toMatch(/^revisions_(in_order|pkey|number)$/)
    }
  })

  test('a revision that was not stored does not become current', async () => {
    const twin = sql`insert into revisions select copy.* from revisions as original,
      jsonb_populate_record(original, '{"number": 2}') as copy where original.draft_id = ${draft.id}
      on conflict do nothing`
    expect(await outcomeOf(twin, draft.decide())).toBe('accepted')
  })

  test('an edit voids what was decided before', async () => {
    const second = { revision: 2, digest: `sha256:${'2'.repeat(64)}` }
    expect(await outcomeOf(draft.revise(), draft.decide())).toBe('decisions_current_revision')
    expect(await outcomeOf(draft.revise(), draft.decide(second))).toBe('accepted')
    const outcome = await outcomeOf(draft.decide(), draft.revise(), draft.mark('approved'), draft.deliver())
    expect(outcome).toBe('deliveries_current_approval')
  })

  test('an edit needs the delivery to be taken back first', async () => {
    const approval = [draft.decide(), draft.mark('approved'), draft.deliver()]
    for (const way of [[], ['held'], ['sending'], ['sending', 'sent'], ['sending', 'uncertain'], ['skipped']]) {
      const outcome = await outcomeOf(...approval, ...way.map((state) => draft.move(state)), draft.revise())
      expect(outcome, way.join()).toBe('revisions_void_the_approval')
    }
    expect(await outcomeOf(...approval, draft.move('cancelled'), draft.revise())).toBe('accepted')
  })

  test('an unsubscribe link belongs to one revision', async () => {
    const [first] = await rowsOf(
      bench.service,
      sql`select unsubscribe_token from revisions where draft_id = ${draft.id}`,
    )
    expect(await outcomeOf(draft.revise(first))).toBe('revisions_unsubscribe_token_key')
  })
})

describe('rule 4: a blocking finding cannot be approved', () => {
  const block = { rule: 'unknown-link', severity: 'block', message: 'x', facts: [] }
  const warn = { ...block, severity: 'warn' }
  const second = { revision: 2, digest: `sha256:${'2'.repeat(64)}` }

  test('with the count that its findings give, a revision is stored, and approved only when that is none', async () => {
    const blocked = draft.revise({ findings: [warn, block], blocking_count: 1 })
    expect(await outcomeOf(blocked)).toBe('accepted')
    expect(await outcomeOf(blocked, draft.decide({ ...second, blocking_count: 1 }))).toBe('decisions_nothing_blocking')
    expect(await outcomeOf(blocked, draft.decide(second))).toBe('decisions_revision')
    const warned = draft.revise({ findings: [warn, warn], blocking_count: 0 })
    expect(await outcomeOf(warned, draft.decide(second))).toBe('accepted')
  })

  test('a blocked revision can be rejected', async () => {
    const blocked = draft.revise({ findings: [block], blocking_count: 1 })
    const no = draft.decide({ ...second, blocking_count: 1, verdict: 'reject', reason: 'wrong_fact' })
    expect(await outcomeOf(blocked, draft.mark('blocked'), no)).toBe('accepted')
    const yes = draft.decide({ ...second, blocking_count: 1 })
    expect(await outcomeOf(blocked, draft.mark('blocked'), yes)).toBe('decisions_open_draft')
  })

  test.each([
    ['none of one', [block], 0],
    ['one of two', [block, block], 1],
    ['one more than there are', [warn], 1],
    ['none of one among warnings', [warn, block, warn], 0],
    ['none of one in a list of its own', [[block]], 0],
    ['none of one that is not in a list', block, 0],
    ['minus one', [], -1],
  ])('a revision that counts %s is refused', async (_, findings, blocking_count) => {
    expect(await outcomeOf(draft.revise({ findings, blocking_count }))).toBe('revisions_blocking_count')
  })

  test('a revision without findings or without a count is refused', async () => {
    expect(await outcomeOf(draft.revise({ findings: null }))).toBe('23502')
    expect(await outcomeOf(draft.revise({ blocking_count: null }))).toBe('23502')
  })

  test('a rejection says why, and nothing else does', async () => {
    expect(await outcomeOf(draft.decide({ verdict: 'reject' }))).toBe('decisions_reason')
    expect(await outcomeOf(draft.decide({ reason: 'tone' }))).toBe('decisions_reason')
    expect(await outcomeOf(draft.decide({ verdict: 'maybe' }))).toBe('decisions_verdict')
  })
})
