import type { Context } from '../context.ts'
import { sweepSpend } from '../llm/budget-store.ts'
import { changeCampaign } from './change-campaign.ts'
import { stoppedBefore } from './store.ts'

const DAY_MS = 86_400_000

/**
 * What processes that died had set aside counts as spent; and campaigns that the budget of a day stopped go on when the next day
 * (UTC) has begun. One that a person paused meanwhile stays.
 */
export async function sweepBudgets(deps: Context & { wakeCampaigns(): void }): Promise<void> {
  const lost = await sweepSpend(deps.db)
  if (lost > 0) deps.log.warn({ event: 'spend-of-dead-processes', calls: lost })
  const now = deps.now().getTime()
  const stopped = await stoppedBefore(deps.db, new Date(now - (now % DAY_MS)))
  for (const { id } of stopped) await changeCampaign(deps, { id, action: 'resume' })
  if (stopped.length > 0) deps.wakeCampaigns()
}
