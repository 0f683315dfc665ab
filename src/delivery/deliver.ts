import { loadBrand, loadBrandVersion } from '../brand/store.ts'
import type { ChannelName, HandOver, Outgoing, Transport } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import type { Context } from '../context.ts'
import { hasConsent } from '../customers/customer.ts'
import { loadCustomer, lockCustomer } from '../customers/store.ts'
import type { Tx } from '../db/client.ts'
import { digestOfRevision } from '../drafts/digest.ts'
import { loadEvidence } from '../drafts/load-evidence.ts'
import { staleFacts } from '../drafts/stale-facts.ts'
import { findDecision, findRevision, lockDraft } from '../drafts/store.ts'
import { senderOf } from '../drafts/write-revision.ts'
import { emit } from '../events.ts'
import type { Queue } from '../queue/queue.ts'
import { hashAddress } from './address.ts'
import { type DeliveryState, MAX_ATTEMPTS, SENDING_LEASE_SECONDS } from './delivery.ts'
import { deliverySend } from './jobs.ts'
import { mayContact } from './may-contact.ts'
import {
  changeDelivery,
  claimDue,
  type DeliveryChange,
  type DeliveryRow,
  findDelivery,
  isSuppressed,
  loadAddressSecret,
  renewLease,
  sentSince,
} from './store.ts'

export type DeliverDeps = Context & {
  queue: Queue
  transports: Readonly<Partial<Record<ChannelName, Transport>>>
}

const YEAR_MS = 365 * 86_400_000
const seconds = (from: Date, count: number): Date => new Date(from.getTime() + count * 1000)

/**
 * Hands one delivery to its provider, if it may leave now. Claimed in one transaction, handed over with none open, marked
 * in another; a process that dies in between leaves a row whose lease runs out.
 */
export async function deliver(deps: DeliverDeps, input: { deliveryId: string }): Promise<void> {
  await deps.failpoint('delivery.woken')
  const claimed = await deps.db.transaction((tx) => claim(deps, tx, input.deliveryId))
  if (claimed === null) return
  await deps.failpoint('delivery.claimed')
  const { delivery, message } = claimed
  const transport = deps.transports[delivery.channel]!
  const heartbeat = setInterval(
    () => {
      renewLease(deps.db, delivery, seconds(deps.now(), SENDING_LEASE_SECONDS)).catch((error: unknown) =>
        deps.log.warn({ event: 'lease-not-renewed', deliveryId: delivery.id, err: error }),
      )
    },
    (SENDING_LEASE_SECONDS * 1000) / 3,
  )
  try {
    const result = await transport.send(message)
    await deps.failpoint('delivery.handed-over')
    await settle(deps, delivery, result)
    await deps.failpoint('delivery.marked')
  } finally {
    clearInterval(heartbeat)
  }
}

type Claimed = { delivery: DeliveryRow; message: Outgoing }

