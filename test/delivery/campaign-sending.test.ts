import { describe, expect, test } from 'vitest'
import { askedUpTo, hasTurn, type SendingCampaign, turnsFrom } from '../../src/delivery/campaign-sending.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const after = (ms: number): Date => new Date(NOW.getTime() + ms)
const campaign = (id: string, perHour: number): SendingCampaign => ({
  id,
  channel: 'email',
  standing: 'sending',
  startAt: null,
  endAt: null,
  perHour,
})

describe('a turn', () => {
  test.each([
    ['of what is queued and due', { state: 'queued', reason: null, notBefore: NOW }, true],
    ['of what is a minute late', { state: 'queued', reason: null, notBefore: after(-60_000) }, true],
    ['of what is later', { state: 'queued', reason: null, notBefore: after(-60_001) }, false],
    ['of what waited for it', { state: 'held', reason: 'pace', notBefore: NOW }, true],
    ['of what waited for the morning', { state: 'held', reason: 'quiet_hours', notBefore: NOW }, false],
    ['of what its campaign held up', { state: 'held', reason: 'campaign_paused', notBefore: NOW }, false],
    ['of what is tried again', { state: 'queued', reason: 'connection', notBefore: NOW }, true],
  ])('%s: %o, %s', (_, delivery, holds) => {
    expect(hasTurn(delivery, NOW)).toBe(holds)
  })

  test('is given now when nobody waits, and then one after the other, to each campaign by itself', () => {
    const turns = turnsFrom(
      new Map([
        ['slow', after(-5000).getTime()],
        ['full', after(9000).getTime()],
      ]),
      NOW,
    )
    const slow = campaign('slow', 3600)
    const full = campaign('full', 7200)
    expect([turns.next(slow), turns.next(full), turns.next(slow), turns.next(full), turns.next(slow)]).toEqual([
      NOW,
      after(9000),
      after(1000),
      after(9500),
      after(2000),
    ])
    expect([...turns.moved()]).toEqual([
      ['slow', after(3000).getTime()],
      ['full', after(10_000).getTime()],
    ])
  })

  test('is never before the one that its pace allows, also where steps are no whole milliseconds', () => {
    const turns = turnsFrom(new Map(), NOW)
    const fast = campaign('fast', 7_000_000)
    const given = Array.from({ length: 7001 }, () => turns.next(fast).getTime() - NOW.getTime())
    for (const [index, turn] of given.entries()) expect(turn).toBeGreaterThanOrEqual((index * 3_600_000) / 7_000_000)
    // Rounding adds up to next to nothing.
    expect(given.at(-1)).toBeLessThanOrEqual(3601)
  })

  test('that nobody took moves no line', () => {
    expect(turnsFrom(new Map([['slow', 5]]), NOW).moved().size).toBe(0)
  })
})

test('what agents take over is asked by a program when its approval has run out', () => {
  expect(askedUpTo(campaign('c', 60), NOW)).toEqual(NOW)
  expect(askedUpTo({ ...campaign('c', 60), channel: 'chat' }, NOW)).toEqual(after(-7 * 86_400_000))
})
