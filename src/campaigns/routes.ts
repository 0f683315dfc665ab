import { z } from 'zod'
import { decodeCursor, PageQuery, pageOf, toPage } from '../http/pages.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { CampaignStatus } from './campaign.ts'
import { registerChangeRoutes } from './change-routes.ts'
import { type CreateDeps, createCampaign, planCampaign } from './create-campaign.ts'
import { CampaignForecast, DryRun } from './forecast.ts'
import { forecastCampaign, type ForecastDeps } from './forecast-campaign.ts'
import type { FreezeDeps } from './freeze-audience.ts'
import { NewCampaign } from './new-campaign.ts'
import { campaignNotFound } from './problems.ts'
import { findCampaign, listCampaigns } from './store.ts'
import { registerUpload } from './upload-routes.ts'
import { CampaignId, CampaignView, ListedCampaign, viewCampaign, viewCampaigns } from './view.ts'

export type CampaignDeps = CreateDeps & ForecastDeps & FreezeDeps

const Filter = PageQuery.extend({
  status: z.enum(CampaignStatus.options).optional().meta({ description: 'Left out: all' }),
})
const LOCATION = { type: 'string', description: 'Where the campaign can be read' }

export function registerCampaignRoutes(app: App, deps: CampaignDeps): void {
  app.post(
    '/v1/campaigns',
    {
      config: { access: ['marketer'], idempotent: true, costly: true },
      schema: {
        tags: ['Campaigns'],
        operationId: 'createCampaign',
        summary: 'Define a campaign: one message, written anew for each of many',
        description:
          'Nothing is written or sent until it is started. With `?dryRun=true` nothing is stored either: the answer counts the audience, those who cannot be written to, and the arms, says how many people it takes to see the expected effect and what the drafts may cost, and shows what the model would be sent for ten of them. The audience is a list of ids, a filter, or an upload that follows. People are drawn into the arms by a hash of campaign and customer: `personalized`, `generic` (the same prompt without what the customer did) and `holdout` (no message).',
        querystring: DryRun,
        body: NewCampaign,
        response: {
          200: CampaignForecast.describe('What it would do, with `?dryRun=true`'),
          201: CampaignView.meta({ description: 'The campaign, not started', headers: { Location: LOCATION } }),
          ...problems(409, 422),
        },
      },
    },
    async (request, reply) => {
      const { body: definition, query, claim, principal } = request
      if (query.dryRun === 'true') {
        await claim?.release()
        return reply.send(await forecastCampaign(deps, await planCampaign(deps, { definition, by: principal.id })))
      }
      const campaign = await createCampaign(deps, { id: claim?.resourceId, definition, by: principal.id })
      reply.header('location', `/v1/campaigns/${campaign.id}`)
      return reply.code(201).send(await viewCampaign(deps.db, campaign))
    },
  )

  app.get(
    '/v1/campaigns',
    {
      config: { access: ['marketer'] },
      schema: {
        tags: ['Campaigns'],
        operationId: 'listCampaigns',
        summary: 'List campaigns',
        description: 'Newest first. An audience may be long, so it is shown with one campaign alone.',
        querystring: Filter,
        response: { 200: pageOf(ListedCampaign).describe('A page of campaigns'), ...problems() },
      },
    },
    async ({ query }) => {
      const rows = await listCampaigns(deps.db, query, query.limit, decodeCursor(query.cursor))
      const page = toPage(rows, query.limit, ({ createdAt, id }) => ({ at: createdAt, id }))
      return { ...page, items: await viewCampaigns(deps.db, page.items) }
    },
  )

  app.get(
    '/v1/campaigns/:id',
    {
      config: { access: ['marketer'] },
      schema: {
        tags: ['Campaigns'],
        operationId: 'getCampaign',
        summary: 'Read one campaign',
        description: 'What it is for and how far it is. Its drafts: `GET /v1/drafts?campaignId=`.',
        params: CampaignId,
        response: { 200: CampaignView.describe('The campaign'), ...problems(404) },
      },
    },
    async ({ params }) => {
      const campaign = await findCampaign(deps.db, params.id)
      if (campaign === null) throw campaignNotFound()
      return viewCampaign(deps.db, campaign)
    },
  )

  registerChangeRoutes(app, deps)
  void app.register(async (scope: App) => registerUpload(scope, deps))
}
