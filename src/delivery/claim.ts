import { restsOn } from '../briefs/why.ts'
import { loadBrand, loadBrandVersions } from '../brand/store.ts'
import type { VersionedBrand } from '../brand/brand.ts'
import type { ChannelName, Outgoing, Transport } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import type { Context } from '../context.ts'
import type { StoredCustomer } from '../customers/customer.ts'
import { loadCustomers } from '../customers/store.ts'
import { plausibleZones } from '../customers/time-zone.ts'
import type { Tx } from '../db/client.ts'
import { digestOfRevision } from '../drafts/digest.ts'
import { APPROVAL_LIFE_DAYS } from '../drafts/draft.ts'
import { type EvidenceOf, loadEvidenceOf } from '../drafts/load-evidence.ts'
import { staleFacts } from '../drafts/stale-facts.ts'
import { type Approval, findApprovals } from '../drafts/store.ts'
import { senderOf } from '../drafts/write-revision.ts'
import { emit } from '../events.ts'
import type { Queue } from '../queue/queue.ts'
import type { ObjectionSource } from '../signals/signal-source.ts'
import { findObjections } from '../signals/store.ts'
import { hashAddress, isOtherAddress } from './address.ts'
import {
  changeDeliveries,
  type Contact,
  contactsSince,
  findDeliveries,
  findSuppressed,
  type Held,
  holdAddresses,
  holdDue,
  type RowChange,
  type Which,
} from './claim-store.ts'
import { SENDING_LEASE_SECONDS } from './delivery.ts'
import { deliverySend } from './jobs.ts'
import { pausedChannels } from './sender-store.ts'
import { ASK_AGAIN_MS, type ContactVerdict, mayContact } from './may-contact.ts'
import type { Pace } from './pace.ts'
import { type DeliveryRow } from './store.ts'
import { loadAddressSecret } from './suppression-store.ts'

export type DeliverDeps = Context & {
  queue: Queue
  transports: Readonly<Partial<Record<ChannelName, Transport>>>
  /** True hands over again what may or may not have gone out, instead of leaving it to a person. */
  resendUnknown: boolean
  pace: Pace
}

/** A delivery to hand over; its `attempts` count this hand-over too. */
export type Claimed = { delivery: DeliveryRow; message: Outgoing }

const DAY_MS = 86_400_000
/** The longest time that a frequency cap may look back. */
const YEAR_MS = 365 * DAY_MS

/**
 * Decides about deliveries that are due, in one transaction: each is marked as being sent, put off or skipped.
 * @returns those to hand over now, and whether more may be due
 */
export async function claim(deps: DeliverDeps, which: Which): Promise<{ claimed: Claimed[]; more: boolean }> {
  const { claimed, more, changes } = await deps.db.transaction(async (tx) => {
    const held = await holdDue(tx, deps.now(), which)
    if (held.length === 0) return { claimed: [], more: false, changes: [] }
    const decided = decideAll(deps, await read(deps, tx, held))
    const changes = decided.map(({ delivery, verdict }) => changeFor(deps, delivery, verdict))
    await changeDeliveries(tx, changes)
    for (const { id, notBefore } of changes) {
      if (notBefore === undefined) continue
      await deps.queue.enqueue(tx, deliverySend, { deliveryId: id }, { startAfter: notBefore })
    }
    await deps.failpoint('delivery.claiming')
    const more = 'limit' in which && held.length === which.limit && changes.length > 0
    return { claimed: decided.flatMap((one) => one.claimed), more, changes }
  })
  for (const { id, state, reason } of changes) {
    emit(deps.log, { event: 'delivery-changed', deliveryId: id, state, reason: reason ?? undefined })
  }
  return { claimed, more }
}

type Item = {
  delivery: DeliveryRow
  approval: Approval
  /** Of what would be sent now; empty when it is no longer approved. */
  digest: string
  hash: string | null
}

type Asked = {
  now: Date
  items: Item[]
  customers: Map<string, StoredCustomer>
  suppressed: Set<string>
  paused: Set<ChannelName>
  contacts: Contact[]
  brand: VersionedBrand | null
  brands: Map<number, VersionedBrand>
  evidenceOf: EvidenceOf
  objections: Map<string, ObjectionSource[]>
}

/** Everything that is asked about, read after it is held: nothing of it changes before this transaction ends. */
async function read(deps: DeliverDeps, tx: Tx, held: readonly Held[]): Promise<Asked> {
  const now = deps.now()
  const [ids, decisionIds] = [held.map(({ id }) => id), held.map(({ decisionId }) => decisionId)]
  const [deliveries, approvals, secret] = await Promise.all([
    findDeliveries(tx, ids),
    findApprovals(tx, decisionIds),
    loadAddressSecret(tx),
  ])
  const byDecision = new Map(approvals.map((approval) => [approval.decisionId, approval]))
  const all = deliveries.map((delivery) => {
    const approval = byDecision.get(delivery.decisionId)!
    const { draft, revision } = approval
    const { recipient } = revision
    const stillApproved = draft.status === 'approved' && draft.currentRevision === delivery.revision
    return {
      delivery,
      approval,
      digest: stillApproved ? digestOfRevision(delivery.channel, revision) : '',
      hash: recipient === null ? null : hashAddress(secret, delivery.channel, recipient),
    }
  })
  const hashes = [...new Set(all.flatMap(({ hash }) => hash ?? []))]
  const free = await holdAddresses(tx, hashes)
  const items = all.filter(({ hash }) => hash === null || free.has(hash))
  const customerIds = [...new Set(items.map(({ delivery }) => delivery.customerId))]
  const revisions = items.filter(isWhole).map(({ approval }) => approval.revision)
  const [customers, suppressed, paused, contacts, brand, brands, evidenceOf, objections] = await Promise.all([
    loadCustomers(tx, customerIds),
    findSuppressed(tx, [...free]),
    pausedChannels(tx),
    contactsSince(tx, customerIds, new Date(now.getTime() - YEAR_MS)),
    loadBrand(tx),
    loadBrandVersions(tx, [...new Set(revisions.map(({ brandVersion }) => brandVersion))]),
    loadEvidenceOf(tx, revisions, now),
    findObjections(tx, customerIds),
  ])
  return {
    now,
    items,
    customers: new Map(customers.map((customer) => [customer.id, customer])),
    suppressed,
    paused,
    contacts,
    brand,
    brands: new Map(brands.map((one) => [one.version, one])),
    evidenceOf,
    objections,
  }
}

