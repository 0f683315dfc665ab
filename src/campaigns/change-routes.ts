import { z } from 'zod'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { changeCampaign } from './change-campaign.ts'
import { CampaignForecast, DryRun } from './forecast.ts'
import { forecastCampaign, type ForecastDeps } from './forecast-campaign.ts'
import type { FreezeDeps } from './freeze-audience.ts'
import { campaignNotFound } from './problems.ts'
import type { BudgetDeps } from './set-budget.ts'
import { startCampaign } from './start-campaign.ts'
import { findCampaign } from './store.ts'
import { CampaignId, CampaignView, viewCampaign } from './view.ts'

const CHANGES = {
  pause: {
    operationId: 'pauseCampaign',
    summary: 'Hold a campaign: nothing more is written or sent',
    description: 'Holds within a second, in every process. Calls of the model that are under way are kept.',
  },
  resume: {
    operationId: 'resumeCampaign',
    summary: 'Let a campaign go on',
    description: 'Where it stands is worked out anew. One that its budget stopped stops again until that is raised.',
  },
  cancel: {
    operationId: 'cancelCampaign',
    summary: 'End a campaign for good',
    description:
      'Nothing more is written or sent, and nothing of it can be approved. Drafts stay readable; what was sent stays sent.',
  },
} as const

export function registerChangeRoutes(app: App, deps: FreezeDeps & ForecastDeps & BudgetDeps): void {
  app.post(
    '/v1/campaigns/:id/start',
    {
      config: { access: ['marketer'], idempotent: true, costly: true },
      schema: {
        tags: ['Campaigns'],
        operationId: 'startCampaign',
        summary: 'Start a campaign: its audience is frozen and drafts are written',
        description:
          'Whoever starts it asked for all its drafts and cannot approve them. People who cannot be written to are left out, each with the reason. A list of ids is frozen at once, everything else within moments: `memberCount` tells. With `?dryRun=true` nothing happens, and the answer says what would. Started again, it is answered as it is.',
        params: CampaignId,
        querystring: DryRun,
        response: {
          200: z.union([CampaignView, CampaignForecast]).describe('The campaign; with `?dryRun=true` what it would do'),
          ...problems(404, 409, 422),
        },
      },
    },
    async ({ params, query, principal, claim }) => {
      if (query.dryRun !== 'true')
        return viewCampaign(deps.db, await startCampaign(deps, { id: params.id, by: principal.id }))
      await claim?.release()
      const campaign = await findCampaign(deps.db, params.id)
      if (campaign === null) throw campaignNotFound()
      return forecastCampaign(deps, campaign)
    },
  )

  for (const [action, words] of Object.entries(CHANGES) as [keyof typeof CHANGES, object][]) {
    app.post(
      `/v1/campaigns/:id/${action}`,
      {
        config: { access: ['marketer'], idempotent: true },
        schema: {
          tags: ['Campaigns'],
          ...words,
          params: CampaignId,
          response: { 200: CampaignView.describe('The campaign as it is now'), ...problems(404, 409) },
        },
      },
      async ({ params, principal }) => {
        const campaign = await changeCampaign(deps, { id: params.id, action, by: principal.id })
        deps.wakeCampaigns()
        return viewCampaign(deps.db, campaign)
      },
    )
  }
}
