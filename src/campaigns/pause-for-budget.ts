import type { Context } from '../context.ts'
import { isDayScope } from '../llm/budget.ts'
import { Problem } from '../problem.ts'
import { isAtWork } from './campaign.ts'
import { changeCampaign } from './change-campaign.ts'
import { findCampaign } from './store.ts'

/**
 * A budget has not enough left for the next call of a campaign: it stands still until somebody raises it and resumes.
 * Never throws: whoever calls next finds out again.
 */
export async function pauseForBudget(deps: Context, campaignId: string, scope: string): Promise<void> {
  try {
    const campaign = await findCampaign(deps.db, campaignId)
    // Many calls find out at once.
    if (campaign === null || !isAtWork(campaign.status)) return
    const reason = isDayScope(scope) ? 'day_budget' : 'budget'
    await changeCampaign(deps, { id: campaignId, action: 'pause', reason })
    deps.log.warn({ event: 'campaign-paused', campaignId, reason })
  } catch (error) {
    // A problem: it ended meanwhile.
    if (!(error instanceof Problem)) deps.log.error({ event: 'campaign-not-paused', campaignId, err: error })
  }
}
