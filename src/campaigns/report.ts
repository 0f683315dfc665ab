import { z } from 'zod'
import { Instant } from '../text.ts'
import { Arm, CampaignStatus, type MemberState } from './campaign.ts'
import { liftOf } from './lift.ts'
import type { MemberCount } from './progress.ts'

const Count = z.int().min(0)
const Reasons = z.array(z.strictObject({ reason: z.string(), count: Count }).meta({ id: 'ReasonCount' }))
export type Reasons = z.infer<typeof Reasons>

export const ArmReport = z
  .strictObject({
    arm: Arm,
    members: Count,
    excluded: Reasons.meta({ description: 'Who could not be written to from the start' }),
    notWritten: Reasons.meta({ description: 'Members for whom no draft could be made' }),
    written: Count.meta({ description: 'Members with a draft' }),
    approved: Count,
    approvedByLot: Count.meta({ description: 'Of those, by one decision on a lot' }),
    rejected: Reasons,
    sent: Count,
    skipped: Reasons.meta({ description: 'Approved, and then not sent' }),
    delivered: Count.meta({ description: 'Of which somebody said that they arrived' }),
    bounced: Count,
    clicked: Count,
    replied: Count,
    converted: Count.meta({ description: 'Messages that a conversion was told of' }),
    unsubscribed: Count,
    complained: Count,
    inputTokens: Count,
    outputTokens: Count,
    costUsd: z.string().nullable().meta({ description: 'null: the price of the model is not known' }),
    people: Count.meta({
      description: 'Members, less those who were excluded or taken out: on them the lift is worked out',
    }),
    buyers: Count.meta({
      description:
        'Of those people, how many bought or converted in the time of the campaign, whether or not they got a message',
    }),
  })
  .meta({ id: 'ArmReport' })
export type ArmReport = z.infer<typeof ArmReport>

const Compared = z
  .strictObject({
    arm: Arm,
    against: Arm,
    rate: z.number(),
    againstRate: z.number(),
    difference: z.number().meta({ description: 'Of the two rates, in shares of 1' }),
    low: z.number().meta({ description: 'Lower end of the 95 % interval of the difference' }),
    high: z.number().meta({ description: 'Upper end' }),
    relative: z
      .number()
      .nullable()
      .meta({ description: 'Such as 0.25 for a quarter more; null: nobody bought without' }),
  })
  .meta({ id: 'Lift' })

export const CampaignReport = z
  .strictObject({
    campaignId: z.uuid(),
    name: z.string(),
    status: CampaignStatus,
    at: Instant,
    arms: z.array(ArmReport),
    lift: z.array(Compared),
    liftMethod: z.string(),
    conversionsFrom: Instant.nullable(),
    conversionsUntil: Instant.nullable(),
  })
  .meta({ id: 'CampaignReport' })
export type CampaignReport = z.infer<typeof CampaignReport>

export const LIFT_METHOD =
  'Share of people in the arm who bought or converted, whether or not a message reached them; 95 % interval of the difference of two independent shares: hybrid score interval, Newcombe (1998), method 10.'

/** What was counted, each by arm. */
export type Counted = {
  members: readonly MemberCount[]
  drafts: readonly { arm: Arm; status: string; count: number }[]
  decisions: readonly { arm: Arm; verdict: string; reason: string | null; byLot: boolean; count: number }[]
  deliveries: readonly { arm: Arm; state: string; reason: string | null; isSent: boolean; count: number }[]
  outcomes: readonly { arm: Arm; type: string; count: number }[]
  costs: readonly { arm: Arm; inputTokens: number; outputTokens: number; costUsd: string; unpriced: number }[]
  buyers: readonly { arm: Arm; people: number; buyers: number }[]
}

type Group = { arm: Arm; count: number }
const sum = (groups: readonly Group[]): number => groups.reduce((total, { count }) => total + count, 0)

function reasonsOf(groups: readonly (Group & { reason: string | null })[]): Reasons {
  const counts = new Map<string, number>()
  for (const { reason, count } of groups)
    counts.set(reason ?? 'unknown', (counts.get(reason ?? 'unknown') ?? 0) + count)
  return [...counts].map(([reason, count]) => ({ reason, count })).toSorted((a, b) => b.count - a.count)
}

/** What became of one arm. */
export function armReport(arm: Arm, counted: Counted): ArmReport {
  const of = <One extends { arm: Arm }>(groups: readonly One[]): One[] => groups.filter((one) => one.arm === arm)
  const members = of(counted.members)
  const inState = (state: MemberState) => members.filter((member) => member.state === state)
  const decisions = of(counted.decisions)
  const deliveries = of(counted.deliveries)
  const came = (type: string): number => sum(of(counted.outcomes).filter((outcome) => outcome.type === type))
  const stands = (...states: string[]): number => sum(deliveries.filter(({ state }) => states.includes(state)))
  const [cost] = of(counted.costs)
  const [bought] = of(counted.buyers)
  return {
    arm,
    members: sum(members),
    excluded: reasonsOf(inState('excluded')),
    notWritten: reasonsOf(inState('failed')),
    written: sum(inState('written')),
    approved: sum(of(counted.drafts).filter(({ status }) => status === 'approved')),
    approvedByLot: sum(decisions.filter(({ verdict, byLot }) => verdict === 'approve' && byLot)),
    rejected: reasonsOf(decisions.filter(({ verdict }) => verdict === 'reject')),
    sent: sum(deliveries.filter(({ isSent }) => isSent)),
    skipped: reasonsOf(deliveries.filter(({ state }) => state === 'skipped')),
    // Who complains has it.
    delivered: stands('delivered', 'complained'),
    bounced: stands('bounced'),
    clicked: came('clicked'),
    replied: came('replied'),
    converted: came('converted'),
    unsubscribed: came('unsubscribed'),
    complained: came('complained'),
    inputTokens: cost?.inputTokens ?? 0,
    outputTokens: cost?.outputTokens ?? 0,
    costUsd: cost === undefined ? '0' : cost.unpriced > 0 ? null : cost.costUsd,
    people: bought?.people ?? 0,
    buyers: bought?.buyers ?? 0,
  }
}

const COMPARED: readonly [Arm, Arm][] = [
  ['personalized', 'holdout'],
  ['generic', 'holdout'],
  ['personalized', 'generic'],
]

/** Each arm beside those that it is measured against; those without people are left out. */
export function liftsOf(arms: readonly ArmReport[]): CampaignReport['lift'] {
  const shareOf = (name: Arm) => {
    const { people = 0, buyers = 0 } = arms.find(({ arm }) => arm === name) ?? {}
    return { people, did: buyers }
  }
  return COMPARED.flatMap(([arm, against]) => {
    const lift = liftOf(shareOf(arm), shareOf(against))
    return lift === null ? [] : [{ arm, against, ...lift }]
  })
}
