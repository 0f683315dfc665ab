import { z } from 'zod'
import { campaignState } from './problems.ts'

/** All rules about what may happen to a campaign. Pure: storage only keeps the answers. */

export const CampaignStatus = z
  .enum(['draft', 'generating', 'in_review', 'running', 'paused', 'completed', 'cancelled', 'failed'])
  .meta({ id: 'CampaignStatus' })
export type CampaignStatus = z.infer<typeof CampaignStatus>

/** `person`: somebody paused it; `budget`: the next call might cost more than is left. */
export const PauseReason = z.enum(['person', 'budget', 'day_budget'])
export type PauseReason = z.infer<typeof PauseReason>

export const Arm = z.enum(['personalized', 'generic', 'holdout'])
export type Arm = z.infer<typeof Arm>

export const MemberState = z.enum(['waiting', 'writing', 'written', 'failed', 'excluded', 'holdout', 'cancelled'])
export type MemberState = z.infer<typeof MemberState>

const Percent = z.int().min(0).max(100)

/** Percent of the audience that each arm gets; together 100. */
export const Arms = z
  .strictObject({ personalized: Percent, generic: Percent, holdout: Percent })
  .refine(({ personalized, generic, holdout }) => personalized + generic + holdout === 100, {
    message: 'must make 100 together',
  })
  .meta({ id: 'CampaignArms', examples: [{ personalized: 80, generic: 10, holdout: 10 }] })
export type Arms = z.infer<typeof Arms>

export const SendingWindow = z
  .strictObject({
    /** Nothing leaves before it. */
    startAt: z.iso.datetime().nullable(),
    /** Nothing leaves from then on. */
    endAt: z.iso.datetime().nullable(),
    /** Messages an hour, at most. */
    perHour: z.int().min(1).nullable(),
  })
  .meta({ id: 'SendingWindow' })
export type SendingWindow = z.infer<typeof SendingWindow>

/** What is left to do in a campaign that runs. */
export type OpenWork = {
  /** Members that wait for their draft, or are being written to. */
  toWrite: boolean
  /** Drafts that wait for a person. */
  toDecide: boolean
  /** Deliveries that have not come to an end. */
  toDeliver: boolean
}

/** What the rules need to know of a campaign. */
export type CampaignState = { status: CampaignStatus; pauseReason: PauseReason | null; memberCount: number | null }

/** Work goes on by itself in these. */
export const isAtWork = (status: CampaignStatus): boolean =>
  status === 'generating' || status === 'in_review' || status === 'running'

/** How far a campaign that is neither held nor ended has come. The audience comes first: until it is frozen nothing is known. */
export function statusByWork({ memberCount }: CampaignState, work: OpenWork): CampaignStatus {
  if (memberCount === null || work.toWrite) return 'generating'
  if (work.toDecide) return 'in_review'
  return work.toDeliver ? 'running' : 'completed'
}

export type Change = 'start' | 'pause' | 'resume' | 'cancel'

/**
 * Decides what becomes of a campaign. What was done before is done again without effect, so that a repeated request is
 * answered as the first one. A person who pauses what its budget has paused keeps it from going on by itself.
 * @throws campaign-state
 */
export function changeStatus(
  campaign: CampaignState,
  change: Change,
  { work, reason }: { work: OpenWork; reason: PauseReason },
): { status: CampaignStatus; pauseReason: PauseReason | null } {
  const { status, pauseReason } = campaign
  const same = { status, pauseReason }
  switch (change) {
    case 'start':
      if (status === 'draft') return { status: 'generating', pauseReason: null }
      if (isAtWork(status) || status === 'paused') return same
      throw campaignState(`It is ${status}.`)
    case 'pause':
      if (isAtWork(status)) return { status: 'paused', pauseReason: reason }
      if (status === 'paused') return reason === 'person' ? { status, pauseReason: reason } : same
      throw campaignState(status === 'draft' ? 'It is not started.' : `It is ${status}.`)
    case 'resume':
      if (status === 'paused') return { status: statusByWork(campaign, work), pauseReason: null }
      if (isAtWork(status) || status === 'completed') return same
      throw campaignState(status === 'draft' ? 'It is not started.' : `It is ${status}.`)
    case 'cancel':
      if (status === 'completed' || status === 'failed') throw campaignState(`It is ${status}.`)
      return { status: 'cancelled', pauseReason: null }
  }
}
