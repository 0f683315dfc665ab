import type { Context } from '../context.ts'
import { onlyHumansDecide } from '../drafts/problems.ts'
import type { Principal } from '../principals/principal.ts'
import type { Queue } from '../queue/queue.ts'
import { deliverySend } from './jobs.ts'
import { deliveryNotFound, notUncertain } from './problems.ts'
import { changeDelivery, type DeliveryRow, findDelivery, lockDeliveries } from './store.ts'
import { emit } from '../events.ts'

export type ResolveDeps = Context & { queue: Queue }

/**
 * A person's word on a delivery of which nobody knows whether it went out: hand it over again, or take it for sent.
 * @throws delivery-not-found, delivery-not-uncertain, only-humans-decide
 */
export async function resolveDelivery(
  deps: ResolveDeps,
  input: { deliveryId: string; outcome: 'resend' | 'sent'; by: Principal },
): Promise<DeliveryRow> {
  if (input.by.kind !== 'human') throw onlyHumansDecide()
  const now = deps.now()
  const { deliveryId } = input
  const state = input.outcome === 'resend' ? 'queued' : 'sent'
  await deps.db.transaction(async (tx) => {
    const [held] = await lockDeliveries(tx, [deliveryId])
    if (held === undefined) throw deliveryNotFound()
    if (held.state !== 'uncertain') throw notUncertain()
    // It went out, if at all, when nobody knew, and counts for the caps from then on.
    const since = state === 'queued' ? { notBefore: now } : { sentAt: held.updatedAt }
    const change = { state, reason: null, resolvedBy: input.by.id, updatedAt: now, ...since } as const
    await changeDelivery(tx, deliveryId, 'uncertain', change)
    if (state === 'queued') await deps.queue.enqueue(tx, deliverySend, { deliveryId })
  })
  emit(deps.log, { event: 'delivery-changed', deliveryId, state, reason: 'resolved' })
  return (await findDelivery(deps.db, deliveryId))!
}
