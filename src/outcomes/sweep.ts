import { filterByState, lockDeliveries } from '../delivery/store.ts'
import { applyOutcome, emitEffect } from './apply-outcome.ts'
import type { OutcomeDeps } from './record-outcome.ts'
import { reviewSenders } from './review-sender.ts'
import { findEarly, type OutcomeRow } from './store.ts'

/** A hand-over ends long before this, one way or the other. */
const EARLY_MS = 600_000
const PAGE = 500
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/** Does for outcomes that came while their delivery was being handed over what they mean now that this has ended. */
export async function sweepOutcomes(deps: OutcomeDeps): Promise<void> {
  const since = new Date(deps.now().getTime() - EARLY_MS)
  for (let after = BEFORE_ALL; ;) {
    const early = await findEarly(deps.db, since, after, PAGE)
    await applyEarly(deps, early)
    if (early.length < PAGE) break
    after = early.at(-1)!.id
  }
  await reviewSenders(deps)
}

async function applyEarly(deps: OutcomeDeps, early: readonly OutcomeRow[]): Promise<void> {
  const ids = early.map(({ deliveryId }) => deliveryId)
  const open = new Set(await filterByState(deps.db, ids, ['sent', 'uncertain']))
  for (const outcome of early.filter(({ deliveryId }) => open.has(deliveryId))) {
    const applied = await deps.db.transaction(async (tx) => {
      const [delivery] = await lockDeliveries(tx, [outcome.deliveryId])
      return delivery?.attempts === outcome.attempt ? applyOutcome(deps, tx, delivery, outcome) : null
    })
    if (applied !== null) emitEffect(deps, applied)
  }
}
