import { cancelDeliveries } from '../delivery/campaign-store.ts'
import { refreshStatus } from './change-campaign.ts'
import { freezeAudiences, type FreezeDeps } from './freeze-audience.ts'
import { dropUploaded, uploadsToDrop } from './selection-store.ts'
import { campaignsAtWork, campaignsToClear, cancelMembers } from './store.ts'

/** Rows changed at once: short enough that nobody waits for them. */
const BATCH = 2000

/**
 * Freezes audiences, sees how far campaigns have come since drafts were decided, expired or delivered, and clears away what
 * cancelled ones left behind.
 */
export async function sweepCampaigns(deps: FreezeDeps, signal?: AbortSignal): Promise<void> {
  await freezeAudiences(deps, signal)
  for (const { id } of await campaignsAtWork(deps.db)) await refreshStatus(deps, id)
  for (const id of await campaignsToClear(deps.db)) await clear(deps, id, signal)
  for (const id of await uploadsToDrop(deps.db)) await dropUploaded(deps.db, id)
}

async function clear(deps: FreezeDeps, id: string, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    const deliveries = await cancelDeliveries(deps.db, id, deps.now(), BATCH)
    const members = await cancelMembers(deps.db, id, BATCH)
    await deps.failpoint('campaign.cleared')
    if ((deliveries < BATCH && members < BATCH) || signal?.aborted === true) return
  }
}
