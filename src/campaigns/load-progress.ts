import type { Context } from '../context.ts'
import { countDeliveries, lastTurn } from '../delivery/campaign-store.ts'
import { DeliveryState } from '../delivery/delivery.ts'
import { countDrafts } from '../drafts/campaign-store.ts'
import { DraftStatus } from '../drafts/draft.ts'
import { MemberState } from './campaign.ts'
import { campaignNotFound } from './problems.ts'
import { type CampaignProgress, outlook, sumBy } from './progress.ts'
import { countLots, countMembers } from './progress-store.ts'
import { type BudgetDeps, readBudget } from './set-budget.ts'
import { findCampaign } from './store.ts'

const MINUTE_MS = 60_000

export type ProgressDeps = Pick<Context, 'db' | 'now'> & BudgetDeps

/** How far a campaign is, counted now. The counts are of about the same moment, not of exactly the same. @throws campaign-not-found */
export async function loadProgress(deps: ProgressDeps, campaignId: string): Promise<CampaignProgress> {
  const { db, now } = deps
  const at = now()
  const since = new Date(at.getTime() - MINUTE_MS)
  const [campaign, members, drafts, lots, deliveries, lastTurnAt, spend] = await Promise.all([
    findCampaign(db, campaignId),
    countMembers(db, campaignId),
    countDrafts(db, campaignId, since),
    countLots(db, campaignId),
    countDeliveries(db, campaignId),
    lastTurn(db, campaignId),
    readBudget(deps, campaignId),
  ])
  if (campaign === null) throw campaignNotFound()
  const byState = sumBy(MemberState.options, members, ({ state }) => state)
  const recent = drafts.reduce((sum, draft) => sum + draft.recent, 0)
  const toWrite = byState.waiting + byState.writing
  return {
    campaignId,
    name: campaign.name,
    status: campaign.status,
    pauseReason: campaign.pauseReason,
    at,
    members: { total: campaign.memberCount, byState, groups: members },
    drafts: sumBy(DraftStatus.options, drafts, ({ status }) => status),
    lots,
    deliveries: {
      byState: sumBy(DeliveryState.options, deliveries, ({ state }) => state),
      groups: deliveries,
      lastTurnAt,
    },
    spend,
    ...outlook({ now: at, startedAt: campaign.startedAt, toWrite, recent, lastTurnAt }),
  }
}

export type ProgressBoard = {
  /** How far a campaign is, as it was counted a moment ago for somebody else, or now. */
  read(campaignId: string): Promise<CampaignProgress>
  /** Milliseconds until it is worth while to read again. */
  pauseAfter(campaignId: string): number
}

/** Milliseconds between two counts of one campaign, at least. */
const COUNT_EVERY_MS = 1000
/** A large campaign takes longer to count: at most this share of one connection's time goes into it. */
const BUSY_SHARE = 0.1
const MOST_KEPT = 100

/** One count for all who watch a campaign in this process. */
export function openBoard(deps: ProgressDeps): ProgressBoard {
  const counts = new Map<string, { begun: number; pause: number; progress: Promise<CampaignProgress> }>()
  return {
    read(id) {
      const known = counts.get(id)
      if (known !== undefined && performance.now() - known.begun < known.pause) return known.progress
      if (counts.size >= MOST_KEPT) counts.clear()
      const begun = performance.now()
      const count = { begun, pause: Infinity, progress: loadProgress(deps, id) }
      counts.set(id, count)
      count.progress.then(
        () => {
          count.pause = Math.max(COUNT_EVERY_MS, (performance.now() - begun) / BUSY_SHARE)
        },
        () => counts.delete(id),
      )
      return count.progress
    },
    pauseAfter(id) {
      const pause = counts.get(id)?.pause ?? COUNT_EVERY_MS
      return Number.isFinite(pause) ? pause : COUNT_EVERY_MS
    },
  }
}
