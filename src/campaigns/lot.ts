import { z } from 'zod'
import { fourEyes, onlyHumansDecide } from '../drafts/problems.ts'
import { hasRole, type Principal } from '../principals/principal.ts'
import type { CampaignStatus } from './campaign.ts'
import { lotEnded, lotNotJudged, sampleJudged, sampleNotShown } from './lot-problems.ts'
import { campaignState } from './problems.ts'
import type { ReviewerView } from './rubber-stamp.ts'

/** All rules about what may happen to a lot. Pure: storage only keeps the answers. */

/** `drawing`: inside the transaction that opens it. */
export type LotStatus = 'drawing' | 'open' | 'accepted' | 'stopped' | 'cancelled'
/** `bad`: a draft of the sample was judged bad; `changed`: one was edited or decided alone before it was judged. */
export type StopReason = 'bad' | 'changed'
/** `approved`, or why not: the problem of an approval, in snake case, such as `stale_fact`. */
export type MemberOutcome = string

/** A decimal with four digits at most, so that it is the same number here, in the database and to the reader. */
const Share = (min: number, max: number) =>
  z
    .number()
    .min(min)
    .max(max)
    .refine((value) => /^0\.\d{1,4}$/.test(String(value)), { message: 'must have four decimals at most' })

export const LotPlan = z.strictObject({
  maxBadShare: Share(0.0001, 0.1).meta({
    description: 'At most this share of the lot may be bad: 0.01 is one percent. Four decimals at most.',
    examples: [0.01],
  }),
  confidence: Share(0.9, 0.9999).meta({
    description: 'How sure that is to be: of lots that are worse, at most 1 − `confidence` get through',
    examples: [0.95],
  }),
})
export type LotPlan = z.infer<typeof LotPlan>

/** What a decision on a lot rests on, written down with it. Numbers and codes only. */
export type Statistics = {
  population: number
  sampleSize: number
  /** Drafts that were judged: those of the plan, and those that make up the share of small strata. */
  judged: number
  bad: 0
  maxBadShare: number
  confidence: number
  attempt: number
  /** The chance, at most, with which a lot that is worse than `maxBadShare` gets through; six decimals, rounded up. */
  risk: string
  planted: number
  missed: number
  reviewers: ReviewerView[]
}

export type LotState = { status: LotStatus; campaignId: string; decidedBy: string | null }
export type LotCampaign = { status: CampaignStatus; startedBy: string | null }

/** Drafts of a campaign can be approved while it is in one of these. */
const isReviewed = (status: CampaignStatus): boolean =>
  status === 'generating' || status === 'in_review' || status === 'running' || status === 'paused'

/** @throws campaign-state */
export function mustBeReviewed(campaign: Pick<LotCampaign, 'status'>): void {
  if (!isReviewed(campaign.status)) throw campaignState(`The campaign is ${campaign.status}.`)
}

/** The same people who may decide on a single draft of the campaign. @throws only-humans-decide, four-eyes */
function mustBeReviewer(principal: Principal, campaign: LotCampaign): void {
  if (principal.kind !== 'human' || !hasRole(principal, 'marketer')) throw onlyHumansDecide()
  if (principal.id === campaign.startedBy) throw fourEyes('Somebody else has to read it: you started this campaign.')
}

function mustBeOpen(lot: LotState, campaign: LotCampaign): void {
  if (lot.status !== 'open') throw lotEnded(`This lot is ${lot.status}.`)
  mustBeReviewed(campaign)
}

/** @throws only-humans-decide, four-eyes, lot-ended, campaign-state */
export function mayRead(lot: LotState, campaign: LotCampaign, by: Principal): void {
  mustBeReviewer(by, campaign)
  mustBeOpen(lot, campaign)
}

export type Verdict = 'good' | 'bad'
export type SampleState = {
  shownTo: string | null
  verdict: Verdict | null
  judgedBy: string | null
  reason: string | null
}

/**
 * Who was shown a place says once what it is; said again in the same words it is answered the same, also after it has stopped
 * the lot.
 * @throws only-humans-decide, four-eyes, lot-ended, campaign-state, sample-judged, sample-not-shown
 */
export function mayJudge(
  lot: LotState,
  campaign: LotCampaign,
  sample: SampleState,
  by: Principal,
  said: { verdict: Verdict; reason: string | null },
): 'now' | 'already' {
  mustBeReviewer(by, campaign)
  if (sample.verdict !== null) {
    const same = sample.judgedBy === by.id && sample.verdict === said.verdict && sample.reason === said.reason
    if (same) return 'already'
    throw sampleJudged(`It was judged ${sample.verdict}.`)
  }
  mustBeOpen(lot, campaign)
  if (sample.shownTo !== by.id) throw sampleNotShown('Ask for the next one first: GET /v1/lots/{id}/next.')
  return 'now'
}

/**
 * One person's yes to the whole lot, possible when every place of its sample is judged and none stopped it.
 * @throws only-humans-decide, four-eyes, lot-ended, campaign-state, lot-not-judged
 */
export function mayDecide(lot: LotState, campaign: LotCampaign, unjudged: number, by: Principal): 'now' | 'already' {
  mustBeReviewer(by, campaign)
  if (lot.status === 'accepted' && lot.decidedBy === by.id) return 'already'
  mustBeOpen(lot, campaign)
  if (unjudged > 0)
    throw lotNotJudged(unjudged === 1 ? 'One place is not judged.' : `${unjudged} places are not judged.`)
  return 'now'
}

/** Nobody's work is lost: a lot that has ended stays as it is. @throws lot-ended */
export function mayCancel(lot: LotState): 'now' | 'already' {
  if (lot.status === 'cancelled') return 'already'
  if (lot.status !== 'open') throw lotEnded(`This lot is ${lot.status}.`)
  return 'now'
}
