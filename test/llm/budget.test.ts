import { sql } from 'drizzle-orm'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Database } from '../../src/db/client.ts'
import { constraintOf } from '../../src/db/errors.ts'
import { rowsOf } from '../../src/db/results.ts'
import {
  type Budget,
  campaignScope,
  dayScope,
  type Limits,
  openBudget,
  type Reservation,
} from '../../src/llm/budget.ts'
import { findBudgets, LEASE_SECONDS, setLimits, settleSpend, sweepSpend } from '../../src/llm/budget-store.ts'
import { newId } from '../../src/new-id.ts'
import { openTestDatabase } from '../support/database.ts'

let database: Database & { asOwner(statement: string): Promise<void> }
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const NONE: Limits = { usd: null, tokens: null }
const errors: unknown[] = []
/** A process with its own account of what it has set aside. */
function aProcess(daily: Limits = NONE, now = () => new Date('2026-11-23T12:00:00Z')): Budget {
  const log = { error: (line: unknown) => void errors.push(line) } as never
  return openBudget({ db: database.db, log, now, newId }, daily)
}

async function aCampaign(limits: Limits): Promise<string> {
  const scope = campaignScope(newId())
  await setLimits(database.db, scope, limits)
  return scope
}
const stateOf = async (scope: string) => (await findBudgets(database.db, [scope]))[0]!
const WAITS = { waits: true }
const most = (usd: string, tokens: number) => ({ usd, tokens })
const idOf = (reservation: Reservation): string => {
  if (!reservation.ok) throw new Error(`refused by ${reservation.scope}`)
  return reservation.id
}

describe('a reservation', () => {
  test('is taken from every budget of a call, and becomes what was spent', async () => {
    const budget = aProcess({ usd: '5', tokens: null })
    const scope = await aCampaign({ usd: '2', tokens: 10_000 })
    const day = dayScope(new Date('2026-11-23T12:00:00Z'))
    const before = await stateOf(day).catch(() => undefined)
    expect(budget.scopesFor(scope.slice(9))).toEqual([scope, day])
    const id = idOf(await budget.reserve([scope, day], most('0.5', 3000), WAITS))
    expect(await stateOf(scope)).toMatchObject({
      reservedUsd: '0.5',
      reservedTokens: 3000,
      spentUsd: '0',
      spentTokens: 0,
    })
    await budget.settle(id, { usd: '0.125', tokens: 1200 })
    expect(await stateOf(scope)).toMatchObject({ reservedTokens: 0, spentUsd: '0.125', spentTokens: 1200 })
    expect(Number((await stateOf(day)).spentUsd)).toBe(Number(before?.spentUsd ?? 0) + 0.125)
    await budget.close()
  })

  test.each<[string, { usd: string | null; tokens: number | null }, number, number]>([
    ['less', { usd: '0.25', tokens: 100 }, 0.25, 100],
    ['nothing', { usd: '0', tokens: 0 }, 0, 0],
    ['nobody knows', { usd: null, tokens: null }, 1, 500],
    ['more than was set aside', { usd: '7', tokens: 1e15 }, 1, 500],
    ['less than nothing', { usd: '-3', tokens: -9 }, 0, 0],
    ['no number', { usd: 'NaN', tokens: 1 }, 1, 1],
  ])('settled with %s', async (_, cost, usd, tokens) => {
    const budget = aProcess()
    const scope = await aCampaign({ usd: '1', tokens: 500 })
    const id = idOf(await budget.reserve([scope], most('1', 500), WAITS))
    await budget.settle(id, cost)
    // Once is all: what comes later changes nothing.
    await budget.settle(id, { usd: '0', tokens: 0 })
    const { spentUsd, spentTokens, reservedUsd } = await stateOf(scope)
    expect([Number(spentUsd), spentTokens, Number(reservedUsd)]).toEqual([usd, tokens, 0])
  })

  test.each<[string, Limits, { usd: string | null; tokens: number }]>([
    ['money', { usd: '0.999999999', tokens: null }, most('1', 1)],
    ['tokens', { usd: null, tokens: 999 }, most('0', 1000)],
    ['a price that nobody knows', { usd: '1000', tokens: null }, { usd: null, tokens: 1 }],
  ])('is refused for want of %s, and takes nothing', async (_, limits, wanted) => {
    const budget = aProcess()
    const scope = await aCampaign(limits)
    expect(await budget.reserve([scope], wanted, WAITS)).toEqual({ ok: false, scope })
    expect(await stateOf(scope)).toMatchObject({ reservedUsd: '0', reservedTokens: 0, spentTokens: 0 })
  })

  test('of a price that nobody knows counts its tokens where there is no limit in money', async () => {
    const budget = aProcess()
    const scope = await aCampaign({ usd: null, tokens: 100 })
    const id = idOf(await budget.reserve([scope], { usd: null, tokens: 60 }, WAITS))
    await budget.settle(id, { usd: null, tokens: 50 })
    expect(await stateOf(scope)).toMatchObject({ spentUsd: '0', spentTokens: 50 })
  })

  test('says which budget is empty', async () => {
    const budget = aProcess({ usd: null, tokens: 0 }, () => new Date('2026-01-05T12:00:00Z'))
    const scope = await aCampaign({ usd: null, tokens: 1000 })
    const scopes = [scope, 'day:2026-01-05']
    expect(await budget.reserve(scopes, most('0', 10), WAITS)).toEqual({ ok: false, scope: 'day:2026-01-05' })
    expect(await budget.reserve(scopes, most('0', 1001), WAITS)).toEqual({ ok: false, scope })
  })
})

