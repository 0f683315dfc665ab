import { restsOn } from '../briefs/why.ts'
import type { Context } from '../context.ts'
import { hasConsent } from '../customers/customer.ts'
import { loadCustomer } from '../customers/store.ts'
import type { Tx } from '../db/client.ts'
import type { ChannelName } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import type { Scheduled } from '../drafts/decide-draft.ts'
import { type ApprovedDraft, UNDO_SECONDS } from '../drafts/draft.ts'
import { brandIncomplete, channelUnavailable } from '../drafts/problems.ts'
import { type DraftRow, findRevision } from '../drafts/store.ts'
import type { Queue } from '../queue/queue.ts'
import { findObjections } from '../signals/store.ts'
import { hashAddress, isOtherAddress } from './address.ts'
import { deliverySend } from './jobs.ts'
import { addressChanged, alreadyLeft, noConsent, objectedTo, suppressedAddress } from './problems.ts'
import { changeDelivery, findDeliveryOfDecision, insertDelivery, lockDeliveryOfDraft } from './store.ts'
import { isSuppressed, loadAddressSecret } from './suppression-store.ts'

export type ScheduleDeps = Context & {
  queue: Queue
  /** What can be sent by: one that is not here can be written for, not approved. */
  transports: Readonly<Partial<Record<ChannelName, unknown>>>
}

/**
 * Puts an approved message into the outbox and asks the queue to wake it when its time to be taken back is over. Runs in
 * the approval's transaction: both are there or neither.
 * @throws brand-incomplete, channel-unavailable, no-consent, objected, address-changed, suppressed
 */
export async function scheduleDelivery(
  deps: ScheduleDeps,
  tx: Tx,
  approved: ApprovedDraft,
  draft: DraftRow,
): Promise<Scheduled> {
  const channel = findChannel(draft.channel)
  const revision = (await findRevision(tx, approved.draftId, approved.revision))!
  if (channel === undefined || deps.transports[draft.channel] === undefined) {
    throw channelUnavailable(`Nothing can be sent by ${draft.channel} here.`)
  }
  if (channel.needsSender) {
    if (revision.brandVersion === 0) {
      throw brandIncomplete(
        'Set the brand policy (PUT /v1/brand), then regenerate: the message needs a sender and a postal address.',
      )
    }
    if (revision.recipient === null) throw channelUnavailable(`This customer has no address for ${channel.name}.`)
  }
  const customer = (await loadCustomer(tx, draft.customerId))!
  if (!hasConsent(customer.consents, draft.channel, draft.purpose)) {
    throw noConsent(`There is no consent for ${draft.purpose} by ${draft.channel}.`)
  }
  const objections = (await findObjections(tx, [customer.id])).get(customer.id) ?? []
  if (restsOn(revision.brief, objections)) {
    throw objectedTo('It rests on signals that the customer has objected to since. Regenerate the draft.')
  }
  if (isOtherAddress(draft.channel, revision.recipient, customer)) {
    throw addressChanged(
      'It was written to an address that is no longer the one of this customer. Regenerate the draft.',
    )
  }
  if (revision.recipient !== null) {
    const hash = hashAddress(await loadAddressSecret(tx), draft.channel, revision.recipient)
    if (await isSuppressed(tx, hash, draft.channel)) throw suppressedAddress()
  }
  const id = deps.newId()
  const notBefore = new Date(approved.approvedAt.getTime() + UNDO_SECONDS * 1000)
  await insertDelivery(tx, {
    id,
    decisionId: approved.decisionId,
    draftId: draft.id,
    revision: approved.revision,
    digest: approved.digest,
    customerId: draft.customerId,
    campaignId: draft.campaignId,
    channel: draft.channel,
    purpose: draft.purpose,
    state: 'queued',
    notBefore,
    createdAt: approved.approvedAt,
    updatedAt: approved.approvedAt,
  })
  await deps.failpoint('approval.in-outbox')
  await deps.queue.enqueue(tx, deliverySend, { deliveryId: id }, { startAfter: notBefore })
  await deps.failpoint('approval.in-queue')
  return { id, state: 'queued', notBefore }
}

export async function findScheduled(tx: Tx, decisionId: string): Promise<Scheduled | null> {
  const row = await findDeliveryOfDecision(tx, decisionId)
  return row === null ? null : { id: row.id, state: row.state, notBefore: row.notBefore }
}

/** Takes the delivery of a draft out of the outbox. @throws delivery-left when it is no longer `queued` or `held` */
export async function cancelDelivery(context: Context, tx: Tx, draftId: string): Promise<void> {
  const delivery = await lockDeliveryOfDraft(tx, draftId)
  if (delivery === null) return
  const cancelled = await changeDelivery(tx, delivery.id, ['queued', 'held'], {
    state: 'cancelled',
    updatedAt: context.now(),
  })
  if (!cancelled) throw alreadyLeft(`Its delivery is ${delivery.state}.`)
}
