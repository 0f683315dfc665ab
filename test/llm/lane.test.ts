import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/db/client.ts'
import { type Lane, type LaneSettings, type Need, openLane, type Turn } from '../../src/llm/lane.ts'
import { BREAK_AFTER, BREAK_MS, openLaneStore } from '../../src/llm/lane-store.ts'
import type { Failure } from '../../src/llm/retry.ts'
import { openTestDatabase } from '../support/database.ts'
import { virtualTime } from './virtual-time.ts'

let database: Database
let lanes = 0
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const LATENCY_MS = 400
const campaign: Need = { tokens: 0, priority: 'campaign' }
const agent: Need = { tokens: 0, priority: 'agent' }
type Answer = 'worked' | Failure

/** Some processes that share a lane, and a provider that writes down when it was called. */
function aFleet(count: number, settings: Partial<LaneSettings> = {}) {
  const time = virtualTime(new Date('2026-11-23T12:00:00Z'))
  const model = `model-${++lanes}`
  const store = time.tracked(openLaneStore(database.db, model, time.date))
  const called: number[] = []
  const errors: unknown[] = []
  const fleet: Lane[] = Array.from({ length: count }, () =>
    openLane(
      store,
      { callsPerMinute: undefined, tokensPerMinute: undefined, concurrency: 60, ...settings },
      { error: (line: unknown) => void errors.push(line) } as never,
      time.clock(4),
    ),
  )
  let answer: (place: number) => Answer = () => 'worked'

  async function call(lane: Lane, need: Need): Promise<Answer> {
    const entered = await lane.enter(need)
    if (!('end' in entered)) return entered
    called.push(time.now())
    const outcome = answer(called.length)
    await time.sleep(LATENCY_MS)
    entered.end(outcome)
    return outcome
  }

  return {
    time,
    fleet,
    called,
    errors,
    store,
    call,
    /** Every lane is kept busy with so many calls at once. */
    work(atOnce: number, need: Need | ((index: number) => Need) = campaign): void {
      const forever = async (lane: Lane, index: number): Promise<void> => {
        for (;;) await call(lane, typeof need === 'function' ? need(index) : need)
      }
      for (const lane of fleet) for (let index = 0; index < atOnce; index++) void forever(lane, index)
    },
    answers(how: (place: number) => Answer): void {
      answer = how
    },
    /** The most calls in any second, as a provider counts them. */
    mostInASecond: () =>
      Math.max(...called.map((start) => called.filter((at) => at >= start && at < start + 1000).length)),
    between: (from: number, to: number) => called.filter((at) => at >= from && at < to),
  }
}

describe('the limit of all processes together', () => {
  test.each([
    ['one process', 1, 60],
    ['two processes', 2, 30],
    ['five processes', 5, 20],
    ['more than enough calls', 3, 200],
  ])('%s: almost reached, and never more calls in any second', async (_, count, atOnce) => {
    const { time, work, called, mostInASecond, errors } = aFleet(count, { callsPerMinute: 6000 })
    work(atOnce)
    await time.pass(20_000)
    expect(called.length).toBeGreaterThanOrEqual(0.97 * 2000)
    expect(mostInASecond()).toBeLessThanOrEqual(100)
    expect(errors).toEqual([])
  })

  test('calls come evenly, not in bursts', async () => {
    const { time, work, between } = aFleet(2, { callsPerMinute: 6000 })
    work(60)
    await time.pass(10_000)
    const tenths = Array.from({ length: 80 }, (_, index) => between(1000 + index * 100, 1100 + index * 100).length)
    expect(Math.max(...tenths)).toBeLessThanOrEqual(12)
    expect(Math.min(...tenths)).toBeGreaterThanOrEqual(8)
  })

  test('of tokens', async () => {
    // 60 calls of 2,000 and 500 tokens a second would be more than 50,000.
    const { time, work, called } = aFleet(2, { callsPerMinute: 60_000, tokensPerMinute: 3_000_000 })
    let asked = 0
    work(60, () => ({ tokens: 1000, priority: 'campaign' }) as const)
    await time.pass(20_000)
    asked = called.length * 1000
    expect(asked).toBeLessThanOrEqual(1_000_000 * 1.01)
    expect(asked).toBeGreaterThanOrEqual(0.97 * 1_000_000)
  })

  test('a slow lane: three calls a minute', async () => {
    const { time, work, called } = aFleet(3, { callsPerMinute: 3 })
    work(5)
    await time.pass(300_000)
    expect(called.length).toBeGreaterThanOrEqual(14)
    const gaps = called.slice(1).map((at, index) => at - called[index]!)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20_000)
  })

  test('without a limit calls wait for nothing but their places', async () => {
    const { time, work, called } = aFleet(1, { concurrency: 50 })
    work(50)
    await time.pass(10_000)
    expect(called.length).toBeGreaterThanOrEqual(50 * (10_000 / LATENCY_MS) - 50)
  })

  test('a handful of questions a second to the database', async () => {
    const { time, work, store, called } = aFleet(1, { callsPerMinute: 6000 })
    let questions = 0
    const take = store.take
    store.take = (wish) => (questions++, take(wish))
    work(60)
    await time.pass(10_000)
    expect(called.length).toBeGreaterThan(900)
    expect(questions).toBeLessThan(150)
  })
})