async function claim(deps: DeliverDeps, tx: Tx, deliveryId: string): Promise<Claimed | null> {
  const now = deps.now()
  const named = await findDelivery(tx, deliveryId)
  if (named === null) return null
  // Always the draft before its delivery, as decisions do. The draft's row keeps edits and withdrawals out; the customer's
  // row makes all senders to one person take turns, so that caps hold.
  const draft = (await lockDraft(tx, named.draftId))!
  const delivery = await claimDue(tx, deliveryId, now)
  if (delivery === null) return null
  await lockCustomer(tx, delivery.customerId)
  const channel = findChannel(delivery.channel)!
  const revision = (await findRevision(tx, delivery.draftId, delivery.revision))!
  const decision = (await findDecision(tx, delivery.decisionId))!
  const customer = (await loadCustomer(tx, delivery.customerId))!
  const brand = await loadBrand(tx)
  const approvedBrand = await loadBrandVersion(tx, revision.brandVersion)
  const evidence = await loadEvidence(tx, revision, { now, timeZone: customer.timeZone })
  const { offer } = evidence
  const { recipient } = revision
  const suppressed =
    recipient !== null &&
    (await isSuppressed(tx, hashAddress(await loadAddressSecret(tx), delivery.channel, recipient), delivery.channel))
  const stillApproved = draft.status === 'approved' && draft.currentRevision === delivery.revision
  const verdict = mayContact({
    now,
    channel: delivery.channel,
    approvedAt: decision.createdAt,
    approvedDigest: delivery.digest,
    currentDigest: stillApproved ? digestOfRevision(delivery.channel, revision) : '',
    recipient,
    needsRecipient: channel.needsSender,
    consent: hasConsent(customer.consents, delivery.channel, delivery.purpose),
    suppressed,
    offerUntil: offer === null ? null : new Date(offer.validUntil),
    hasStaleFacts: staleFacts(revision, evidence).length > 0,
    sentAt: await sentSince(tx, delivery.customerId, delivery.channel, new Date(now.getTime() - YEAR_MS)),
    policy: brand?.policy ?? {},
    timeZone: customer.timeZone,
  })
  if (verdict.may !== 'now') {
    const state = verdict.may === 'never' ? 'skipped' : 'held'
    await change(deps, tx, delivery, {
      state,
      reason: verdict.reason,
      ...(verdict.may === 'later' ? { notBefore: verdict.at } : {}),
    })
    if (verdict.may === 'later') await deps.queue.enqueue(tx, deliverySend, { deliveryId }, { startAfter: verdict.at })
    return null
  }
  await change(deps, tx, delivery, {
    state: 'sending',
    reason: null,
    attempts: delivery.attempts + 1,
    // From here on, not from before the locks: waiting for them must not use the lease up.
    leaseUntil: seconds(deps.now(), SENDING_LEASE_SECONDS),
  })
  await deps.failpoint('delivery.claiming')
  const message: Outgoing = {
    deliveryId,
    recipient: recipient ?? '',
    sender: senderOf(approvedBrand) ?? { name: '', email: '', replyTo: null, postalAddress: '' },
    subject: revision.headers['Subject'] ?? '',
    rendered: { text: revision.renderedText, html: revision.renderedHtml, headers: revision.headers },
  }
  return { delivery: { ...delivery, attempts: delivery.attempts + 1 }, message }
}

/** What becomes of a delivery after a hand-over. A retry waits longer each time: 5 s, 20 s, 80 s, 320 s. */
function afterHandOver(result: HandOver, attempts: number, now: Date): Omit<DeliveryChange, 'updatedAt'> {
  switch (result.outcome) {
    case 'sent':
      return { state: 'sent', sentAt: now, reason: null, providerMessageId: result.providerMessageId }
    case 'handed_over':
      return { state: 'handed_over', sentAt: now, reason: null }
    case 'refused':
      return { state: 'failed', reason: result.reason }
    case 'unknown':
      return { state: 'uncertain', reason: result.reason }
    case 'not_sent':
      break
  }
  return attempts < MAX_ATTEMPTS
    ? { state: 'queued', reason: result.reason, notBefore: seconds(now, 5 * 4 ** (attempts - 1)) }
    : { state: 'failed', reason: result.reason }
}

/**
 * Writes down how the hand-over ended. A row that the sweeper took for abandoned meanwhile is set right when it is certain
 * that the message left; a row that is in a later hand-over is none of ours.
 */
async function settle(deps: DeliverDeps, delivery: DeliveryRow, result: HandOver): Promise<void> {
  const now = deps.now()
  const to = afterHandOver(result, delivery.attempts, now)
  const from: DeliveryState[] = result.outcome === 'sent' ? ['sending', 'uncertain'] : ['sending']
  const settled = await deps.db.transaction(async (tx) => {
    const changed = await changeDelivery(
      tx,
      delivery.id,
      from,
      { ...to, leaseUntil: null, updatedAt: now },
      delivery.attempts,
    )
    if (changed && to.notBefore !== undefined) {
      await deps.queue.enqueue(tx, deliverySend, { deliveryId: delivery.id }, { startAfter: to.notBefore })
    }
    return changed
  })
  if (settled) emitChange(deps, delivery, to)
  else deps.log.warn({ event: 'hand-over-ended-late', deliveryId: delivery.id, outcome: result.outcome })
}

async function change(
  deps: Context,
  tx: Tx,
  delivery: DeliveryRow,
  to: Omit<DeliveryChange, 'updatedAt'>,
): Promise<void> {
  await changeDelivery(tx, delivery.id, delivery.state, { ...to, updatedAt: deps.now() })
  emitChange(deps, delivery, to)
}

function emitChange(context: Context, delivery: DeliveryRow, to: Pick<DeliveryChange, 'state' | 'reason'>): void {
  emit(context.log, {
    event: 'delivery-changed',
    deliveryId: delivery.id,
    state: to.state ?? delivery.state,
    reason: to.reason ?? undefined,
  })
}
