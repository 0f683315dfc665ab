import type { BrandPolicy } from '../brand/brand.ts'
import type { ChannelName } from '../channels/channel.ts'
import { APPROVAL_LIFE_DAYS } from '../drafts/draft.ts'
import type { SkipReason } from './delivery.ts'

/** Everything that the last question before a hand-over looks at, read in the transaction that claims the delivery. */
export type ContactFacts = {
  now: Date
  channel: ChannelName
  /** When the decision was made. */
  approvedAt: Date
  /** The digest that was approved, and the one of what would be sent now. */
  approvedDigest: string
  currentDigest: string
  recipient: string | null
  needsRecipient: boolean
  consent: boolean
  suppressed: boolean
  /** When the offer that it carries ends. */
  offerUntil: Date | null
  /** True when something that the message says is no longer so. */
  hasStaleFacts: boolean
  /** When this customer was last written to on this channel, newest first. */
  sentAt: readonly Date[]
  policy: Pick<BrandPolicy, 'frequencyCaps' | 'quietHours'>
  /** The customer's IANA zone, if known. */
  timeZone: string | null
}

export type ContactVerdict =
  | { may: 'now' }
  | { may: 'later'; at: Date; reason: SkipReason }
  | { may: 'never'; reason: SkipReason }

const DAY_MS = 86_400_000
const never = (reason: SkipReason): ContactVerdict => ({ may: 'never', reason })

/** May this message leave now? What rules it out for good comes first, then what only puts it off. */
export function mayContact(facts: ContactFacts): ContactVerdict {
  if (facts.approvedDigest !== facts.currentDigest) return never('digest_mismatch')
  const approvalEnds = facts.approvedAt.getTime() + APPROVAL_LIFE_DAYS * DAY_MS
  if (facts.now.getTime() >= approvalEnds) return never('approval_expired')
  if (facts.needsRecipient && facts.recipient === null) return never('invalid_address')
  if (facts.suppressed) return never('suppressed')
  if (!facts.consent) return never('no_consent')
  if (facts.offerUntil !== null && facts.offerUntil.getTime() <= facts.now.getTime()) return never('offer_expired')
  if (facts.hasStaleFacts) return never('evidence_stale')
  const wait = later(facts)
  if (wait === null) return { may: 'now' }
  // What can only leave after the approval has run out will not leave at all.
  if (wait.at.getTime() >= approvalEnds) return never(wait.reason)
  return { may: 'later', ...wait }
}

function later(facts: ContactFacts): { at: Date; reason: SkipReason } | null {
  for (const cap of facts.policy.frequencyCaps ?? []) {
    if (cap.channel !== facts.channel) continue
    const windowMs = cap.days * DAY_MS
    const counted = facts.sentAt.filter((sent) => sent.getTime() > facts.now.getTime() - windowMs)
    const frees = counted[cap.max - 1]
    if (frees !== undefined) return { at: new Date(frees.getTime() + windowMs), reason: 'frequency_cap' }
  }
  const quiet = facts.policy.quietHours?.[facts.channel]
  const minutes = quiet === undefined ? null : minutesUntilLoud(facts.now, facts.timeZone ?? 'UTC', quiet)
  if (minutes === null) return null
  return { at: new Date(facts.now.getTime() + minutes * 60_000), reason: 'quiet_hours_expired' }
}

const toMinutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** Minutes until quiet hours end on the wall clock of that zone, or null when they are not on. They may span midnight. */
function minutesUntilLoud(now: Date, timeZone: string, quiet: { from: string; to: string }): number | null {
  const wall = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const clock = toMinutes(wall.format(now))
  const [from, to] = [toMinutes(quiet.from), toMinutes(quiet.to)]
  const on = from <= to ? clock >= from && clock < to : clock >= from || clock < to
  return on ? (to - clock + 1440) % 1440 || 1440 : null
}