describe('an agent', () => {
  test.each([1, 3])('comes before the campaigns of %i processes', async (count) => {
    const { time, fleet, work, called } = aFleet(count, { callsPerMinute: 600 })
    work(60)
    await time.pass(5000)
    const waits: number[] = []
    for (let round = 0; round < 20; round++) {
      const asked = time.now()
      void fleet[round % count]!.enter(agent).then((turn) => {
        waits.push(time.now() - asked)
        called.push(time.now())
        ;(turn as Turn).end('worked')
      })
      await time.pass(700)
    }
    expect(waits.length).toBe(20)
    // What is given out already: half a second, and a call.
    expect(Math.max(...waits)).toBeLessThanOrEqual(620)
  })

  test('has no need of a place', async () => {
    const { time, fleet, work } = aFleet(1, { concurrency: 2 })
    work(10)
    await time.pass(100)
    const turn = fleet[0]!.enter(agent)
    await time.pass(10)
    expect(await turn).toHaveProperty('end')
  })

  test('is told to come back when the lane is full for ten seconds', async () => {
    const { time, fleet } = aFleet(1, { callsPerMinute: 60 })
    const answers = Array.from({ length: 40 }, () => fleet[0]!.enter(agent))
    await time.pass(60_000)
    const failures = (await Promise.all(answers)).filter((answer) => !('end' in answer))
    expect(failures.length).toBeGreaterThan(0)
    expect(failures[0]).toMatchObject({ kind: 'rate', retryAfterMs: expect.any(Number) })
  })
})

describe('a provider that asks for silence', () => {
  test('gets it from all processes', async () => {
    const { time, work, answers, between } = aFleet(3, { callsPerMinute: 6000 })
    work(30)
    answers((place) => (place === 500 ? { kind: 'rate', retryAfterMs: 4000 } : 'worked'))
    await time.pass(30_000)
    const refused = between(0, Infinity)[499]! + LATENCY_MS
    // What others were given before they heard of it is used.
    expect(between(refused + 520, refused + 4000)).toEqual([])
    expect(between(refused + 4000, refused + 8000).length).toBeGreaterThan(380)
  })

  test('also without a limit, within a quarter of a second', async () => {
    const { time, work, answers, between } = aFleet(2)
    work(30)
    answers((place) => (place === 500 ? { kind: 'unavailable', retryAfterMs: 4000 } : 'worked'))
    await time.pass(20_000)
    const refused = between(0, Infinity)[499]! + LATENCY_MS
    expect(between(refused + 260, refused + 4000)).toEqual([])
    expect(between(refused + 4000, refused + 6000).length).toBeGreaterThan(100)
  })

  test('no agent waits for the end of a long one', async () => {
    const { time, fleet, work, answers } = aFleet(2, { callsPerMinute: 6000 })
    answers((place) => (place === 100 ? { kind: 'rate', retryAfterMs: 60_000 } : 'worked'))
    work(60)
    await time.pass(2400)
    for (const lane of fleet) {
      const answer = lane.enter(agent)
      await time.pass(100)
      const told = (await answer) as Failure
      expect(told.kind).toBe('rate')
      expect(told.retryAfterMs).toBeGreaterThan(57_000)
    }
  })

  test('a header that asks for a year gets an hour', async () => {
    const { time, fleet, call, answers, between } = aFleet(1)
    answers((place) => (place === 1 ? { kind: 'rate', retryAfterMs: 365 * 86_400_000 } : 'worked'))
    void call(fleet[0]!, campaign)
    await time.pass(1000)
    void call(fleet[0]!, campaign)
    await time.pass(3_700_000)
    expect(between(1, Infinity)).toHaveLength(1)
  })
})

