import { restsOn } from '../briefs/why.ts'
import type { ChannelName } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import { hasConsent, type StoredCustomer } from '../customers/customer.ts'
import { brandIncomplete, channelUnavailable } from '../drafts/problems.ts'
import type { DraftRow, RevisionRow } from '../drafts/store.ts'
import type { Problem } from '../problem.ts'
import type { ObjectionSource } from '../signals/signal-source.ts'
import { isOtherAddress } from './address.ts'
import { addressChanged, noConsent, objectedTo, suppressedAddress } from './problems.ts'

export type ToSchedule = {
  draft: Pick<DraftRow, 'channel' | 'purpose'>
  revision: Pick<RevisionRow, 'brandVersion' | 'recipient' | 'brief'>
  customer: StoredCustomer
  objections: readonly ObjectionSource[]
  suppressed: boolean
}

/**
 * Why a message cannot go into the outbox, or null.
 * @returns brand-incomplete, channel-unavailable, no-consent, objected, address-changed, suppressed
 */
export function whyNotScheduled(
  deps: { transports: Readonly<Partial<Record<ChannelName, unknown>>> },
  { draft, revision, customer, objections, suppressed }: ToSchedule,
): Problem | null {
  const channel = findChannel(draft.channel)
  if (channel === undefined || deps.transports[draft.channel] === undefined) {
    return channelUnavailable(`Nothing can be sent by ${draft.channel} here.`)
  }
  if (channel.needsSender) {
    if (revision.brandVersion === 0) {
      return brandIncomplete(
        'Set the brand policy (PUT /v1/brand), then regenerate: the message needs a sender and a postal address.',
      )
    }
    if (revision.recipient === null) return channelUnavailable(`This customer has no address for ${channel.name}.`)
  }
  if (!hasConsent(customer.consents, draft.channel, draft.purpose)) {
    return noConsent(`There is no consent for ${draft.purpose} by ${draft.channel}.`)
  }
  if (restsOn(revision.brief, objections)) {
    return objectedTo('It rests on signals that the customer has objected to since. Regenerate the draft.')
  }
  if (isOtherAddress(draft.channel, revision.recipient, customer)) {
    return addressChanged(
      'It was written to an address that is no longer the one of this customer. Regenerate the draft.',
    )
  }
  return suppressed ? suppressedAddress() : null
}
