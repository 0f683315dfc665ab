import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeyGuard, createLimiter, limitsFrom } from '../../src/http/rate-limit.ts'
import { startApp, type TestApp } from '../support/app.ts'

const clockAt = (start: number) => {
  let now = start
  return { read: () => now, forward: (ms: number) => void (now += ms) }
}
const takes = (count: number, take: () => number): number[] => Array.from({ length: count }, take)

describe('a limiter of ten calls a minute', () => {
  test('lets ten through at once, then one every six seconds', () => {
    const clock = clockAt(1_800_000_000_000)
    const limiter = createLimiter(clock.read)
    const take = () => limiter.take('a', 10)
    expect(takes(10, take)).toEqual(Array(10).fill(0))
    expect(takes(2, take)).toEqual([6, 6])
    clock.forward(5999)
    expect(take()).toBe(1)
    clock.forward(1)
    expect(takes(2, take)).toEqual([0, 6])
    clock.forward(60_000)
    expect(takes(11, take)).toEqual([...Array(10).fill(0), 6])
  })

  test('counts each name on its own', () => {
    const limiter = createLimiter(() => 0)
    takes(10, () => limiter.take('a', 10))
    expect([limiter.take('a', 10), limiter.take('b', 10)]).toEqual([6, 0])
  })

  test('counts nothing when it is only asked', () => {
    const limiter = createLimiter(() => 0)
    expect(takes(50, () => limiter.wait('a', 10))).toEqual(Array(50).fill(0))
    expect(limiter.take('a', 10)).toBe(0)
  })

  test('locks nobody out for longer than a minute when the clock is set back', () => {
    const clock = clockAt(1_800_000_000_000)
    const limiter = createLimiter(clock.read)
    takes(10, () => limiter.take('a', 10))
    clock.forward(-3_600_000)
    expect(limiter.take('a', 10)).toBe(6)
    clock.forward(6000)
    expect(limiter.take('a', 10)).toBe(6)
  })

  test.each([1, 3, 7, 60, 600, 12_000, 60_000])('gives exactly %i calls, whatever it divides to', (perMinute) => {
    const limiter = createLimiter(() => 1_800_000_000_123)
    expect(takes(perMinute, () => limiter.take('a', perMinute)).every((seconds) => seconds === 0)).toBe(true)
    expect(limiter.take('a', perMinute)).toBeGreaterThan(0)
  })

  test('stays small, however many names come', () => {
    const limiter = createLimiter(() => 0)
    for (let name = 0; name < 100_000; name += 1) limiter.take(`name ${name}`, 1)
    // The newest are still known.
    expect(limiter.take('name 99999', 1)).toBe(60)
    expect(limiter.take('name 0', 1)).toBe(0)
  })
})

describe('unknown keys of one address', () => {
  const guardOf = (perKey: number) =>
    createKeyGuard(
      createLimiter(() => 0),
      limitsFrom(perKey),
    )
  const refused = expect.objectContaining({ type: '/problems/too-many-requests', status: 429, retryAfter: 20 })

  test('are looked up until there are too many', () => {
    const guard = guardOf(300)
    const guess = (key: string) => {
      guard.mayLookUp('10.0.0.1', key)
      guard.note('10.0.0.1', key, false)
    }
    for (const key of ['a', 'b', 'c']) guess(key)
    expect(() => guess('d')).toThrow(refused)
    expect(() => guard.mayLookUp('10.0.0.2', 'd')).not.toThrow()
  })

  test('do not lock out a key that was good before, until it is revoked', () => {
    const guard = guardOf(300)
    guard.note('10.0.0.1', 'good', true)
    for (const key of ['a', 'b', 'c']) guard.note('10.0.0.1', key, false)
    expect(() => guard.mayLookUp('10.0.0.1', 'good')).not.toThrow()
    guard.note('10.0.0.1', 'good', false)
    expect(() => guard.mayLookUp('10.0.0.1', 'good')).toThrow(refused)
  })

  test('are not counted without a limit', () => {
    const guard = guardOf(0)
    for (let guess = 0; guess < 1000; guess += 1) guard.note('10.0.0.1', 'a', false)
    expect(() => guard.mayLookUp('10.0.0.1', 'a')).not.toThrow()
  })
})

describe('the service with 100 calls a minute', () => {
  let service: TestApp
  beforeAll(async () => {
    service = await startApp({ environment: { RATE_LIMIT_PER_MINUTE: '100' } })
  })
  afterAll(() => service.close())
  const ask = (key: string) => service.call('GET', '/v1/me', { key })

  test('turns the next one away, says for how long, and goes on afterwards', async () => {
    for (let count = 0; count < 100; count += 1) expect((await ask(service.keys.mia)).status).toBe(200)
    const answer = await ask(service.keys.mia)
    expect(answer).toMatchObject({
      status: 429,
      type: 'application/problem+json',
      headers: { 'retry-after': '1' },
      body: { type: '/problems/too-many-requests' },
    })
    expect((await ask(service.keys.max)).status).toBe(200)
    service.clock.forward(1)
    expect((await ask(service.keys.mia)).status).toBe(200)
  })

  test('allows fewer of what is costly', async () => {
    const wish = () => service.call('POST', '/v1/drafts', { key: service.keys.ana, body: {} })
    for (let count = 0; count < 20; count += 1) expect((await wish()).status).toBe(400)
    expect(await wish()).toMatchObject({ status: 429, headers: { 'retry-after': '3' } })
    expect((await ask(service.keys.ana)).status).toBe(200)
  })

  test('stops who tries out keys, and nobody who has one', async () => {
    expect((await ask(service.keys.auditor)).status).toBe(200)
    expect((await ask('fw_guess-1')).status).toBe(401)
    expect(await ask('fw_guess-2')).toMatchObject({ status: 429, headers: { 'retry-after': '60' } })
    expect((await ask(service.keys.auditor)).status).toBe(200)
  })

  test('answers health checks, metrics and unsubscribe pages without counting', async () => {
    for (let count = 0; count < 120; count += 1) {
      expect((await service.call('GET', '/healthz', { key: null })).status).toBe(200)
    }
    expect((await service.call('GET', '/metrics', { key: null })).status).toBe(200)
    expect((await service.call('GET', '/u/none', { key: null })).status).toBe(404)
  })
})

test('RATE_LIMIT_PER_MINUTE=0 sets no limit', async () => {
  const service = await startApp({ environment: { RATE_LIMIT_PER_MINUTE: '0' } })
  for (let count = 0; count < 30; count += 1) {
    expect((await service.call('GET', '/v1/me', { key: 'fw_unknown' })).status).toBe(401)
    expect((await service.call('GET', '/v1/me')).status).toBe(200)
  }
  await service.close()
})
