import { z } from 'zod'
import { RejectReason } from '../drafts/draft.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../http/pages.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { Text } from '../text.ts'
import type { ApplyDeps } from './apply-lots.ts'
import { cancelLot, decideLot } from './decide-lot.ts'
import { judgeSample, showNext } from './judge-sample.ts'
import { LotPlan } from './lot.ts'
import { lotNotFound } from './lot-problems.ts'
import { findLot, listLots, type Lot } from './lot-store.ts'
import {
  JudgedSample,
  ListedLot,
  LotView,
  NextSample,
  viewListed,
  viewLot,
  viewPlanted,
  viewStanding,
  viewStop,
} from './lot-view.ts'
import { expectLot, MAX_POPULATION, openLot } from './open-lot.ts'
import { campaignNotFound } from './problems.ts'
import { findCampaign } from './store.ts'

const CampaignId = z.object({ id: z.uuid().meta({ description: 'The `id` of the campaign' }) })
const LotId = z.object({ id: z.uuid().meta({ description: 'The `id` of the lot' }) })

const NewLot = LotPlan.extend({
  expectedSampleOnly: z.boolean().default(false).meta({ description: 'true: only tell how many would be read' }),
}).meta({ id: 'NewLot', examples: [{ maxBadShare: 0.01, confidence: 0.95 }] })

const ExpectedLot = z
  .strictObject({
    population: z.int(),
    sampleSize: z.int(),
    attempt: z.int(),
    strata: z.array(
      z
        .strictObject({
          stratum: z.string(),
          drafts: z.int(),
          atLeast: z.int().meta({ description: 'How many of them are drawn at least' }),
        })
        .meta({ id: 'ExpectedStratum' }),
    ),
  })
  .meta({ id: 'ExpectedLot' })

const place = z
  .int()
  .min(1)
  .max(2 * MAX_POPULATION)
  .meta({ description: 'The `place` that you were shown' })
const SampleVerdict = z
  .discriminatedUnion('verdict', [
    z.strictObject({ place, verdict: z.literal('good') }).meta({ id: 'GoodSample' }),
    z
      .strictObject({ place, verdict: z.literal('bad'), reason: RejectReason, note: Text(1000).optional() })
      .meta({ id: 'BadSample' }),
  ])
  .meta({
    id: 'SampleVerdict',
    examples: [{ place: 3, verdict: 'bad', reason: 'wrong_fact', note: 'The price is not ours.' }],
  })

