import type { Context } from '../context.ts'
import { Arm } from './campaign.ts'
import { campaignNotFound } from './problems.ts'
import { countMembers } from './progress-store.ts'
import { MEMBER_HEADER, memberRecord } from './report-csv.ts'
import {
  countBuyers,
  countDecisions,
  countDeliveriesByArm,
  countDraftsByArm,
  countOutcomes,
  pageOfMembers,
  sumCosts,
} from './report-store.ts'
import { armReport, type CampaignReport, LIFT_METHOD, liftsOf } from './report.ts'
import { findCampaign } from './store.ts'

const DAY_MS = 86_400_000

/**
 * What became of a campaign, by arm. Conversions count from its start until so many days after its end, or until now.
 * @throws campaign-not-found
 */
export async function loadReport(
  deps: Pick<Context, 'db' | 'now'>,
  input: { campaignId: string; conversionDays: number },
): Promise<CampaignReport> {
  const { campaignId, conversionDays } = input
  const at = deps.now()
  // Of one moment, so that the figures fit each other.
  return deps.db.transaction(
    async (tx) => {
      const campaign = await findCampaign(tx, campaignId)
      if (campaign === null) throw campaignNotFound()
      const { startedAt, endedAt } = campaign
      const last = (endedAt ?? at).getTime() + conversionDays * DAY_MS
      const until = new Date(Math.min(at.getTime(), last))
      const counted = {
        members: await countMembers(tx, campaignId),
        drafts: await countDraftsByArm(tx, campaignId),
        decisions: await countDecisions(tx, campaignId),
        deliveries: await countDeliveriesByArm(tx, campaignId),
        outcomes: await countOutcomes(tx, campaignId),
        costs: await sumCosts(tx, campaignId),
        buyers: startedAt === null ? [] : await countBuyers(tx, campaignId, startedAt, until),
      }
      const arms = Arm.options.map((arm) => armReport(arm, counted))
      return {
        campaignId,
        name: campaign.name,
        status: campaign.status,
        at,
        arms,
        lift: liftsOf(arms),
        liftMethod: LIFT_METHOD,
        conversionsFrom: startedAt,
        conversionsUntil: startedAt === null ? null : until,
      }
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

const PAGE = 500

/** Every member with what became of it, as CSV in pieces as they are read. */
export async function* exportMembers({ db }: Pick<Context, 'db'>, campaignId: string): AsyncGenerator<string> {
  yield MEMBER_HEADER
  let after = ''
  for (;;) {
    const page = await pageOfMembers(db, campaignId, after, PAGE)
    if (page.length > 0) yield page.map(memberRecord).join('')
    if (page.length < PAGE) return
    after = page.at(-1)!.customerId
  }
}
