import { actAs } from '../audit/store.ts'
import type { Context } from '../context.ts'
import { type Change, changeStatus, isAtWork, type PauseReason, statusByWork } from './campaign.ts'
import { campaignNotFound } from './problems.ts'
import { type Campaign, findCampaign, findOpenWork, lockCampaign, updateCampaign } from './store.ts'

export type CampaignChange = {
  id: string
  action: Exclude<Change, 'start'>
  /** The principal who wants it; left out, the service itself. */
  by?: string | undefined
  /** Why it is paused: a person, unless this says otherwise. */
  reason?: PauseReason | undefined
}

/**
 * Pauses, resumes or cancels a campaign. It holds from the moment this returns: who claims members or deliveries asks for the
 * status first. What a cancelled campaign leaves behind is cleared away afterwards, since it may be a million rows.
 * @throws campaign-not-found, campaign-state
 */
export async function changeCampaign(deps: Context, { id, action, by, reason }: CampaignChange): Promise<Campaign> {
  return deps.db.transaction(async (tx) => {
    const campaign = await lockCampaign(tx, id)
    if (campaign === null) throw campaignNotFound()
    const next = changeStatus(campaign, action, { work: await findOpenWork(tx, id), reason: reason ?? 'person' })
    if (next.status === campaign.status && next.pauseReason === campaign.pauseReason) return campaign
    const now = deps.now()
    const change = { ...next, endedAt: next.status === 'cancelled' || next.status === 'completed' ? now : null }
    if (by !== undefined) await actAs(tx, by)
    await updateCampaign(tx, id, { ...change, updatedAt: now })
    return { ...campaign, ...change, updatedAt: now }
  })
}

/**
 * Works out from what is left to do how far a campaign has come, and keeps it. Said again it changes nothing; a campaign that
 * is held or has ended stays as it is.
 */
export async function refreshStatus(deps: Pick<Context, 'db' | 'now'>, campaignId: string): Promise<void> {
  // Asked after every group of drafts: most of the time there is nothing to change, and nobody has to wait for a lock.
  const seen = await findCampaign(deps.db, campaignId)
  if (seen === null || !isAtWork(seen.status)) return
  if (statusByWork(seen, await findOpenWork(deps.db, campaignId)) === seen.status) return
  await deps.db.transaction(async (tx) => {
    const campaign = await lockCampaign(tx, campaignId)
    if (campaign === null || !isAtWork(campaign.status)) return
    const status = statusByWork(campaign, await findOpenWork(tx, campaignId))
    if (status === campaign.status) return
    const now = deps.now()
    await updateCampaign(tx, campaignId, { status, endedAt: status === 'completed' ? now : null, updatedAt: now })
  })
}
