import type { BrandPolicy } from '../brand/brand.ts'
import type { ChannelName, Purpose } from '../channels/channel.ts'
import { type Consent, hasConsent } from '../customers/customer.ts'
import { APPROVAL_LIFE_DAYS } from '../drafts/draft.ts'
import type { SendingCampaign } from './campaign-sending.ts'
import type { HoldReason, SkipReason } from './delivery.ts'
import { firstLoudMoment, quietHoursOf } from './quiet-hours.ts'

/** Everything that the last question before a hand-over looks at, read in the transaction that claims the delivery. */
export type ContactFacts = {
  now: Date
  channel: ChannelName
  purpose: Purpose
  /** When the decision was made. */
  approvedAt: Date
  /** The digest that was approved, and the one of what would be sent now. */
  approvedDigest: string
  currentDigest: string
  recipient: string | null
  needsRecipient: boolean
  /** True when the address that was approved is no longer the customer's. */
  hasOtherAddress: boolean
  /** Of the customer, those that hold now: the newest for each channel and purpose. */
  consents: readonly Consent[]
  suppressed: boolean
  /** True when it rests on signals that the customer does not want to be used. */
  isObjected: boolean
  /** When the offer that it carries ends. */
  offerUntil: Date | null
  /** True when something that the message says is no longer so. */
  hasStaleFacts: boolean
  /** True while too many of those who were written to complain. */
  senderPaused: boolean
  /** When and how this customer was last written to, on every channel, newest first. */
  sent: readonly { channel: ChannelName; at: Date }[]
  policy: Pick<BrandPolicy, 'frequencyCaps' | 'quietHours'>
  /** The campaign that it belongs to. */
  campaign: SendingCampaign | null
  /** Every IANA zone that the customer may be in; one, when it is known. */
  zones: readonly string[]
}

export type ContactVerdict =
  | { may: 'now' }
  | { may: 'later'; at: Date; reason: HoldReason }
  | { may: 'never'; reason: SkipReason | 'campaign_cancelled' }

const DAY_MS = 86_400_000
/** After this time a hold is asked again of which nobody knows when it ends. */
export const ASK_AGAIN_MS = 3_600_000
/** What there is in a week comes in any: clocks are put forward and back twice a year. */
const QUIET_HORIZON_MS = 8 * DAY_MS

const never = (reason: SkipReason | 'campaign_cancelled'): ContactVerdict => ({ may: 'never', reason })

/**
 * May this message leave now? What rules it out for good comes first, then what only puts it off: until the first moment at
 * which, as things stand, nothing keeps it.
 */
export function mayContact(facts: ContactFacts): ContactVerdict {
  const { now, campaign } = facts
  if (campaign?.standing === 'cancelled') return never('campaign_cancelled')
  if (facts.approvedDigest !== facts.currentDigest) return never('digest_mismatch')
  const approvalEnds = facts.approvedAt.getTime() + APPROVAL_LIFE_DAYS * DAY_MS
  if (now.getTime() >= approvalEnds) return never('approval_expired')
  if (facts.needsRecipient && facts.recipient === null) return never('invalid_address')
  if (facts.suppressed) return never('suppressed')
  if (!hasConsent(facts.consents, facts.channel, facts.purpose)) return never('no_consent')
  if (facts.isObjected) return never('objected')
  if (facts.hasOtherAddress) return never('address_changed')
  if (facts.offerUntil !== null && facts.offerUntil.getTime() <= now.getTime()) return never('offer_expired')
  if (facts.hasStaleFacts) return never('evidence_stale')
  const windowEnds = campaign?.endAt?.getTime() ?? Infinity
  if (now.getTime() >= windowEnds) return never('sending_window_over')
  const wait = waitOf(facts)
  if (wait === null) return { may: 'now' }
  // What can only leave after the approval has run out, or the campaign's window is over, will not leave at all.
  if (wait.at.getTime() >= approvalEnds) return never(SKIP_AFTER[wait.reason])
  if (wait.at.getTime() >= windowEnds) return never('sending_window_over')
  return { may: 'later', ...wait }
}

/** Why a message that was held for this is skipped, when the approval runs out first. */
const SKIP_AFTER: Record<HoldReason, SkipReason> = {
  frequency_cap: 'frequency_cap',
  quiet_hours: 'quiet_hours_expired',
  no_common_hour: 'quiet_hours_expired',
  sender_paused: 'approval_expired',
  pace: 'approval_expired',
  campaign_paused: 'approval_expired',
  sending_window: 'approval_expired',
  internal_error: 'approval_expired',
}

function waitOf(facts: ContactFacts): { at: Date; reason: HoldReason } | null {
  const { now, channel, policy, campaign } = facts
  // As soon as it goes on: until then the deliveries of a paused campaign are not asked.
  if (campaign?.standing === 'paused') return { at: now, reason: 'campaign_paused' }
  if (campaign?.startAt && campaign.startAt > now) return { at: campaign.startAt, reason: 'sending_window' }
  const soon = new Date(now.getTime() + ASK_AGAIN_MS)
  if (facts.senderPaused) return { at: soon, reason: 'sender_paused' }
  const free = capsFreeAt(facts)
  const horizon = new Date(free.getTime() + QUIET_HORIZON_MS)
  const at = firstLoudMoment(free, horizon, facts.zones, quietHoursOf(channel, policy.quietHours))
  // Where the customer is may become known at any time.
  if (at === null) return { at: soon, reason: 'no_common_hour' }
  if (at.getTime() === now.getTime()) return null
  return { at, reason: free.getTime() > now.getTime() ? 'frequency_cap' : 'quiet_hours' }
}

/** When the last of the caps lets one more message through; `now` when all do. */
function capsFreeAt({ now, channel, sent, policy }: ContactFacts): Date {
  const frees = (policy.frequencyCaps ?? []).flatMap((cap): number[] => {
    if (cap.channel !== undefined && cap.channel !== channel) return []
    const windowMs = cap.days * DAY_MS
    const counted = sent.filter(
      (one) =>
        (cap.channel === undefined || one.channel === cap.channel) && one.at.getTime() > now.getTime() - windowMs,
    )
    const oldest = counted[cap.max - 1]
    return oldest === undefined ? [] : [oldest.at.getTime() + windowMs]
  })
  return new Date(Math.max(now.getTime(), ...frees))
}
