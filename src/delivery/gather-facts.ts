import { restsOn } from '../briefs/why.ts'
import { loadBrand, loadBrandVersions } from '../brand/store.ts'
import type { VersionedBrand } from '../brand/brand.ts'
import type { ChannelName, Outgoing } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import type { Context } from '../context.ts'
import type { StoredCustomer } from '../customers/customer.ts'
import { loadCustomers } from '../customers/store.ts'
import { plausibleZones } from '../customers/time-zone.ts'
import type { Tx } from '../db/client.ts'
import { digestOfRevision } from '../drafts/digest.ts'
import { type EvidenceOf, loadEvidenceOf } from '../drafts/load-evidence.ts'
import { staleFacts } from '../drafts/stale-facts.ts'
import { type Approval, findApprovals } from '../drafts/store.ts'
import { senderOf } from '../drafts/write-revision.ts'
import type { ObjectionSource } from '../signals/signal-source.ts'
import { findObjections } from '../signals/store.ts'
import { hashAddress, isOtherAddress } from './address.ts'
import { needsTurn, type SendingCampaign, type Turns, turnsFrom } from './campaign-sending.ts'
import { type Contact, contactsSince, findDeliveries, findSuppressed, type Held, holdAddresses } from './claim-store.ts'
import type { ContactFacts } from './may-contact.ts'
import { pausedChannels } from './sender-store.ts'
import type { DeliveryRow } from './store.ts'
import { loadAddressSecret } from './suppression-store.ts'
import { holdLines } from './turn-store.ts'

const DAY_MS = 86_400_000
/** The longest time that a frequency cap may look back. */
const YEAR_MS = 365 * DAY_MS

/** A delivery that is held, with what was approved. */
export type Item = {
  delivery: DeliveryRow
  approval: Approval
  /** Of what would be sent now; empty when it is no longer approved. */
  digest: string
  hash: string | null
}

/** Everything that is asked about deliveries before they leave. */
export type Asked = {
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
  campaigns: ReadonlyMap<string, SendingCampaign>
  turns: Turns
}

/** Everything that is asked about, read after it is held: nothing of it changes before this transaction ends. */
export async function gatherFacts(
  deps: Pick<Context, 'now'>,
  tx: Tx,
  held: readonly Held[],
  campaigns: ReadonlyMap<string, SendingCampaign>,
): Promise<Asked> {
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
  const campaignOf = ({ delivery }: Item) => campaigns.get(delivery.campaignId ?? '')
  const late = new Set(all.filter((item) => needsTurn(campaignOf(item), item.delivery, now)))
  const lateIn = [...new Set([...late].map((item) => campaignOf(item)!.id))]
  const [free, lines] = await Promise.all([holdAddresses(tx, hashes), holdLines(tx, lateIn)])
  const items = all.filter(
    (item) => (item.hash === null || free.has(item.hash)) && (!late.has(item) || lines.has(campaignOf(item)!.id)),
  )
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
    campaigns,
    turns: turnsFrom(lines, now),
  }
}

/** What was approved is still all there: neither emptied by an erasure nor changed behind our back. */
const isWhole = ({ delivery, digest }: Item): boolean => digest === delivery.digest

export function factsOf(
  { now, customers, suppressed, paused, contacts, brand, evidenceOf, objections, campaigns }: Asked,
  item: Item,
): ContactFacts {
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
    campaign: campaigns.get(delivery.campaignId ?? '') ?? null,
    zones: plausibleZones(customer, brand?.policy.defaultTimeZones),
  }
}

export function messageOf({ brands }: Asked, { delivery, approval }: Item): Outgoing {
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
