import type { ChannelName, Outgoing, Transport } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/client.ts'
import { APPROVAL_LIFE_DAYS } from '../drafts/draft.ts'
import { emit } from '../events.ts'
import type { Queue } from '../queue/queue.ts'
import { askedUpTo, needsTurn, type SendingCampaign, withinWindow } from './campaign-sending.ts'
import {
  campaignsWithDue,
  changeDeliveries,
  holdCampaigns,
  holdDue,
  type Line,
  type RowChange,
  type Which,
} from './claim-store.ts'
import { SENDING_LEASE_SECONDS } from './delivery.ts'
import { type Asked, factsOf, gatherFacts, type Item, messageOf } from './gather-facts.ts'
import { deliverySend } from './jobs.ts'
import { ASK_AGAIN_MS, type ContactVerdict, mayContact } from './may-contact.ts'
import type { Pace } from './pace.ts'
import type { DeliveryRow } from './store.ts'
import { moveLines } from './turn-store.ts'

export type DeliverDeps = Context & {
  queue: Queue
  transports: Readonly<Partial<Record<ChannelName, Transport>>>
  /** True hands over again what may or may not have gone out, instead of leaving it to a person. */
  resendUnknown: boolean
  pace: Pace
  /** What is to be known of these campaigns; one that does not exist is left out. */
  sendingCampaigns(tx: Tx, ids: readonly string[]): Promise<SendingCampaign[]>
}

/** A delivery to hand over; its `attempts` count this hand-over too. */
export type Claimed = { delivery: DeliveryRow; message: Outgoing }

const DAY_MS = 86_400_000

/**
 * Decides about deliveries that are due, in one transaction: each is marked as being sent, put off or skipped.
 * @returns those to hand over now, and whether more may be due
 */
export async function claim(deps: DeliverDeps, which: Which): Promise<{ claimed: Claimed[]; more: boolean }> {
  const { claimed, more, changes } = await deps.db.transaction(async (tx) => {
    const campaigns = await openLines(deps, tx, which)
    const held = await holdDue(tx, deps.now(), which, linesOf(deps, campaigns, which))
    if (held.length === 0) return { claimed: [], more: false, changes: [] }
    const asked = await gatherFacts(deps, tx, held, campaigns)
    const decided = decideAll(deps, asked)
    const changes = decided.map(({ delivery, verdict }) => changeFor(deps, delivery, verdict))
    await changeDeliveries(tx, changes)
    await moveLines(tx, asked.turns.moved())
    for (const { delivery, verdict } of decided) {
      // Of a campaign there may be a million: no job each, the sweeper wakes the outbox for all of them.
      if (verdict.may !== 'later' || delivery.campaignId !== null) continue
      await deps.queue.enqueue(tx, deliverySend, { deliveryId: delivery.id }, { startAfter: verdict.at })
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

/** Ids of deliveries that a claim would take now. */
export async function findDue(deps: DeliverDeps, limit: number): Promise<string[]> {
  return deps.db.transaction(async (tx) => {
    const campaigns = await openLines(deps, tx, { limit })
    const lines = linesOf(deps, campaigns, { limit })
    return (await holdDue(tx, deps.now(), { limit }, lines)).map(({ id }) => id)
  })
}

/**
 * The campaigns whose deliveries are asked. None of them is paused or cancelled before this transaction ends. What is due in
 * one that does not send is left as it is, not put off: however many there are, the campaign is back as soon as it is resumed.
 */
async function openLines(deps: DeliverDeps, tx: Tx, which: Which): Promise<Map<string, SendingCampaign>> {
  const ids = await campaignsWithDue(tx, deps.now(), which)
  if (ids.length === 0) return new Map()
  const found = await deps.sendingCampaigns(tx, await holdCampaigns(tx, ids))
  const asked = found
    .filter(({ standing }) => 'deliveryId' in which || standing === 'sending')
    // Agents speak at their own pace.
    .map((campaign) => ('forAgent' in which ? { ...campaign, perHour: null } : campaign))
  // Each second another one comes first.
  const first = Math.floor(deps.now().getTime() / 1000) % Math.max(asked.length, 1)
  return new Map([...asked.slice(first), ...asked.slice(0, first)].map((campaign) => [campaign.id, campaign]))
}

const linesOf = (deps: Context, campaigns: ReadonlyMap<string, SendingCampaign>, which: Which): Line[] =>
  [...campaigns.values()].map((campaign) => ({
    id: campaign.id,
    until: 'forAgent' in which ? deps.now() : askedUpTo(campaign, deps.now()),
  }))

type Decided = { delivery: DeliveryRow; verdict: ContactVerdict; claimed: Claimed[] }

/** One after the other: what is sent to a person counts for what else is due to the same person. */
function decideAll(deps: DeliverDeps, asked: Asked): Decided[] {
  const contacts = [...asked.contacts]
  return asked.items.map((item) => {
    const { delivery, approval } = item
    try {
      const verdict = mayContact(factsOf({ ...asked, contacts }, item))
      if (verdict.may !== 'now') return { delivery, verdict, claimed: [] }
      const turn =
        turnInCampaign(asked, item) ?? deps.pace({ ...delivery, recipient: approval.revision.recipient }, asked.now)
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

/** When it is the turn of a message that has lost its own, or null for now. */
function turnInCampaign({ now, campaigns, turns }: Asked, { delivery }: Item): Date | null {
  const campaign = campaigns.get(delivery.campaignId ?? '')
  if (!needsTurn(campaign, delivery, now)) return null
  const turn = turns.next(campaign)
  return turn <= now ? null : withinWindow(turn, campaign)
}

function unreadable(now: Date, approvedAt: Date): ContactVerdict {
  const isOver = now.getTime() >= approvedAt.getTime() + APPROVAL_LIFE_DAYS * DAY_MS
  return isOver
    ? { may: 'never', reason: 'approval_expired' }
    : { may: 'later', at: new Date(now.getTime() + ASK_AGAIN_MS), reason: 'internal_error' }
}

function changeFor(deps: Context, delivery: DeliveryRow, verdict: ContactVerdict): RowChange {
  const { id, state, attempts } = delivery
  const now = deps.now()
  const change = { id, from: [state], attempt: attempts, updatedAt: now }
  if (verdict.may === 'never') {
    const state = verdict.reason === 'campaign_cancelled' ? 'cancelled' : 'skipped'
    return { ...change, state, reason: verdict.reason }
  }
  if (verdict.may === 'later') return { ...change, state: 'held', reason: verdict.reason, notBefore: verdict.at }
  // From here on, not from before the locks: waiting for them must not use the lease up.
  const leaseUntil = new Date(now.getTime() + SENDING_LEASE_SECONDS * 1000)
  return { ...change, state: 'sending', reason: null, attempts: attempts + 1, leaseUntil }
}
