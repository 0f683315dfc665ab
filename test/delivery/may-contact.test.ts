import { describe, expect, test } from 'vitest'
import type { Consent } from '../../src/customers/customer.ts'
import type { SendingCampaign } from '../../src/delivery/campaign-sending.ts'
import { type ContactFacts, mayContact } from '../../src/delivery/may-contact.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR
const before = (ms: number): Date => new Date(NOW.getTime() - ms)
const after = (ms: number): Date => new Date(NOW.getTime() + ms)

const consent = (change: Partial<Consent> = {}): Consent => ({
  channel: 'email',
  purpose: 'marketing',
  state: 'granted',
  source: 'checkout',
  at: '2026-01-01T00:00:00Z',
  ...change,
})
const sent = (...at: Date[]): ContactFacts['sent'] => at.map((one) => ({ channel: 'email', at: one }))

const facts = (change: Partial<ContactFacts> = {}): ContactFacts => ({
  now: NOW,
  channel: 'email',
  purpose: 'marketing',
  approvedAt: before(HOUR),
  approvedDigest: 'sha256:a',
  currentDigest: 'sha256:a',
  recipient: 'ines@example.com',
  needsRecipient: true,
  hasOtherAddress: false,
  consents: [consent()],
  suppressed: false,
  isObjected: false,
  offerUntil: null,
  hasStaleFacts: false,
  senderPaused: false,
  sent: [],
  policy: {},
  campaign: null,
  zones: ['UTC'],
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
    ['no consent', { consents: [] }, never('no_consent')],
    ['a withdrawn consent', { consents: [consent({ state: 'withdrawn' })] }, never('no_consent')],
    ['a consent for another purpose', { consents: [consent({ purpose: 'service' })] }, never('no_consent')],
    ['a consent for another channel', { consents: [consent({ channel: 'sms' })] }, never('no_consent')],
    ['a service message, which needs none', { consents: [], purpose: 'service' }, { may: 'now' }],
    [
      'a service message that was declined',
      { consents: [consent({ purpose: 'service', state: 'denied' })], purpose: 'service' },
      never('no_consent'),
    ],
    ['a running offer', { offerUntil: after(DAY) }, { may: 'now' }],
    ['an offer that ends a moment later', { offerUntil: after(1) }, { may: 'now' }],
    ['an offer that ends now', { offerUntil: NOW }, never('offer_expired')],
    ['an offer that ended', { offerUntil: before(DAY) }, never('offer_expired')],
    ['signals that the customer objects to', { isObjected: true }, never('objected')],
    ['an objection and no consent', { isObjected: true, consents: [] }, never('no_consent')],
    ['an address that is no longer the customer’s', { hasOtherAddress: true }, never('address_changed')],
    ['a fact that changed since', { hasStaleFacts: true }, never('evidence_stale')],
    ['an offer that ended and changed', { offerUntil: NOW, hasStaleFacts: true }, never('offer_expired')],
  ])('%s', (_, change, verdict) => {
    expect(mayContact(facts(change))).toEqual(verdict)
  })

  test('comes before what would only put it off', () => {
    const held = { sent: sent(NOW), policy: { frequencyCaps: [{ channel: 'email' as const, max: 1, days: 1 }] } }
    expect(mayContact(facts(held))).toMatchObject({ may: 'later' })
    expect(mayContact(facts({ ...held, suppressed: true }))).toEqual(never('suppressed'))
    expect(mayContact(facts({ ...held, consents: [] }))).toEqual(never('no_consent'))
  })
})

