import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../drafts/shop.ts'
import { NO_PRIVILEGE, openWorkbench } from './direct-sql.ts'

let bench: Awaited<ReturnType<typeof openWorkbench>>
const scope = `campaign:${randomUUID()}`
const held = randomUUID()

beforeAll(async () => {
  bench = await openWorkbench()
  await rowsOf(bench.service, sql`select set_budget(${scope}, 10, 1000)`)
  await rowsOf(bench.service, reserve([scope], held, 4, 400))
})
afterAll(() => bench.close())

const reserve = (scopes: string[], id: string, usd: number | null, tokens: number) =>
  sql`select * from reserve_spend(array(select jsonb_array_elements_text(${JSON.stringify(scopes)}::text::jsonb)),
    ${JSON.stringify([{ id, usd, tokens }])}::text::jsonb, 60)`
const settle = (id: string, usd: unknown, tokens: unknown) =>
  sql`select settle_spend(${JSON.stringify([{ id, usd, tokens }])}::text::jsonb)`
const budget = async () =>
  (
    await rowsOf(
      bench.service,
      sql`select spent_usd::float8 as spent, reserved_usd::float8 as reserved, spent_tokens::int as tokens
    from budgets where scope = ${scope}`,
    )
  )[0]

describe('by its own statements the service can neither spend, nor give itself money', () => {
  test.each([
    'update budgets set limit_usd = 1000000',
    'update budgets set spent_usd = 0, spent_tokens = 0',
    'update budgets set reserved_usd = 0',
    `update budgets set scope = 'campaign:other'`,
    'delete from budgets',
    'truncate budgets',
    `insert into budgets (scope, limit_usd) values ('campaign:x', 5)`,
    'update reservations set usd = 0, tokens = 0',
    `update reservations set lease_until = now() + interval '1 year'`,
    `update reservations set scopes = '{}'`,
    'delete from reservations',
    'truncate reservations',
    `insert into reservations values (gen_random_uuid(), '{}', 0, 0, now())`,
    `update model_lanes set next_call_at = 'epoch'`,
    `update model_lanes set blocked_until = 'epoch', broken_until = 'epoch', failures = 0`,
    'delete from model_lanes',
    'truncate model_lanes',
    'alter table budgets drop constraint budgets_usd',
    'alter table budgets disable trigger budgets_audit',
    `create or replace function settle_spend(settled jsonb) returns int language sql as 'select 0'`,
  ])('%s', async (statement) => {
    expect(await bench.outcomeOf(sql.raw(statement))).toBe(NO_PRIVILEGE)
  })
})

test.each<[string, string]>([
  ['spent', `update budgets set spent_usd = 7 where scope = '${scope}'`],
  ['set aside', `update budgets set reserved_usd = 11 where scope = '${scope}'`],
  ['spent beside what is set aside', `update budgets set spent_usd = 6.01 where scope = '${scope}'`],
  ['left of a limit that is lowered', `update budgets set limit_usd = 3.99 where scope = '${scope}'`],
])('not even the owner of the tables makes it more than the limit: %s', async (_, statement) => {
  await expect(bench.service.asOwner(statement)).rejects.toThrow('budgets_usd')
})

test('nor tokens, nor less than nothing', async () => {
  await expect(bench.service.asOwner(`update budgets set spent_tokens = 601 where scope = '${scope}'`)).rejects.toThrow(
    'budgets_tokens',
  )
  await expect(bench.service.asOwner(`update budgets set reserved_usd = -1 where scope = '${scope}'`)).rejects.toThrow(
    'budgets_not_negative',
  )
})

describe('what the service can ask for', () => {
  test('no more than is left', async () => {
    const [refused] = await rowsOf(bench.service, reserve([scope], randomUUID(), 6.01, 1))
    expect(refused).toMatchObject({ refused: scope, is_busy: true })
    expect(await budget()).toEqual({ spent: 0, reserved: 4, tokens: 0 })
  })

  test('no money back: a negative sum set aside is refused', async () => {
    expect(await bench.outcomeOf(reserve([scope], randomUUID(), -1, 1))).toBe('reservations_not_negative')
    expect(await bench.outcomeOf(reserve([scope], randomUUID(), 1, -1))).toBe('reservations_not_negative')
  })

  test('money without tokens is set aside too', async () => {
    const check = sql`do $$ begin
      if (select reserved_usd from budgets where scope = '${sql.raw(scope)}') <> 6
      then raise exception 'otherwise' using errcode = 'P0001'; end if; end $$`
    expect(await bench.outcomeOf(reserve([scope], randomUUID(), 2, 0), check)).toBe('accepted')
  })

  test('nothing for the same call twice', async () => {
    expect(await bench.outcomeOf(reserve([scope], held, 1, 1))).toBe('reservations_pkey')
  })

  test('nothing that is paid by nobody', async () => {
    expect(await bench.outcomeOf(reserve([], randomUUID(), 1, 1))).toBe('reservations_scopes')
  })

  test.each<[string, unknown, unknown, number]>([
    ['more than was set aside', 1e9, 1e9, 4],
    ['less than nothing', -5, -5, 0],
    ['no number', 'NaN', 1, 4],
    ['nothing said', null, null, 4],
  ])('settled with %s: between nothing and all of it', async (_, usd, tokens, spent) => {
    const check = sql`do $$ begin
      if (select spent_usd from budgets where scope = '${sql.raw(scope)}') <> ${sql.raw(String(spent))}
      then raise exception 'otherwise' using errcode = 'P0001'; end if; end $$`
    expect(await bench.outcomeOf(settle(held, usd, tokens), check)).toBe('accepted')
  })

  test('a limit that is spent already is refused', async () => {
    expect(await bench.outcomeOf(sql`select set_budget(${scope}, 3.99, 1000)`)).toBe('budgets_usd')
    expect(await bench.outcomeOf(sql`select set_budget(${scope}, 10, 399)`)).toBe('budgets_tokens')
    expect(await bench.outcomeOf(sql`select set_budget(${scope}, 4, 400)`)).toBe('accepted')
    expect(await bench.outcomeOf(sql`select set_budget(${scope}, -1, null)`)).toBe('budgets_usd')
  })

  test('every change of a limit leaves an event', async () => {
    const count = sql`(select count(*) from audit_inbox where action = 'campaign.budget' and subject_id = ${scope.slice(9)})`
    const [before] = await rowsOf(bench.service, sql`select ${count}::int as count`)
    await rowsOf(bench.service, sql`select set_budget(${scope}, 11, 1000)`)
    await rowsOf(bench.service, sql`select set_budget(${scope}, 11, 1000)`)
    const [after] = await rowsOf(bench.service, sql`select ${count}::int as count`)
    expect(after!['count']).toBe(before!['count'] + 1)
  })
})