describe('many at once', () => {
  test.each([
    ['one process', 1],
    ['three processes', 3],
  ])('%s: a budget for seven is given to seven of fifty', async (_, count) => {
    const processes = Array.from({ length: count }, () => aProcess())
    const scope = await aCampaign({ usd: '7', tokens: null })
    const asked = Array.from({ length: 50 }, (_empty, index) =>
      processes[index % count]!.reserve([scope], most('1', 10), WAITS),
    )
    // The others wait until it is known what the seven cost.
    const first = await Promise.race(asked)
    expect(first.ok).toBe(true)
    const given: string[] = []
    for (const answer of asked) void answer.then((done) => done.ok && given.push(done.id))
    while (given.length < 7) await turn()
    expect(await stateOf(scope)).toMatchObject({ reservedUsd: '7' })
    for (const id of given.splice(0)) await processes[0]!.settle(id, { usd: '1', tokens: 10 })
    const answers = await Promise.all(asked)
    expect(answers.filter(({ ok }) => ok)).toHaveLength(7)
    expect(answers.filter(({ ok }) => !ok)).toHaveLength(43)
    expect(await stateOf(scope)).toMatchObject({ spentUsd: '7', reservedUsd: '0' })
    await Promise.all(processes.map((process) => process.close()))
  })

  test('what calls do not use, the next ones get', async () => {
    const budget = aProcess()
    const scope = await aCampaign({ usd: '2', tokens: null })
    let made = 0
    const callAgain = async (): Promise<void> => {
      for (;;) {
        const reservation = await budget.reserve([scope], most('1', 10), WAITS)
        if (!reservation.ok) return
        made += 1
        await budget.settle(reservation.id, { usd: '0.1', tokens: 1 })
      }
    }
    await Promise.all(Array.from({ length: 50 }, callAgain))
    const { spentUsd } = await stateOf(scope)
    // Until the most that one more could cost is not left.
    expect(made).toBe(11)
    expect(Number(spentUsd)).toBeCloseTo(1.1, 9)
  })

  test('in two budgets, asked for in any order, nobody waits in a circle', async () => {
    const processes = [aProcess(), aProcess()]
    const [one, two] = [await aCampaign({ usd: '1000', tokens: null }), await aCampaign({ usd: '1000', tokens: null })]
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const budget = processes[index % 2]!
        const id = idOf(await budget.reserve(index % 4 < 2 ? [one, two] : [two, one], most('1', 1), WAITS))
        await budget.settle(id, { usd: '1', tokens: 1 })
      }),
    )
    expect(await stateOf(one)).toMatchObject({ spentUsd: '40', reservedUsd: '0' })
    expect(await stateOf(two)).toMatchObject({ spentUsd: '40', reservedUsd: '0' })
  })

  test('who cannot wait hears at once', async () => {
    const budget = aProcess()
    const scope = await aCampaign({ usd: '1', tokens: null })
    idOf(await budget.reserve([scope], most('1', 1), WAITS))
    expect(await budget.reserve([scope], most('1', 1), { waits: false })).toEqual({ ok: false, scope })
    await budget.close()
  })

  test('who waits can leave', async () => {
    const budget = aProcess()
    const scope = await aCampaign({ usd: '1', tokens: null })
    idOf(await budget.reserve([scope], most('1', 1), WAITS))
    const leaving = new AbortController()
    const waiting = budget.reserve([scope], most('1', 1), { waits: true, signal: leaving.signal })
    waiting.catch(() => {})
    leaving.abort(new Error('paused'))
    await expect(waiting).rejects.toThrow('paused')
    await budget.close()
  })
})

