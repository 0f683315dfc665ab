import type { Context } from '../context.ts'
import type { Tx } from '../db/client.ts'
import { normalizeAddress } from '../delivery/address.ts'
import { deliverySend } from '../delivery/jobs.ts'
import { changeDelivery, type DeliveryRow, findByProviderId, findDelivery, lockDelivery } from '../delivery/store.ts'
import { suppressAddress } from '../delivery/suppress-address.ts'
import { findRevision } from '../drafts/store.ts'
import { emit } from '../events.ts'
import type { Queue } from '../queue/queue.ts'
import { type BounceKind, type Effect, effectOf, type OutcomeType, suppressionAfter } from './outcome.ts'
import { reviewSender } from './review-sender.ts'
import { countSoftBounces, insertOutcome } from './store.ts'
import type { OutcomeDetail } from './table.ts'

export type OutcomeDeps = Context & { queue: Queue }

/** One thing that somebody says came of a delivery. */
export type OutcomeReport = {
  /** Which delivery: our id of it, or the provider's. */
  deliveryId: string | null
  providerMessageId: string | null
  type: OutcomeType
  bounce: BounceKind | null
  detail: OutcomeDetail
  occurredAt: Date
  /** Makes a repetition count once, together with `source`. */
  source: string
  messageId: string
  /** Who says so with a key; null: nobody, as with a mail, which anybody can write. */
  principalId: string | null
  /** When given, the delivery must be one to somebody among them. */
  recipients: readonly string[] | null
}

export type Recorded = 'accepted' | 'duplicate' | 'no-such-delivery' | 'not-sent' | 'another-recipient'

/**
 * Writes down what came of a delivery, and does what follows from it, in one transaction: the delivery's state, the address
 * that is not written to any more, the next hand-over. Told again it does nothing.
 */
export async function recordOutcome(deps: OutcomeDeps, report: OutcomeReport): Promise<Recorded> {
  const done = await deps.db.transaction((tx) => record(deps, tx, report))
  if (typeof done === 'string') return done
  const { delivery, effect } = done
  emitEffect(deps, delivery, effect)
  await deps.failpoint('outcome.recorded')
  if (report.type === 'complained') await reviewSender(deps, delivery.channel)
  return 'accepted'
}

type Done = { delivery: DeliveryRow; effect: Effect | null }

async function record(deps: OutcomeDeps, tx: Tx, report: OutcomeReport): Promise<Done | Exclude<Recorded, 'accepted'>> {
  const named = await find(tx, report)
  if (named === null) return 'no-such-delivery'
  const delivery = (await lockDelivery(tx, named.id))!
  if (delivery.attempts === 0) return 'not-sent'
  const { channel } = delivery
  const recipient = (await findRevision(tx, delivery.draftId, delivery.revision))?.recipient ?? null
  if (report.recipients !== null) {
    const own = recipient === null ? null : normalizeAddress(channel, recipient)
    if (!report.recipients.some((address) => normalizeAddress(channel, address) === own)) return 'another-recipient'
  }
  const { type, bounce, detail, source, messageId, principalId, occurredAt } = report
  const added = await insertOutcome(tx, {
    id: deps.newId(),
    deliveryId: delivery.id,
    channel,
    attempt: delivery.attempts,
    type,
    bounce,
    detail,
    source,
    messageId,
    principalId,
    isEarly: delivery.state === 'sending' && type !== 'converted',
    occurredAt,
    receivedAt: deps.now(),
  })
  if (!added) return 'duplicate'
  await deps.failpoint('outcome.stored')
  const effect = await apply(deps, tx, delivery, report)
  const reason = suppressionAfter(report)
  if (reason !== null && recipient !== null) {
    await suppressAddress({ ...deps, db: tx }, { channel, address: recipient, reason, by: principalId })
  }
  return { delivery, effect }
}

async function find(tx: Tx, { deliveryId, providerMessageId }: OutcomeReport): Promise<DeliveryRow | null> {
  if (deliveryId !== null) return findDelivery(tx, deliveryId)
  return providerMessageId === null ? null : findByProviderId(tx, providerMessageId)
}

/** Brings a delivery that is held to where an outcome leads it. @returns what was done, or null */
export async function apply(
  deps: OutcomeDeps,
  tx: Tx,
  delivery: DeliveryRow,
  word: Pick<OutcomeReport, 'type' | 'bounce' | 'occurredAt' | 'principalId'>,
): Promise<Effect | null> {
  const softBounces = word.bounce === 'soft' ? await countSoftBounces(tx, delivery.id, delivery.attempts) : 0
  const isAuthenticated = word.principalId !== null
  const effect = effectOf({ state: delivery.state, sentAt: delivery.sentAt, softBounces }, { ...word, isAuthenticated })
  if (effect === null) return null
  const now = deps.now()
  const change = { state: effect.to, reason: effect.reason, updatedAt: now }
  if (effect.to !== 'queued') {
    await changeDelivery(tx, delivery.id, delivery.state, change)
    return effect
  }
  const notBefore = new Date(now.getTime() + effect.againAfterSeconds * 1000)
  // Nothing has arrived: it counts for no frequency cap either.
  await changeDelivery(tx, delivery.id, delivery.state, { ...change, notBefore, sentAt: null })
  await deps.queue.enqueue(tx, deliverySend, { deliveryId: delivery.id }, { startAfter: notBefore })
  return effect
}

export function emitEffect(deps: Context, delivery: DeliveryRow, effect: Effect | null): void {
  if (effect === null) return
  const { to: state, reason } = effect
  emit(deps.log, { event: 'delivery-changed', deliveryId: delivery.id, state, reason: reason ?? undefined })
}