export function registerLotRoutes(app: App, deps: ApplyDeps): void {
  const mustFind = async (id: string): Promise<Lot> => {
    const lot = await findLot(deps.db, id)
    if (lot === null) throw lotNotFound()
    return lot
  }

  app.post(
    '/v1/campaigns/:id/lots',
    {
      config: { access: ['marketer'], idempotent: true },
      schema: {
        tags: ['Campaigns'],
        operationId: 'openLot',
        summary: 'Put the clean drafts of a campaign into a lot and draw a sample',
        description:
          'Choose how bad the lot may be at most, and how sure that is to be. The sample that this needs is computed exactly and drawn at random, with a seed that the database makes. Every draft of it is read by a person; the first bad one stops the lot; none bad allows one decision for all. Drafts with any finding are never part of it. Among what is shown are copies with a fault put in on purpose, which are never sent.',
        params: CampaignId,
        body: NewLot,
        response: {
          200: ExpectedLot.describe('What would be read, for `expectedSampleOnly`'),
          201: LotView.describe('The lot'),
          ...problems(404, 409, 422),
        },
      },
    },
    async ({ params, body, principal, claim }, reply) => {
      const { expectedSampleOnly, ...plan } = body
      if (expectedSampleOnly) return expectLot(deps, { campaignId: params.id, plan })
      const lot = await openLot(deps, { campaignId: params.id, plan, by: principal, lotId: claim?.resourceId })
      return reply.code(201).send(await viewLot(deps, lot))
    },
  )

  app.get(
    '/v1/campaigns/:id/lots',
    {
      config: { access: ['marketer'] },
      schema: {
        tags: ['Campaigns'],
        operationId: 'listLots',
        summary: 'The lots of a campaign',
        description: 'Newest first, with plan and size of each. Read one of them for how it stands.',
        params: CampaignId,
        querystring: PageQuery,
        response: { 200: pageOf(ListedLot).describe('A page of lots'), ...problems(404) },
      },
    },
    async ({ params, query }) => {
      if ((await findCampaign(deps.db, params.id)) === null) throw campaignNotFound()
      const rows = await listLots(deps.db, params.id, query.limit, decodeCursor(query.cursor))
      const page = toPage(rows, query.limit, ({ createdAt, id }) => ({ at: createdAt, id }))
      return { ...page, items: page.items.map(viewListed) }
    },
  )

  app.get(
    '/v1/lots/:id',
    {
      config: { access: ['marketer'] },
      schema: {
        tags: ['Campaigns'],
        operationId: 'getLot',
        summary: 'How a lot stands, and how carefully it was read',
        description:
          'With the numbers of each stratum, what each reviewer did and how fast, what a bad draft has in common with others, and what the decision came to.',
        params: LotId,
        response: { 200: LotView.describe('The lot'), ...problems(404) },
      },
    },
    async ({ params }) => viewLot(deps, await mustFind(params.id)),
  )

  app.get(
    '/v1/lots/:id/next',
    {
      config: { access: ['marketer'] },
      schema: {
        tags: ['Campaigns'],
        operationId: 'showNextSample',
        summary: 'The next text to judge',
        description:
          'The same one until you have judged it; the time between is told with your verdicts. For a person with the role marketer who did not start the campaign.',
        params: LotId,
        response: { 200: NextSample.describe('The text, and how the lot stands'), ...problems(404, 409) },
      },
    },
    async ({ params, principal }) => {
      const { next, lot } = await showNext(deps, { lotId: params.id, by: principal })
      return { next, lot: viewStanding(lot) }
    },
  )

  app.post(
    '/v1/lots/:id/verdicts',
    {
      config: { access: ['marketer'], idempotent: true },
      schema: {
        tags: ['Campaigns'],
        operationId: 'judgeSample',
        summary: 'Say whether the text that you were shown is good',
        description:
          'A bad draft is rejected and stops the lot, and you are told what it has in common with others. If it was a copy with a fault put in on purpose, you are told so now, and nothing else happens.',
        params: LotId,
        body: SampleVerdict,
        response: { 200: JudgedSample.describe('What it was, and how the lot stands'), ...problems(404, 409) },
      },
    },
    async ({ params, body, principal }) => {
      const said = body.verdict === 'bad' ? { ...body, note: body.note ?? null } : body
      const judged = await judgeSample(deps, { lotId: params.id, by: principal, ...said })
      const isStopped = judged.lot.status === 'stopped' && judged.planted === null
      return {
        place: judged.place,
        verdict: judged.verdict,
        planted: viewPlanted(judged),
        draft: judged.draft,
        lot: viewStanding(judged.lot),
        stop: isStopped ? await viewStop(deps, await mustFind(params.id)) : null,
      }
    },
  )

  app.post(
    '/v1/lots/:id/decide',
    {
      config: { access: ['marketer'], idempotent: true },
      schema: {
        tags: ['Campaigns'],
        operationId: 'decideLot',
        summary: 'Approve the whole lot: its messages leave',
        description:
          'Possible when the whole sample is judged and none of it is bad. Writes one decision for each draft, with your name; what is stale, edited or not allowed by now drops out and is counted. Large lots go on in the background: read the lot to see how far it is.',
        params: LotId,
        response: { 200: LotView.describe('The lot'), ...problems(404, 409) },
      },
    },
    async ({ params, principal }) => viewLot(deps, await decideLot(deps, { lotId: params.id, by: principal })),
  )

  app.post(
    '/v1/lots/:id/cancel',
    {
      config: { access: ['marketer'], idempotent: true },
      schema: {
        tags: ['Campaigns'],
        operationId: 'cancelLot',
        summary: 'Give a lot up',
        description:
          'Its drafts wait as before. What was shown and not judged is judged one by one; if anything was shown, the next lot counts as a further try.',
        params: LotId,
        response: { 200: LotView.describe('The lot'), ...problems(404, 409) },
      },
    },
    async ({ params, principal }) => viewLot(deps, await cancelLot(deps, { lotId: params.id, by: principal })),
  )
}
