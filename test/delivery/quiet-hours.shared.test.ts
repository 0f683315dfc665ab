import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { clocksOf, isTimeZone } from '../../src/customers/time-zone.ts'
import { mayContact } from '../../src/delivery/may-contact.ts'
import { loadJudgedZones, type Step, wallClock } from './zone-judge.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MARGIN = 15 * MINUTE

type Transition = { zone: string; at_utc: string; offset_before: number; offset_after: number }
const corpus = JSON.parse(
  readFileSync(new URL('../../../shared/corpora/tz-transitions/transitions-20-zones.json', import.meta.url), 'utf8'),
) as Transition[]

/** The two kinds of quiet hours: the night of the law, and hours in which most clocks are put forward and back. */
const WINDOWS = [
  { channel: 'sms' as const, from: 21 * HOUR, to: 8 * HOUR, policy: {} },
  {
    channel: 'email' as const,
    from: 1.5 * HOUR,
    to: 3.25 * HOUR,
    policy: { quietHours: { email: { from: '01:30', to: '03:15' } } },
  },
]

/** When a message that is due at `now` leaves, by the service's own word. */
function leavesAt(zone: string, now: number, { channel, policy }: (typeof WINDOWS)[number]): number {
  const date = new Date(now)
  const verdict = mayContact({
    now: date,
    channel,
    purpose: 'service',
    approvedAt: date,
    approvedDigest: 'sha256:a',
    currentDigest: 'sha256:a',
    recipient: '+34612345678',
    needsRecipient: true,
    hasOtherAddress: false,
    consents: [],
    suppressed: false,
    isObjected: false,
    offerUntil: null,
    hasStaleFacts: false,
    senderPaused: false,
    sent: [],
    policy,
    campaign: null,
    zones: [zone],
  })
  if (verdict.may === 'never') throw new Error(`${zone}: never, ${verdict.reason}`)
  return verdict.may === 'now' ? now : verdict.at.getTime()
}

const isQuiet = (steps: readonly Step[], at: number, { from, to }: (typeof WINDOWS)[number]): boolean => {
  const clock = wallClock(steps, at)
  return from < to ? clock >= from && clock < to : clock >= from || clock < to
}
/** By the judge alone: some minute within a quarter of an hour is quiet. The ends of it lie on whole minutes. */
const isNearQuiet = (steps: readonly Step[], at: number, window: (typeof WINDOWS)[number]): boolean => {
  for (let near = at - MARGIN + 1; near < at + MARGIN; near += MINUTE) if (isQuiet(steps, near, window)) return true
  return isQuiet(steps, at + MARGIN, window)
}

test('no message leaves in quiet hours, in any zone, at any hour of the days on which clocks change', () => {
  const zones = loadJudgedZones()
  expect(zones.size).toBeGreaterThan(590)
  const breaches: string[] = []
  const late: string[] = []
  let asked = 0
  for (const [zone, steps] of zones) {
    if (!isTimeZone(zone)) continue
    const days = [Date.UTC(2026, 0, 15), Date.UTC(2027, 6, 15)]
    for (const { at } of steps.slice(1)) for (const day of [-1, 0, 1]) days.push(at - (at % DAY) + day * DAY)
    for (const window of WINDOWS) {
      for (const day of days) {
        for (let hour = 0; hour < 24; hour++) {
          // On the hour, and at some second between two.
          for (const now of [day + hour * HOUR, day + hour * HOUR + ((asked * 7919) % 3600) * 1000]) {
            asked++
            const leaves = leavesAt(zone, now, window)
            if (isNearQuiet(steps, leaves, window)) breaches.push(`${zone} ${new Date(leaves).toISOString()}`)
            // A minute earlier it would not have been allowed to.
            if (leaves > now && !isNearQuiet(steps, Math.max(now, leaves - MINUTE), window)) {
              late.push(`${zone} asked ${new Date(now).toISOString()}, leaves ${new Date(leaves).toISOString()}`)
            }
          }
        }
      }
    }
  }
  console.log(JSON.stringify({ zones: zones.size, asked, breaches: breaches.length, late: late.length }))
  expect(breaches).toEqual([])
  expect(late).toEqual([])
  expect(asked).toBeGreaterThan(200_000)
})

test('what is no zone to us is one of those without a place', () => {
  const unknown = [...loadJudgedZones().keys()].filter((zone) => !isTimeZone(zone))
  expect(unknown).toEqual(['Factory'])
})

test('every listed change of the clocks is known to the second, and nothing leaves in the quiet hours around it', () => {
  expect(corpus).toHaveLength(177)
  const breaches: string[] = []
  for (const { zone, at_utc, offset_before: before, offset_after: after } of corpus) {
    const at = Date.parse(at_utc)
    expect([zone, at_utc, clocksOf(zone, at - 1).aheadMs, clocksOf(zone, at).aheadMs]).toEqual([
      zone,
      at_utc,
      before * 1000,
      after * 1000,
    ])
    const steps = [
      { at: -Infinity, aheadMs: before * 1000 },
      { at, aheadMs: after * 1000 },
    ]
    for (const window of WINDOWS) {
      for (let now = at - DAY; now < at + DAY; now += 10 * MINUTE) {
        const leaves = leavesAt(zone, now, window)
        if (isNearQuiet(steps, leaves, window)) breaches.push(`${zone} ${new Date(leaves).toISOString()}`)
      }
    }
  }
  expect(breaches).toEqual([])
})