describe('a provider that fails', () => {
  const away: Failure = { kind: 'unavailable', status: 500 }

  test('is left alone after ten failures in a row, then asked by one call at a time', async () => {
    const { time, work, answers, called } = aFleet(3, { callsPerMinute: 6000 })
    let isBack = false
    answers(() => (isBack ? 'worked' : away))
    work(10)
    await time.pass(2000)
    const first = called.length
    // Ten failed; the others were under way or given out.
    expect(first).toBeGreaterThanOrEqual(BREAK_AFTER)
    expect(first).toBeLessThanOrEqual(90)
    const last = called.at(-1)!
    await time.pass(20_000)
    const probes = called.slice(first)
    expect(probes.length).toBeGreaterThanOrEqual(2)
    expect(probes.length).toBeLessThanOrEqual(4)
    for (const [index, at] of probes.entries()) {
      expect(at - (probes[index - 1] ?? last)).toBeGreaterThanOrEqual(BREAK_MS)
    }
    isBack = true
    await time.pass(15_000)
    expect(called.length).toBeGreaterThan(300)
  })

  test('single failures do not count as an outage', async () => {
    const { time, work, answers, called } = aFleet(2, { callsPerMinute: 6000 })
    answers((place) => (place % 5 === 0 ? away : 'worked'))
    work(60)
    await time.pass(20_000)
    expect(called.length).toBeGreaterThan(500)
    const gaps = called.slice(1).map((at, index) => at - called[index]!)
    expect(Math.max(...gaps)).toBeLessThan(BREAK_MS)
  })

  test('an agent hears at once, and the fallback can write', async () => {
    const { time, fleet, work, answers } = aFleet(2, { callsPerMinute: 6000 })
    answers(() => away)
    work(10)
    await time.pass(3000)
    const answer = fleet[1]!.enter(agent)
    await time.pass(50)
    expect(await answer).toMatchObject({ kind: 'unavailable' })
  })

  test('a probe whose process died is made again', async () => {
    const { time, fleet, store, called, work } = aFleet(2, { callsPerMinute: 6000 })
    await store.take({ calls: 1, eachMs: 10, horizonMs: 500 })
    await store.note({ failed: BREAK_AFTER, hasWorked: false, silenceMs: 0 })
    await time.pass(BREAK_MS + 1)
    // This one never says how it ended.
    void fleet[0]!.enter(campaign)
    await time.pass(1000)
    work(3)
    await time.pass(30_000)
    expect(called).toEqual([])
    await time.pass(60_000)
    expect(called.length).toBeGreaterThan(3)
  })

  test.each<[string, Failure]>([
    ['a refusal', { kind: 'refused' }],
    ['broken output', { kind: 'invalid-output' }],
    ['an answer that is cut off', { kind: 'truncated' }],
    ['a bad request', { kind: 'bad-request' }],
  ])('%s is no outage', async (_, failure) => {
    const { time, work, answers, called } = aFleet(1, { callsPerMinute: 6000 })
    answers(() => failure)
    work(60)
    await time.pass(5000)
    expect(called.length).toBeGreaterThan(450)
  })
})

describe('who waits', () => {
  test('can leave, and takes nobody else along', async () => {
    const { time, fleet } = aFleet(1, { concurrency: 1 })
    const lane = fleet[0]!
    const first = lane.enter(campaign)
    await time.pass(10)
    const leaving = new AbortController()
    const second = lane.enter(campaign, leaving.signal)
    const third = lane.enter(campaign)
    second.catch(() => {})
    leaving.abort(new Error('paused'))
    await expect(second).rejects.toThrow('paused')
    ;((await first) as Turn).end('worked')
    await time.pass(10)
    expect(await third).toHaveProperty('end')
    await expect(lane.enter(campaign, leaving.signal)).rejects.toThrow('paused')
  })

  test('a call that broke off gives its place back, once', async () => {
    const { time, fleet } = aFleet(1, { concurrency: 1 })
    const turns: Turn[] = []
    for (let index = 0; index < 3; index++) void fleet[0]!.enter(campaign).then((turn) => turns.push(turn as Turn))
    await time.pass(10)
    expect(turns).toHaveLength(1)
    turns[0]!.end('broken-off')
    turns[0]!.end('worked')
    await time.pass(10)
    expect(turns).toHaveLength(2)
  })
})

test('a database that is away is asked again', async () => {
  const { time, fleet, store, errors, call } = aFleet(1, { callsPerMinute: 6000 })
  const take = store.take
  store.take = () => Promise.reject(new Error('gone'))
  const answer = call(fleet[0]!, campaign)
  await time.pass(2500)
  expect(errors.length).toBeGreaterThanOrEqual(2)
  store.take = take
  await time.pass(3000)
  expect(await answer).toBe('worked')
})
