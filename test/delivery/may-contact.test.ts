import { describe, expect, test } from 'vitest'
import { type ContactFacts, mayContact } from '../../src/delivery/may-contact.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR
const before = (ms: number): Date => new Date(NOW.getTime() - ms)
const after = (ms: number): Date => new Date(NOW.getTime() + ms)

const facts = (change: Partial<ContactFacts> = {}): ContactFacts => ({
  now: NOW,
  channel: 'email',
  approvedAt: before(HOUR),
  approvedDigest: 'sha256:a',
  currentDigest: 'sha256:a',
  recipient: 'ines@example.com',
  needsRecipient: true,
  consent: true,
  suppressed: false,
  offerUntil: null,
  hasStaleFacts: false,
  sentAt: [],
  policy: {},
  timeZone: null,
  ...change,
})
const never = (reason: string) => ({ may: 'never', reason })

describe('what rules a message out for good', () => {
  test.each<[string, Partial<ContactFacts>, object]>([
    ['nothing', {}, { may: 'now' }],
    ['another digest than the approved one', { currentDigest: 'sha256:b' }, never('digest_mismatch')],
    ['no digest any more', { currentDigest: '' }, never('digest_mismatch')],
    ['an approval a moment short of seven days old', { approvedAt: before(7 * DAY - 1) }, { may: 'now' }],
    ['an approval seven days old', { approvedAt: before(7 * DAY) }, never('approval_expired')],
    ['no address', { recipient: null }, never('invalid_address')],
    ['no address, where none is needed', { recipient: null, needsRecipient: false }, { may: 'now' }],
    ['a suppressed address', { suppressed: true }, never('suppressed')],
    ['no consent', { consent: false }, never('no_consent')],
    ['a running offer', { offerUntil: after(DAY) }, { may: 'now' }],
    ['an offer that ends a moment later', { offerUntil: after(1) }, { may: 'now' }],
    ['an offer that ends now', { offerUntil: NOW }, never('offer_expired')],
    ['an offer that ended', { offerUntil: before(DAY) }, never('offer_expired')],
    ['a fact that changed since', { hasStaleFacts: true }, never('evidence_stale')],
    ['an offer that ended and changed', { offerUntil: NOW, hasStaleFacts: true }, never('offer_expired')],
  ])('%s', (_, change, verdict) => {
    expect(mayContact(facts(change))).toEqual(verdict)
  })

  test('comes before what would only put it off', () => {
    const held = { sentAt: [NOW], policy: { frequencyCaps: [{ channel: 'email' as const, max: 1, days: 1 }] } }
    expect(mayContact(facts(held))).toMatchObject({ may: 'later' })
    expect(mayContact(facts({ ...held, suppressed: true }))).toEqual(never('suppressed'))
    expect(mayContact(facts({ ...held, consent: false }))).toEqual(never('no_consent'))
  })
})

describe('frequency caps', () => {
  const caps = (...list: [max: number, days: number][]) => ({
    frequencyCaps: list.map(([max, days]) => ({ channel: 'email' as const, max, days })),
  })
  const later = (at: Date) => ({ may: 'later', at, reason: 'frequency_cap' })

  test.each<[string, Partial<ContactFacts>, object]>([
    ['none sent', { policy: caps([1, 7]) }, { may: 'now' }],
    ['one sent of two', { policy: caps([2, 7]), sentAt: [before(DAY)] }, { may: 'now' }],
    ['two sent of two', { policy: caps([2, 7]), sentAt: [before(DAY), before(3 * DAY)] }, later(after(4 * DAY))],
    ['the oldest of two just left', { policy: caps([2, 7]), sentAt: [before(DAY), before(7 * DAY)] }, { may: 'now' }],
    ['a moment before', { policy: caps([2, 7]), sentAt: [before(DAY), before(7 * DAY - 1)] }, later(after(1))],
    [
      'more sent than allowed: the second newest has to leave',
      { policy: caps([2, 7]), sentAt: [before(DAY), before(2 * DAY), before(3 * DAY)] },
      later(after(5 * DAY)),
    ],
    ['one a day', { policy: caps([1, 1]), sentAt: [before(HOUR)] }, later(after(23 * HOUR))],
    ['the second of two caps', { policy: caps([5, 1], [1, 3]), sentAt: [before(DAY)] }, later(after(2 * DAY))],
    [
      'a cap of another channel',
      { policy: { frequencyCaps: [{ channel: 'call', max: 1, days: 7 }] }, sentAt: [NOW] },
      { may: 'now' },
    ],
    [
      'a cap that frees only after the approval has run out',
      { policy: caps([1, 30]), sentAt: [before(DAY)] },
      never('frequency_cap'),
    ],
    [
      'a cap that frees a moment before the approval runs out',
      { policy: caps([1, 8]), sentAt: [before(DAY + HOUR + 1)] },
      later(after(7 * DAY - HOUR - 1)),
    ],
    [
      'a cap that frees with the approval’s last moment',
      { policy: caps([1, 8]), sentAt: [before(DAY + HOUR)] },
      never('frequency_cap'),
    ],
  ])('%s', (_, change, verdict) => {
    expect(mayContact(facts(change))).toEqual(verdict)
  })
})

