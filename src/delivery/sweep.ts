import { deliver, type DeliverDeps } from './deliver.ts'
import { MAX_ATTEMPTS } from './delivery.ts'
import { changeDelivery, findAbandonedSends, findOverdue } from './store.ts'
import { emit } from '../events.ts'

/** Seconds after which a delivery that is due is taken for one whose wake-up was lost. */
const OVERDUE_SECONDS = 2
const BATCH = 100

/**
 * Finds what nobody came back for. A send whose process died ends as `uncertain`, unless handing over twice has the effect
 * of once; a delivery that is due and was not woken is delivered.
 */
export async function sweepDeliveries(deps: DeliverDeps): Promise<void> {
  const now = deps.now()
  for (const { id, channel, attempts } of await findAbandonedSends(deps.db, now, BATCH)) {
    // One that ends its sender each time is left to a person too.
    const repeatable = deps.transports[channel]?.idempotent === true && attempts < MAX_ATTEMPTS
    const state = repeatable ? 'queued' : 'uncertain'
    const given = { state, reason: 'interrupted', leaseUntil: null, updatedAt: now } as const
    if (await changeDelivery(deps.db, id, 'sending', given, attempts)) {
      emit(deps.log, { event: 'delivery-changed', deliveryId: id, state, reason: 'interrupted' })
    }
  }
  const due = new Date(now.getTime() - OVERDUE_SECONDS * 1000)
  for (const deliveryId of await findOverdue(deps.db, due, BATCH)) {
    // One that fails must not keep those behind it waiting.
    await deliver(deps, { deliveryId }).catch((error: unknown) =>
      deps.log.error({ event: 'delivery-failed', deliveryId, err: error }),
    )
  }
}