describe('a process that died', () => {
  test('has spent what it had set aside, once its lease is over', async () => {
    const budget = aProcess()
    const scope = await aCampaign({ usd: '3', tokens: null })
    const id = idOf(await budget.reserve([scope], most('1', 10), WAITS))
    await budget.close()
    expect(await sweepSpend(database.db)).toBe(0)
    await database.asOwner(`update reservations set lease_until = now() - interval '1 second' where id = '${id}'`)
    expect(await sweepSpend(database.db)).toBe(1)
    expect(await stateOf(scope)).toMatchObject({ spentUsd: '1', reservedUsd: '0' })
    // It was not dead after all: what it says now comes too late.
    await settleSpend(database.db, [{ id, usd: '0', tokens: 0 }])
    expect(await stateOf(scope)).toMatchObject({ spentUsd: '1', reservedUsd: '0' })
  })
})

test('a process that lives keeps what it has set aside, however long a call takes', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const budget = aProcess()
    const scope = await aCampaign({ usd: '3', tokens: null })
    const id = idOf(await budget.reserve([scope], most('1', 10), WAITS))
    await database.asOwner(`update reservations set lease_until = now() - interval '1 second' where id = '${id}'`)
    vi.advanceTimersByTime(LEASE_SECONDS * 500)
    const isRenewed = async (): Promise<boolean> => {
      const found = sql`select 1 from reservations where id = ${id}::uuid and lease_until > now()`
      return rowsOf(await database.db.execute(found)).length === 1
    }
    while (!(await isRenewed())) await turn()
    expect(await sweepSpend(database.db)).toBe(0)
    await budget.settle(id, { usd: '0.5', tokens: 1 })
    expect(vi.getTimerCount()).toBe(0)
    expect(await stateOf(scope)).toMatchObject({ spentUsd: '0.5' })
  } finally {
    vi.useRealTimers()
  }
})

describe('limits', () => {
  test('cannot be set below what is spent or set aside', async () => {
    const budget = aProcess()
    const scope = await aCampaign({ usd: '3', tokens: 100 })
    const id = idOf(await budget.reserve([scope], most('2', 60), WAITS))
    const lower = (limits: Limits) => setLimits(database.db, scope, limits).then(() => 'set', constraintOf)
    expect(await lower({ usd: '1', tokens: 100 })).toBe('budgets_usd')
    expect(await lower({ usd: '2', tokens: 59 })).toBe('budgets_tokens')
    await budget.settle(id, { usd: '1', tokens: 60 })
    expect(await lower({ usd: '1', tokens: 60 })).toBe('set')
    expect(await lower({ usd: null, tokens: null })).toBe('set')
  })

  test('of a day stand where more is spent already', async () => {
    const now = () => new Date('2026-02-01T23:59:00Z')
    const generous = aProcess({ usd: '10', tokens: null }, now)
    const scope = dayScope(now())
    const id = idOf(await generous.reserve([scope], most('4', 1), WAITS))
    await generous.settle(id, { usd: '4', tokens: 1 })
    const frugal = aProcess({ usd: '1', tokens: null }, now)
    expect(await frugal.reserve([scope], most('0.1', 1), WAITS)).toEqual({ ok: false, scope })
    expect(await stateOf(scope)).toMatchObject({ limitUsd: '4', spentUsd: '4' })
  })

  test('of the next day are new', async () => {
    let now = new Date('2026-03-01T23:59:59Z')
    const budget = aProcess({ usd: '1', tokens: null }, () => now)
    const id = idOf(await budget.reserve(budget.scopesFor(undefined), most('1', 1), WAITS))
    await budget.settle(id, { usd: '1', tokens: 1 })
    expect((await budget.reserve(budget.scopesFor(undefined), most('1', 1), WAITS)).ok).toBe(false)
    now = new Date('2026-03-02T00:00:00Z')
    expect(budget.scopesFor(undefined)).toEqual(['day:2026-03-02'])
    expect((await budget.reserve(budget.scopesFor(undefined), most('1', 1), WAITS)).ok).toBe(true)
    await budget.close()
  })
})

test('nothing went wrong on the way, and every reservation is accounted for', async () => {
  expect(errors).toEqual([])
  const sums = await database.db.execute(sql`
    select b.scope from budgets b where b.reserved_usd <>
      (select coalesce(sum(r.usd), 0) from reservations r where b.scope = any (r.scopes))`)
  expect(rowsOf(sums)).toEqual([])
})
