import { z } from 'zod'
import { DeliveryState } from '../delivery/delivery.ts'
import { DraftStatus } from '../drafts/draft.ts'
import { Instant } from '../text.ts'
import { BudgetView } from './budget.ts'
import { Arm, CampaignStatus, MemberState, PauseReason } from './campaign.ts'

const Count = z.int().min(0)
/** How many of each kind there are, 0 where there are none. */
const counts = <Kind extends string>(id: string, kinds: readonly Kind[]) =>
  z.strictObject(Object.fromEntries(kinds.map((kind) => [kind, Count])) as Record<Kind, typeof Count>).meta({ id })

const LotProgress = z
  .strictObject({
    id: z.uuid(),
    status: z.string(),
    population: Count.meta({ description: 'Drafts that it stands for' }),
    samples: Count.meta({ description: 'What is to be judged, seeded faults included' }),
    judged: Count,
    bad: Count.meta({ description: 'Judged bad, seeded faults not counted' }),
  })
  .meta({ id: 'LotProgress' })

const MemberGroup = z.strictObject({ arm: Arm, state: MemberState, reason: z.string().nullable(), count: Count })
const DeliveryGroup = z.strictObject({ state: DeliveryState, reason: z.string().nullable(), count: Count })

export const CampaignProgress = z
  .strictObject({
    campaignId: z.uuid(),
    name: z.string(),
    status: CampaignStatus,
    pauseReason: PauseReason.nullable(),
    at: Instant.meta({ description: 'When this was counted' }),
    members: z
      .strictObject({
        total: Count.nullable().meta({ description: 'null: the audience is not frozen yet' }),
        byState: counts('MemberCounts', MemberState.options),
        groups: z.array(MemberGroup.meta({ id: 'MemberGroup' })),
      })
      .meta({ id: 'MemberProgress' }),
    drafts: counts('DraftCounts', DraftStatus.options),
    lots: z.array(LotProgress).meta({ description: 'Newest first' }),
    deliveries: z
      .strictObject({
        byState: counts('DeliveryCounts', DeliveryState.options),
        groups: z.array(DeliveryGroup.meta({ id: 'DeliveryGroup' })),
        lastTurnAt: Instant.nullable().meta({ description: 'When the last message that waits now has its turn' }),
      })
      .meta({ id: 'DeliveryProgress' }),
    spend: BudgetView,
    draftsPerMinute: z.number().min(0).meta({ description: 'Over the last minute' }),
    secondsLeft: z
      .strictObject({
        writing: Count.nullable().meta({
          description: 'At the rate of the last minute; null: nothing was written in it',
        }),
        sending: Count.nullable().meta({ description: 'Of what is approved; null: nothing waits' }),
      })
      .meta({ id: 'SecondsLeft' }),
  })
  .meta({ id: 'CampaignProgress' })
export type CampaignProgress = z.infer<typeof CampaignProgress>
export type MemberCount = CampaignProgress['members']['groups'][number]

/** Nothing of it moves any more. */
export const hasEnded = ({ status }: Pick<CampaignProgress, 'status'>): boolean =>
  status === 'completed' || status === 'cancelled' || status === 'failed'

/** How many there are of each kind; of those that do not occur, none. */
export function sumBy<Group extends { count: number }, Key extends string>(
  kinds: readonly Key[],
  groups: readonly Group[],
  keyOf: (group: Group) => Key,
): Record<Key, number> {
  const sums = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Key, number>
  for (const group of groups) sums[keyOf(group)] += group.count
  return sums
}

/**
 * How long it goes on: members to write at the rate of the last minute, or of the time since the start when that is shorter, and
 * messages until the last turn that was given.
 */
export function outlook(seen: {
  now: Date
  startedAt: Date | null
  toWrite: number
  /** Drafts that were made in the last minute. */
  recent: number
  lastTurnAt: Date | null
}): Pick<CampaignProgress, 'draftsPerMinute' | 'secondsLeft'> {
  const { now, startedAt, toWrite, recent, lastTurnAt } = seen
  const since = startedAt === null ? 60 : (now.getTime() - startedAt.getTime()) / 1000
  const perSecond = recent / Math.min(60, Math.max(1, since))
  const writing = toWrite === 0 ? 0 : perSecond === 0 ? null : Math.ceil(toWrite / perSecond)
  const sending = lastTurnAt === null ? null : Math.max(0, Math.ceil((lastTurnAt.getTime() - now.getTime()) / 1000))
  return { draftsPerMinute: Math.round(perSecond * 600) / 10, secondsLeft: { writing, sending } }
}