describe('what its campaign says', () => {
  const campaign = (change: Partial<SendingCampaign> = {}): Partial<ContactFacts> => ({
    campaign: { id: 'c', channel: 'email', standing: 'sending', startAt: null, endAt: null, perHour: null, ...change },
  })
  const capped = { sent: sent(NOW), policy: { frequencyCaps: [{ channel: 'email' as const, max: 1, days: 1 }] } }
  test.each<[string, Partial<ContactFacts>, object]>([
    ['one that sends', campaign(), { may: 'now' }],
    ['one that is cancelled', campaign({ standing: 'cancelled' }), never('campaign_cancelled')],
    ['one that is paused', campaign({ standing: 'paused' }), { may: 'later', at: NOW, reason: 'campaign_paused' }],
    [
      'one that is paused, of somebody suppressed',
      { ...campaign({ standing: 'paused' }), suppressed: true },
      never('suppressed'),
    ],
    ['one that begins now', campaign({ startAt: NOW }), { may: 'now' }],
    [
      'one that begins later',
      campaign({ startAt: after(1) }),
      { may: 'later', at: after(1), reason: 'sending_window' },
    ],
    ['one that ends a moment later', campaign({ endAt: after(1) }), { may: 'now' }],
    ['one that ends now', campaign({ endAt: NOW }), never('sending_window_over')],
    ['one that is paused beyond its end', campaign({ standing: 'paused', endAt: NOW }), never('sending_window_over')],
    [
      'one that ends after a cap',
      { ...campaign({ endAt: after(DAY + 1) }), ...capped },
      { may: 'later', at: after(DAY), reason: 'frequency_cap' },
    ],
    [
      'one that ends before a cap does',
      { ...campaign({ endAt: after(DAY) }), ...capped },
      never('sending_window_over'),
    ],
  ])('%s', (_, change, verdict) => {
    expect(mayContact(facts(change))).toEqual(verdict)
  })
})

describe('frequency caps', () => {
  const caps = (...list: [max: number, days: number][]) => ({
    frequencyCaps: list.map(([max, days]) => ({ channel: 'email' as const, max, days })),
  })
  const later = (at: Date) => ({ may: 'later', at, reason: 'frequency_cap' })

  test.each<[string, Partial<ContactFacts>, object]>([
    ['none sent', { policy: caps([1, 7]) }, { may: 'now' }],
    ['one sent of two', { policy: caps([2, 7]), sent: sent(before(DAY)) }, { may: 'now' }],
    ['two sent of two', { policy: caps([2, 7]), sent: sent(before(DAY), before(3 * DAY)) }, later(after(4 * DAY))],
    ['the oldest of two just left', { policy: caps([2, 7]), sent: sent(before(DAY), before(7 * DAY)) }, { may: 'now' }],
    ['a moment before', { policy: caps([2, 7]), sent: sent(before(DAY), before(7 * DAY - 1)) }, later(after(1))],
    [
      'more sent than allowed: the second newest has to leave',
      { policy: caps([2, 7]), sent: sent(before(DAY), before(2 * DAY), before(3 * DAY)) },
      later(after(5 * DAY)),
    ],
    ['one a day', { policy: caps([1, 1]), sent: sent(before(HOUR)) }, later(after(23 * HOUR))],
    ['the second of two caps', { policy: caps([5, 1], [1, 3]), sent: sent(before(DAY)) }, later(after(2 * DAY))],
    [
      'a cap of another channel',
      { policy: { frequencyCaps: [{ channel: 'call', max: 1, days: 7 }] }, sent: sent(NOW) },
      { may: 'now' },
    ],
    [
      'a cap that frees only after the approval has run out',
      { policy: caps([1, 30]), sent: sent(before(DAY)) },
      never('frequency_cap'),
    ],
    [
      'a cap that frees a moment before the approval runs out',
      { policy: caps([1, 8]), sent: sent(before(DAY + HOUR + 1)) },
      later(after(7 * DAY - HOUR - 1)),
    ],
    [
      'a cap that frees with the approval’s last moment',
      { policy: caps([1, 8]), sent: sent(before(DAY + HOUR)) },
      never('frequency_cap'),
    ],
  ])('%s', (_, change, verdict) => {
    expect(mayContact(facts(change))).toEqual(verdict)
  })

  test('that count all channels together', () => {
    const policy = { frequencyCaps: [{ max: 2, days: 7 }] }
    const byPhone = { channel: 'sms', at: before(DAY) } as const
    expect(mayContact(facts({ policy, sent: [byPhone] }))).toEqual({ may: 'now' })
    const held = mayContact(facts({ policy, sent: [byPhone, ...sent(before(2 * DAY))] }))
    expect(held).toEqual(later(after(5 * DAY)))
  })

  test('that free in quiet hours: it leaves when these are over too', () => {
    const policy = { ...caps([1, 1]), quietHours: { email: { from: '21:00', to: '08:00' } } }
    // 24 hours after 23:00 is 23:00; the night and its margin end at 08:15.
    const verdict = mayContact(facts({ policy, sent: sent(before(13 * HOUR)) }))
    expect(verdict).toEqual(later(new Date('2026-11-21T08:15:00Z')))
  })
})

