import { actAs } from '../audit/store.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/client.ts'
import { constraintOf } from '../db/errors.ts'
import { campaignScope } from '../llm/budget.ts'
import { findBudgets, setLimits } from '../llm/budget-store.ts'
import type { Judge } from '../llm/judge.ts'
import type { Model } from '../llm/model.ts'
import { unpricedModel } from '../llm/open-gate.ts'
import type { BudgetView, CampaignBudget } from './budget.ts'
import { budgetSpent, budgetWithoutPrice, campaignNotFound, campaignState } from './problems.ts'
import { findCampaign, lockCampaign } from './store.ts'

export type BudgetDeps = Context & { model: Model; judge: Judge | null }

/** A budget in money can only be kept to when it is known what a call costs. @throws budget-without-price */
export function checkBudget(
  { model, judge, now }: Pick<BudgetDeps, 'model' | 'judge' | 'now'>,
  budget: { usd?: string | null | undefined },
): void {
  if (budget.usd === undefined || budget.usd === null) return
  const unpriced = unpricedModel(model, judge, now())
  if (unpriced !== null) throw budgetWithoutPrice(`Nobody knows what the model ${unpriced} costs: give tokens instead.`)
}

/** The same for what is stored: the model may be another one since then. @throws budget-without-price */
export async function checkStoredBudget(deps: BudgetDeps, campaignId: string): Promise<void> {
  const [stored] = await findBudgets(deps.db, [campaignScope(campaignId)])
  checkBudget(deps, { usd: stored?.limitUsd })
}

/** Stores the budget of a campaign that is being made. */
export async function storeBudget(tx: Tx, campaignId: string, { usd, tokens }: CampaignBudget): Promise<void> {
  await setLimits(tx, campaignScope(campaignId), { usd: usd ?? null, tokens: tokens ?? null })
}

/**
 * Sets what a campaign may cost. One that stood still for want of it goes on when somebody resumes it.
 * @throws campaign-not-found, campaign-state, budget-without-price, budget-spent
 */
export async function setBudget(
  deps: BudgetDeps,
  { id, budget, by }: { id: string; budget: CampaignBudget; by: string },
): Promise<BudgetView> {
  checkBudget(deps, budget)
  try {
    await deps.db.transaction(async (tx) => {
      const campaign = await lockCampaign(tx, id)
      if (campaign === null) throw campaignNotFound()
      if (['completed', 'cancelled', 'failed'].includes(campaign.status))
        throw campaignState(`It is ${campaign.status}.`)
      await actAs(tx, by)
      await storeBudget(tx, id, budget)
    })
  } catch (error) {
    const rule = constraintOf(error)
    if (rule === 'budgets_usd' || rule === 'budgets_tokens')
      throw budgetSpent('More than that is spent or set aside for calls under way: GET tells how much.')
    throw error
  }
  return viewBudget(deps, id)
}

/** @throws campaign-not-found */
export async function readBudget(deps: BudgetDeps, id: string): Promise<BudgetView> {
  if ((await findCampaign(deps.db, id)) === null) throw campaignNotFound()
  return viewBudget(deps, id)
}

async function viewBudget({ db, model, judge, now }: BudgetDeps, id: string): Promise<BudgetView> {
  const [row] = await findBudgets(db, [campaignScope(id)])
  const { limitUsd = null, spentUsd = '0', reservedUsd = '0' } = row ?? {}
  const { limitTokens = null, spentTokens = 0, reservedTokens = 0 } = row ?? {}
  return {
    usd:
      unpricedModel(model, judge, now()) === null
        ? { limit: limitUsd, spent: short(spentUsd), reserved: short(reservedUsd) }
        : null,
    tokens: { limit: limitTokens, spent: spentTokens, reserved: reservedTokens },
  }
}

/** Without the zeros that sums of billionths end with. */
const short = (decimal: string): string => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal)
