import type { Context } from '../context.ts'
import { loadCustomer } from '../customers/store.ts'
import type { Tx } from '../db/client.ts'
import type { ChannelName } from '../channels/channel.ts'
import type { Scheduled } from '../drafts/decide-draft.ts'
import { type ApprovedDraft, UNDO_SECONDS } from '../drafts/draft.ts'
import { campaignCancelled } from '../drafts/problems.ts'
import { type DraftRow, findRevision } from '../drafts/store.ts'
import type { Queue } from '../queue/queue.ts'
import { findObjections } from '../signals/store.ts'
import { hashAddress } from './address.ts'
import { type SendingCampaign, withinWindow } from './campaign-sending.ts'
import { deliverySend } from './jobs.ts'
import { whyNotScheduled } from './may-schedule.ts'
import { alreadyLeft } from './problems.ts'
import { changeDelivery, findDeliveryOfDecision, insertDelivery, lockDeliveryOfDraft } from './store.ts'
import { isSuppressed, loadAddressSecret } from './suppression-store.ts'
import { takeTurns } from './turn-store.ts'

export type ScheduleDeps = Context & {
  queue: Queue
  /** What can be sent by: one that is not here can be written for, not approved. */
  transports: Readonly<Partial<Record<ChannelName, unknown>>>
  /** What is to be known of these campaigns; one that does not exist is left out. */
  sendingCampaigns(tx: Tx, ids: readonly string[]): Promise<SendingCampaign[]>
}

/**
 * Puts an approved message into the outbox and asks the queue to wake it when its time to be taken back is over. Runs in
 * the approval's transaction: both are there or neither.
 * @throws brand-incomplete, channel-unavailable, no-consent, objected, address-changed, suppressed, campaign-cancelled
 */
export async function scheduleDelivery(
  deps: ScheduleDeps,
  tx: Tx,
  approved: ApprovedDraft,
  draft: DraftRow,
): Promise<Scheduled> {
  const revision = (await findRevision(tx, approved.draftId, approved.revision))!
  const customer = (await loadCustomer(tx, draft.customerId))!
  const hash = await hashOfRecipient(tx, draft, revision)
  const suppressed = hash !== null && (await isSuppressed(tx, hash, draft.channel))
  const objections = (await findObjections(tx, [customer.id])).get(customer.id) ?? []
  const refusal = whyNotScheduled(deps, { draft, revision, customer, objections, suppressed })
  if (refusal !== null) throw refusal
  const id = deps.newId()
  const [notBefore] = (await momentsFor(deps, tx, draft.campaignId, approved.approvedAt, 1)) as [Date]
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
  // Of a campaign there may be a million: no job each, the sweeper wakes the outbox for all of them.
  if (draft.campaignId === null) {
    await deps.queue.enqueue(tx, deliverySend, { deliveryId: id }, { startAfter: notBefore })
  }
  await deps.failpoint('approval.in-queue')
  return { id, state: 'queued', notBefore }
}

/**
 * When messages that are approved at this time may leave: when they cannot be taken back any more, and, of a campaign, in
 * its window and by its pace. One statement or two, however many they are.
 * @throws campaign-cancelled
 */
export async function momentsFor(
  deps: Pick<ScheduleDeps, 'sendingCampaigns'>,
  tx: Tx,
  campaignId: string | null,
  approvedAt: Date,
  count: number,
): Promise<Date[]> {
  const soonest = new Date(approvedAt.getTime() + UNDO_SECONDS * 1000)
  const [campaign] = campaignId === null ? [] : await deps.sendingCampaigns(tx, [campaignId])
  if (campaign === undefined) return Array.from({ length: count }, () => soonest)
  if (campaign.standing === 'cancelled') throw campaignCancelled('Nothing of it is sent any more.')
  const from = campaign.startAt !== null && campaign.startAt > soonest ? campaign.startAt : soonest
  const turns = await takeTurns(tx, campaign, from, count)
  return turns.map((turn) => {
    const moment = withinWindow(turn, campaign)
    return moment < soonest ? soonest : moment
  })
}

async function hashOfRecipient(
  tx: Tx,
  draft: DraftRow,
  { recipient }: { recipient: string | null },
): Promise<string | null> {
  return recipient === null ? null : hashAddress(await loadAddressSecret(tx), draft.channel, recipient)
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