describe('quiet hours', () => {
  const night = { from: '21:00', to: '08:00' }
  const noon = { from: '11:30', to: '13:00' }
  const at = (now: string, quiet: { from: string; to: string }, timeZone: string | null = null) => {
    const date = new Date(now)
    const verdict = mayContact(
      facts({ now: date, approvedAt: date, policy: { quietHours: { email: quiet } }, timeZone }),
    )
    return verdict.may === 'later' ? `${verdict.at.toISOString()} ${verdict.reason}` : verdict.may
  }

  test.each<[string, { from: string; to: string }, string | null, string]>([
    ['2026-11-20T20:59:59Z', night, null, 'now'],
    ['2026-11-20T21:00:00Z', night, null, '2026-11-21T08:00:00.000Z'],
    ['2026-11-20T23:59:00Z', night, null, '2026-11-21T08:00:00.000Z'],
    ['2026-11-21T00:00:00Z', night, null, '2026-11-21T08:00:00.000Z'],
    ['2026-11-21T07:59:00Z', night, null, '2026-11-21T08:00:00.000Z'],
    ['2026-11-21T08:00:00Z', night, null, 'now'],
    ['2026-11-20T11:29:00Z', noon, null, 'now'],
    ['2026-11-20T11:30:00Z', noon, null, '2026-11-20T13:00:00.000Z'],
    ['2026-11-20T13:00:00Z', noon, null, 'now'],
    // On the customer's wall clock: Madrid is an hour ahead, New York five behind, Kathmandu 5:45 ahead.
    ['2026-11-20T20:00:00Z', night, 'Europe/Madrid', '2026-11-21T07:00:00.000Z'],
    ['2026-11-21T07:00:00Z', night, 'Europe/Madrid', 'now'],
    ['2026-11-20T21:00:00Z', night, 'America/New_York', 'now'],
    ['2026-11-21T02:00:00Z', night, 'America/New_York', '2026-11-21T13:00:00.000Z'],
    ['2026-11-20T15:15:00Z', night, 'Asia/Kathmandu', '2026-11-21T02:15:00.000Z'],
    ['2026-11-20T15:14:00Z', night, 'Asia/Kathmandu', 'now'],
    ['2026-11-20T00:00:00Z', { from: '00:00', to: '06:00' }, null, '2026-11-20T06:00:00.000Z'],
    ['2026-11-20T23:59:00Z', { from: '18:00', to: '00:00' }, null, '2026-11-21T00:00:00.000Z'],
    ['2026-11-20T12:00:00Z', { from: '12:00', to: '12:00' }, null, 'now'],
  ])('at %s, quiet %j, zone %s: %s', (now, quiet, timeZone, expected) => {
    expect(at(now, quiet, timeZone).replace(' quiet_hours_expired', '')).toBe(expected)
  })

  test('seconds of the minute at which they begin and end are on the right side', () => {
    expect(at('2026-11-20T07:59:59.999Z', night)).not.toBe('now')
    // Never early; the last minute may be late by the seconds in it.
    expect(at('2026-11-20T07:59:30Z', night)).toBe('2026-11-20T08:00:30.000Z quiet_hours_expired')
  })

  test('a night in which the clock is put forward or back never ends early', () => {
    const wall = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Madrid', hour: '2-digit', hourCycle: 'h23' })
    for (const evening of ['2027-03-27T22:00:00Z', '2026-10-24T22:00:00Z']) {
      let now = new Date(evening)
      for (let looks = 0; looks < 3; looks += 1) {
        const answer = at(now.toISOString(), night, 'Europe/Madrid')
        if (answer === 'now') break
        now = new Date(answer.split(' ')[0]!)
      }
      expect(at(now.toISOString(), night, 'Europe/Madrid')).toBe('now')
      expect(Number(wall.format(now))).toBeGreaterThanOrEqual(8)
      expect(Number(wall.format(now))).toBeLessThanOrEqual(9)
    }
  })

  test('are each channel’s own', () => {
    const quietCalls = { now: new Date('2026-11-20T23:00:00Z'), policy: { quietHours: { call: night } } }
    expect(mayContact(facts({ ...quietCalls, approvedAt: quietCalls.now }))).toEqual({ may: 'now' })
  })

  test('that outlast the approval end it', () => {
    const now = new Date('2026-11-20T23:00:00Z')
    const approvedAt = new Date(now.getTime() - 7 * DAY + HOUR)
    const verdict = mayContact(facts({ now, approvedAt, policy: { quietHours: { email: night } } }))
    expect(verdict).toEqual(never('quiet_hours_expired'))
  })
})
