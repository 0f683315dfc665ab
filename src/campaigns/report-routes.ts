import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { accepts } from '../http/event-stream.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { exportMembers, loadReport } from './load-report.ts'
import { campaignNotFound } from './problems.ts'
import { reportCsv } from './report-csv.ts'
import { CampaignReport } from './report.ts'
import { findCampaign } from './store.ts'

const CampaignId = z.object({ id: z.uuid().meta({ description: 'The `id` of the campaign' }) })

const ReportQuery = z.strictObject({
  conversionDays: z.coerce.number().int().min(0).max(365).default(14).meta({
    description: 'Days after the end of the campaign in which purchases and conversions still count',
  }),
})

const CSV = z.string().meta({ description: 'RFC 4180; no cell is a formula to a spreadsheet' })

export function registerReportRoutes(app: App, deps: Pick<Context, 'db' | 'now'>): void {
  app.get(
    '/v1/campaigns/:id/report',
    {
      config: { access: ['marketer'] },
      schema: {
        tags: ['Campaigns'],
        operationId: 'getCampaignReport',
        summary: 'What became of a campaign, by arm, and whether it did any good',
        description:
          'Everything is counted at this moment. The lift compares people, not messages: everybody in an arm counts, whether or not a message was sent, and buys or converts by what is known of the customer, so that the holdout can be compared. Opens are not measured: mail programs fetch pictures without anybody reading. With `Accept: text/csv` the same comes as one figure a line: arm, measure, detail, value.',
        params: CampaignId,
        querystring: ReportQuery,
        response: {
          200: {
            description: 'The report',
            content: { 'application/json': { schema: CampaignReport }, 'text/csv': { schema: CSV } },
          },
          ...problems(404),
        },
      },
    },
    async ({ params, query, headers }, reply) => {
      const report = await loadReport(deps, { campaignId: params.id, ...query })
      if (!accepts(headers.accept, 'text/csv')) return report
      void reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="campaign-${params.id}.csv"`)
      return Readable.from(reportCsv(report)) as never
    },
  )

  app.get(
    '/v1/campaigns/:id/report/members',
    {
      config: { access: ['marketer'] },
      schema: {
        tags: ['Campaigns'],
        operationId: 'exportCampaignMembers',
        summary: 'Every member of a campaign with what became of it, as CSV',
        description:
          'In the order of customer ids, in pieces as they are read. Holds ids, states and reasons, no names and no texts; a delivery that was cancelled is left out.',
        params: CampaignId,
        response: {
          200: { description: 'One member a line', content: { 'text/csv': { schema: CSV } } },
          ...problems(404),
        },
      },
    },
    async ({ params }, reply) => {
      if ((await findCampaign(deps.db, params.id)) === null) throw campaignNotFound()
      void reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="campaign-${params.id}-members.csv"`)
      return Readable.from(exportMembers(deps, params.id)) as never
    },
  )
}
