import { setImmediate } from 'node:timers/promises'
import { loadStages } from '../briefs/load-stages.ts'
import { findChannel } from '../channels/list.ts'
import type { Context } from '../context.ts'
import { constraintOf } from '../db/errors.ts'
import { asksForStage } from './audience-filter.ts'
import { insertMembers, type Source } from './audience-store.ts'
import { refreshStatus } from './change-campaign.ts'
import { dropUploaded, hasUploaded, keepMatching, pageSelected, selectCandidates } from './selection-store.ts'
import { type Campaign, campaignsToFreeze, claimFreeze, renewFreeze, updateCampaign } from './store.ts'

export type FreezeDeps = Context & { wakeCampaigns(): void }

/** Seconds after which a process that gave no sign of life while it froze an audience is taken for dead. */
const LEASE_SECONDS = 120
/** Customers whose stage is worked out at once; more keep an event loop busy for too long. */
const STAGE_PAGE = 200

/** Freezes the audiences of campaigns that were started and still have none. */
export async function freezeAudiences(deps: FreezeDeps, signal?: AbortSignal): Promise<void> {
  for (const id of await campaignsToFreeze(deps.db, deps.now())) await freezeAudience(deps, id, signal)
}

/**
 * Makes the members of a started campaign, in one process at a time. One statement writes them all, and nothing that others write
 * waits for it. A filter that asks for the stage is narrowed by the database first; then the stage of each who is left is worked
 * out, page by page, and a process that takes over begins with those who are left. Does nothing for a campaign that stands still,
 * has its members, or is in somebody else's hands.
 */
export async function freezeAudience(deps: FreezeDeps, campaignId: string, signal?: AbortSignal): Promise<void> {
  const campaign = await claimFreeze(deps.db, campaignId, deps.now(), leaseFrom(deps))
  if (campaign === null) return
  const source = await sourceOf(deps, campaign, signal)
  // Stopped: whoever goes on later need not wait until this one is taken for dead.
  if (source === null) return updateCampaign(deps.db, campaignId, { leaseUntil: null, updatedAt: deps.now() })
  await deps.failpoint('campaign.selected')
  if (!(await writeMembers(deps, campaign, source))) return
  await deps.failpoint('campaign.frozen')
  await dropUploaded(deps.db, campaignId)
  await refreshStatus(deps, campaignId)
  deps.wakeCampaigns()
}

const leaseFrom = ({ now }: Context): Date => new Date(now().getTime() + LEASE_SECONDS * 1000)

/** Where the ids come from, once all of it is known; null when the campaign is not ours any more. */
async function sourceOf(deps: FreezeDeps, campaign: Campaign, signal: AbortSignal | undefined): Promise<Source | null> {
  const { customerIds, filter } = campaign.audience
  if (customerIds !== undefined) return { ids: customerIds }
  if (filter === undefined) return { selected: campaign.id }
  if (!asksForStage(filter)) return { filter }
  const { id, purpose } = campaign
  const channel = findChannel(campaign.channel)!
  // One moment for all pages: who is asked for cannot move from one to the other meanwhile.
  const now = campaign.startedAt!
  if (!(await hasUploaded(deps.db, id))) await selectCandidates(deps.db, id, filter, now)
  for (let after = ''; ;) {
    const customerIds = await pageSelected(deps.db, id, after, STAGE_PAGE)
    if (customerIds.length === 0) return { selected: id }
    if (signal?.aborted === true || !(await renewFreeze(deps.db, id, leaseFrom(deps)))) return null
    const stages = await loadStages(deps, { customerIds, channel, purpose })
    await keepMatching(deps.db, id, { customerIds, filter, stages, now })
    await deps.failpoint('campaign.page-selected')
    after = customerIds.at(-1)!
    await setImmediate()
  }
}

async function writeMembers(deps: FreezeDeps, campaign: Campaign, source: Source): Promise<boolean> {
  const { id, channel, purpose, arms, startedAt } = campaign
  try {
    return await deps.db.transaction(async (tx) => {
      const memberCount = await insertMembers(tx, { campaignId: id, channel, purpose, arms, source, now: startedAt! })
      await deps.failpoint('campaign.members-written')
      // Only now, and for a moment: whoever pauses or cancels never waits for a million rows.
      await updateCampaign(tx, id, { memberCount, leaseUntil: null, updatedAt: deps.now() })
      return true
    })
  } catch (error) {
    // Cancelled, or frozen by somebody else, while the rows were written: none of them stays.
    const rule = constraintOf(error)
    if (rule === 'campaign_members_frozen' || rule === 'campaign_members_pkey') return false
    throw error
  }
}
