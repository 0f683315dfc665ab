import { filterByState, lockDelivery } from '../delivery/store.ts'
import { apply, emitEffect, type OutcomeDeps } from './record-outcome.ts'
import { reviewSenders } from './review-sender.ts'
import { findEarly } from './store.ts'

/** A hand-over ends long before this, one way or the other. */
const EARLY_MS = 600_000
const BATCH = 5000

/** Does for outcomes that came while their delivery was being handed over what they mean now that this has ended. */
export async function sweepOutcomes(deps: OutcomeDeps): Promise<void> {
  const early = await findEarly(deps.db, new Date(deps.now().getTime() - EARLY_MS), BATCH)
  const ids = early.map(({ deliveryId }) => deliveryId)
  const open = new Set(await filterByState(deps.db, ids, ['sent', 'uncertain']))
  for (const outcome of early.filter(({ deliveryId }) => open.has(deliveryId))) {
    const { delivery, effect } = await deps.db.transaction(async (tx) => {
      const delivery = (await lockDelivery(tx, outcome.deliveryId))!
      const isAbout = delivery.attempts === outcome.attempt
      return { delivery, effect: isAbout ? await apply(deps, tx, delivery, outcome) : null }
    })
    emitEffect(deps, delivery, effect)
  }
  await reviewSenders(deps)
}
