import { changeStatus } from './campaign.ts'
import { freezeAudience, type FreezeDeps } from './freeze-audience.ts'
import { audienceEmpty, campaignNotFound } from './problems.ts'
import { hasUploaded } from './selection-store.ts'
import { type BudgetDeps, checkStoredBudget } from './set-budget.ts'
import { type Campaign, findCampaign, findOpenWork, lockCampaign, updateCampaign } from './store.ts'

/**
 * Starts a campaign: who does asks for all its drafts, and decides none of them. A list of ids is frozen at once; everything else
 * by a worker, a moment later. One that was started already is answered as it is.
 * @throws campaign-not-found, campaign-state, campaign-audience-empty, budget-without-price
 */
export async function startCampaign(
  deps: FreezeDeps & BudgetDeps,
  { id, by }: { id: string; by: string },
): Promise<Campaign> {
  await checkStoredBudget(deps, id)
  const isNew = await deps.db.transaction(async (tx) => {
    const campaign = await lockCampaign(tx, id)
    if (campaign === null) throw campaignNotFound()
    const { status } = changeStatus(campaign, 'start', { work: await findOpenWork(tx, id), reason: 'person' })
    if (status === campaign.status) return false
    if (campaign.audience.upload === true && !(await hasUploaded(tx, id)))
      throw audienceEmpty('Send the ids to POST /v1/campaigns/{id}/audience first.')
    const now = deps.now()
    await updateCampaign(tx, id, { status, startedBy: by, startedAt: now, updatedAt: now })
    return true
  })
  await deps.failpoint('campaign.started')
  if (isNew) {
    const started = (await findCampaign(deps.db, id))!
    if (started.audience.customerIds !== undefined) await freezeAudience(deps, id)
    deps.wakeCampaigns()
  }
  return (await findCampaign(deps.db, id))!
}