/** What was approved is still all there: neither emptied by an erasure nor changed behind our back. */
const isWhole = ({ delivery, digest }: Item): boolean => digest === delivery.digest

type Decided = { delivery: DeliveryRow; verdict: ContactVerdict; claimed: Claimed[] }

/** One after the other: what is sent to a person counts for what else is due to the same person. */
function decideAll(deps: DeliverDeps, asked: Asked): Decided[] {
  const contacts = [...asked.contacts]
  return asked.items.map((item) => {
    const { delivery, approval } = item
    try {
      const verdict = mayContact(factsOf({ ...asked, contacts }, item))
      if (verdict.may !== 'now') return { delivery, verdict, claimed: [] }
      const turn = deps.pace({ ...delivery, recipient: approval.revision.recipient }, asked.now)
      if (turn !== null) return { delivery, verdict: { may: 'later', at: turn, reason: 'pace' }, claimed: [] }
      const { customerId, channel } = delivery
      contacts.unshift({ customerId, channel, at: asked.now })
      return {
        delivery,
        verdict,
        claimed: [{ delivery: { ...delivery, attempts: delivery.attempts + 1 }, message: messageOf(asked, item) }],
      }
    } catch (error) {
      // One that cannot be read must not keep the others waiting.
      deps.log.error({ event: 'delivery-not-decided', deliveryId: delivery.id, err: error })
      return { delivery, verdict: unreadable(asked.now, approval.decidedAt), claimed: [] }
    }
  })
}

function unreadable(now: Date, approvedAt: Date): ContactVerdict {
  const isOver = now.getTime() >= approvedAt.getTime() + APPROVAL_LIFE_DAYS * DAY_MS
  return isOver
    ? { may: 'never', reason: 'approval_expired' }
    : { may: 'later', at: new Date(now.getTime() + ASK_AGAIN_MS), reason: 'internal_error' }
}

function factsOf(
  { now, customers, suppressed, paused, contacts, brand, evidenceOf, objections }: Asked,
  item: Item,
): Parameters<typeof mayContact>[0] {
  const { delivery, approval, digest, hash } = item
  const { channel, purpose, customerId } = delivery
  const { revision, decidedAt } = approval
  const customer = customers.get(customerId)!
  const evidence = isWhole(item) ? evidenceOf(revision, customer.timeZone) : null
  return {
    now,
    channel,
    purpose,
    approvedAt: decidedAt,
    approvedDigest: delivery.digest,
    currentDigest: digest,
    recipient: revision.recipient,
    needsRecipient: findChannel(channel)!.needsSender,
    hasOtherAddress: isOtherAddress(channel, revision.recipient, customer),
    consents: customer.consents,
    suppressed: hash !== null && suppressed.has(`${hash} ${channel}`),
    isObjected: restsOn(revision.brief, objections.get(customerId) ?? []),
    offerUntil: evidence?.offer ? new Date(evidence.offer.validUntil) : null,
    hasStaleFacts: evidence !== null && staleFacts(revision, evidence).length > 0,
    senderPaused: purpose === 'marketing' && paused.has(channel),
    sent: contacts.filter((contact) => contact.customerId === customerId),
    policy: brand?.policy ?? {},
    zones: plausibleZones(customer, brand?.policy.defaultTimeZones),
  }
}

function messageOf({ brands }: Asked, { delivery, approval }: Item): Outgoing {
  const { revision } = approval
  return {
    deliveryId: delivery.id,
    recipient: revision.recipient ?? '',
    purpose: delivery.purpose,
    sender: senderOf(brands.get(revision.brandVersion) ?? null) ?? {
      name: '',
      email: '',
      replyTo: null,
      postalAddress: '',
    },
    subject: revision.headers['Subject'] ?? '',
    rendered: { text: revision.renderedText, html: revision.renderedHtml, headers: revision.headers },
  }
}

function changeFor(deps: Context, delivery: DeliveryRow, verdict: ContactVerdict): RowChange {
  const { id, state, attempts } = delivery
  const now = deps.now()
  const change = { id, from: [state], attempt: attempts, updatedAt: now }
  if (verdict.may === 'never') return { ...change, state: 'skipped', reason: verdict.reason }
  if (verdict.may === 'later') return { ...change, state: 'held', reason: verdict.reason, notBefore: verdict.at }
  // From here on, not from before the locks: waiting for them must not use the lease up.
  const leaseUntil = new Date(now.getTime() + SENDING_LEASE_SECONDS * 1000)
  return { ...change, state: 'sending', reason: null, attempts: attempts + 1, leaseUntil }
}
