import { emit } from '../events.ts'
import type { DeliverDeps } from './claim.ts'
import { MAX_ATTEMPTS } from './delivery.ts'
import { changeDelivery, findAbandonedSends } from './store.ts'

const BATCH = 1000

/**
 * Finds sends whose process died. Such a one ends as `uncertain`, unless handing over twice has the effect of once, or is
 * what this installation wants.
 */
export async function sweepDeliveries(deps: DeliverDeps): Promise<void> {
  const now = deps.now()
  for (const { id, channel, attempts } of await findAbandonedSends(deps.db, now, BATCH)) {
    // One that ends its sender each time is left to a person too.
    const repeatable = (deps.resendUnknown || deps.transports[channel]?.idempotent === true) && attempts < MAX_ATTEMPTS
    const state = repeatable ? 'queued' : 'uncertain'
    const given = { state, reason: 'interrupted', leaseUntil: null, updatedAt: now } as const
    if (await changeDelivery(deps.db, id, 'sending', given, attempts)) {
      emit(deps.log, { event: 'delivery-changed', deliveryId: id, state, reason: 'interrupted' })
    }
  }
}