describe('a paused sender', () => {
  test('holds, and is asked again after an hour', () => {
    const verdict = mayContact(facts({ senderPaused: true }))
    expect(verdict).toEqual({ may: 'later', at: after(HOUR), reason: 'sender_paused' })
  })
})

describe('quiet hours', () => {
  const night = { from: '21:00', to: '08:00' }
  const ask = (now: string, change: Partial<ContactFacts>) => {
    const date = new Date(now)
    const verdict = mayContact(facts({ now: date, approvedAt: date, ...change }))
    return verdict.may === 'later' ? `${verdict.reason} ${verdict.at.toISOString()}` : verdict.may
  }

  test('are those of every zone where the customer may be', () => {
    const policy = { quietHours: { email: night } }
    expect(ask('2026-11-20T12:00:00Z', { policy, zones: ['Europe/Madrid', 'America/New_York'] })).toBe(
      'quiet_hours 2026-11-20T13:15:00.000Z',
    )
  })

  test('that leave no minute of the day hold it, to be asked again when more may be known', () => {
    const policy = { quietHours: { email: night } }
    const zones = ['Asia/Tokyo', 'Europe/Madrid', 'America/Chicago']
    expect(ask('2026-11-20T12:00:00Z', { policy, zones })).toBe('no_common_hour 2026-11-20T13:00:00.000Z')
    const now = new Date('2026-11-20T12:00:00Z')
    const approvedAt = new Date(now.getTime() - 7 * DAY + HOUR)
    expect(mayContact(facts({ now, approvedAt, policy, zones }))).toEqual(never('quiet_hours_expired'))
  })

  test('of text messages are there without a word of the brand, which can only add to them', () => {
    const text = { channel: 'sms' as const, consents: [consent({ channel: 'sms' })] }
    const evening = '2026-11-20T22:00:00Z'
    const morning = 'quiet_hours 2026-11-21T08:15:00.000Z'
    expect(ask(evening, text)).toBe(morning)
    expect(ask(evening, { ...text, policy: { quietHours: { sms: { from: '03:00', to: '04:00' } } } })).toBe(morning)
    expect(ask(evening, { ...text, policy: { quietHours: { sms: { from: '00:00', to: '00:00' } } } })).toBe(morning)
    expect(ask(evening, { ...text, policy: { quietHours: { sms: { from: '20:00', to: '10:00' } } } })).toBe(
      'quiet_hours 2026-11-21T10:15:00.000Z',
    )
    expect(ask('2026-11-21T12:00:00Z', text)).toBe('now')
    // A service message too: the customer began it, but not at this hour.
    expect(ask(evening, { ...text, purpose: 'service' })).toBe(morning)
  })

  test('of e-mail are only those of the brand', () => {
    expect(ask('2026-11-20T23:00:00Z', {})).toBe('now')
  })

  test('are each channel’s own', () => {
    const policy = { quietHours: { call: night } }
    expect(ask('2026-11-20T23:00:00Z', { policy })).toBe('now')
  })

  test('that outlast the approval end it', () => {
    const now = new Date('2026-11-20T23:00:00Z')
    const approvedAt = new Date(now.getTime() - 7 * DAY + HOUR)
    const verdict = mayContact(facts({ now, approvedAt, policy: { quietHours: { email: night } } }))
    expect(verdict).toEqual(never('quiet_hours_expired'))
  })
})
