import type { Context } from '../context.ts'
import type { Tx } from '../db/client.ts'
import { deliverySend } from '../delivery/jobs.ts'
import { changeDelivery, type DeliveryRow } from '../delivery/store.ts'
import { emit } from '../events.ts'
import type { Queue } from '../queue/queue.ts'
import { type Effect, effectOf, type Word } from './outcome.ts'
import { countSoftBounces } from './store.ts'

export type ApplyDeps = Context & { queue: Queue }

/** What an outcome did, or null, and the delivery as it is now. */
export type Applied = { delivery: DeliveryRow; effect: Effect | null }

/** Brings a delivery that is held to where an outcome leads it. */
export async function applyOutcome(
  deps: ApplyDeps,
  tx: Tx,
  delivery: DeliveryRow,
  word: Omit<Word, 'isAuthenticated'> & { principalId: string | null },
): Promise<Applied> {
  const softBounces = word.bounce === 'soft' ? await countSoftBounces(tx, delivery.id, delivery.attempts) : 0
  const isAuthenticated = word.principalId !== null
  const effect = effectOf({ state: delivery.state, sentAt: delivery.sentAt, softBounces }, { ...word, isAuthenticated })
  if (effect === null) return { delivery, effect }
  const change = changeBy(effect, delivery, deps.now())
  await changeDelivery(tx, delivery.id, delivery.state, change)
  if (effect.to === 'queued') {
    await deps.queue.enqueue(tx, deliverySend, { deliveryId: delivery.id }, { startAfter: change.notBefore })
  }
  return { delivery: { ...delivery, ...change }, effect }
}

function changeBy(effect: Effect, { sentAt, updatedAt, notBefore }: DeliveryRow, now: Date) {
  const change = { state: effect.to, reason: effect.reason, updatedAt: now, sentAt, notBefore }
  // Nothing has arrived: it counts for no frequency cap either.
  if (effect.to === 'queued') {
    return { ...change, sentAt: null, notBefore: new Date(now.getTime() + effect.againAfterSeconds * 1000) }
  }
  // It arrived after all: it counts for the caps, from when it was handed over and nobody knew.
  return effect.to === 'bounced' ? change : { ...change, sentAt: sentAt ?? updatedAt }
}

export function emitEffect(deps: Context, { delivery, effect }: Applied): void {
  if (effect === null) return
  const { to: state, reason } = effect
  emit(deps.log, { event: 'delivery-changed', deliveryId: delivery.id, state, reason: reason ?? undefined })
}
