import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { BudgetView, CampaignBudget } from './budget.ts'
import { type BudgetDeps, readBudget, setBudget } from './set-budget.ts'
import { CampaignId } from './view.ts'

export function registerBudgetRoutes(app: App, deps: BudgetDeps): void {
  app.get(
    '/v1/campaigns/:id/budget',
    {
      config: { access: ['marketer'] },
      schema: {
        tags: ['Campaigns'],
        operationId: 'getCampaignBudget',
        summary: 'Read what a campaign may cost and has cost',
        description: 'Only calls of the model count. What can still be spent is `limit` less `spent` less `reserved`.',
        params: CampaignId,
        response: { 200: BudgetView.describe('Limits, and what is spent'), ...problems(404) },
      },
    },
    ({ params }) => readBudget(deps, params.id),
  )

  app.put(
    '/v1/campaigns/:id/budget',
    {
      config: { access: ['marketer'] },
      schema: {
        tags: ['Campaigns'],
        operationId: 'setCampaignBudget',
        summary: 'Set what a campaign may cost',
        description:
          'Before each call of the model the most that it can cost is set aside, and afterwards what it did cost is booked, so that no more is ever spent. Where the next call would not fit, the campaign is `paused` with the `pauseReason` `budget` (or `day_budget`, for the one of all campaigns together): set more, then resume it. What is left out has no limit. It cannot be less than what is spent already.',
        params: CampaignId,
        body: CampaignBudget,
        response: { 200: BudgetView.describe('Limits, and what is spent'), ...problems(404, 409, 422) },
      },
    },
    ({ params, body, principal }) => setBudget(deps, { id: params.id, budget: body, by: principal.id }),
  )
}
