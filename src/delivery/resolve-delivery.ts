import type { Context } from '../context.ts'
import { onlyHumansDecide } from '../drafts/problems.ts'
import type { Principal } from '../principals/principal.ts'
import type { Queue } from '../queue/queue.ts'
import { deliverySend } from './jobs.ts'
import { deliveryNotFound, notUncertain } from './problems.ts'
import { changeDelivery, type DeliveryRow, findDelivery } from './store.ts'
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
  const change =
    input.outcome === 'resend'
      ? { state: 'queued' as const, notBefore: now, reason: null }
      : { state: 'sent' as const, sentAt: now, reason: null }
  await deps.db.transaction(async (tx) => {
    if ((await findDelivery(tx, input.deliveryId)) === null) throw deliveryNotFound()
    const changed = await changeDelivery(tx, input.deliveryId, 'uncertain', {
      ...change,
      resolvedBy: input.by.id,
      updatedAt: now,
    })
    if (!changed) throw notUncertain()
    if (input.outcome === 'resend') await deps.queue.enqueue(tx, deliverySend, { deliveryId: input.deliveryId })
  })
  emit(deps.log, { event: 'delivery-changed', deliveryId: input.deliveryId, state: change.state, reason: 'resolved' })
  return (await findDelivery(deps.db, input.deliveryId))!
}
