import { z } from 'zod'
import { ChannelName, Purpose } from '../channels/channel.ts'
import type { Db } from '../db/client.ts'
import { PrincipalKind } from '../principals/principal.ts'
import { findNames } from '../principals/store.ts'
import { Instant } from '../text.ts'
import { Arms, CampaignStatus, PauseReason, SendingWindow } from './campaign.ts'
import { ExpectedEffect } from './sample-size.ts'
import type { Campaign } from './store.ts'

export const CampaignId = z.object({ id: z.uuid().meta({ description: 'The `id` of the campaign' }) })

const Starter = z.strictObject({ name: z.string(), kind: PrincipalKind }).meta({ id: 'CampaignPrincipal' })

export const ListedCampaign = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    status: CampaignStatus,
    pauseReason: PauseReason.nullable().meta({ description: 'Why it stands still, for `paused`' }),
    channel: ChannelName,
    purpose: Purpose,
    prompt: z.string().nullable().meta({ description: 'null: the stage of each customer chooses one' }),
    offerId: z.string().nullable(),
    agentName: z.string().nullable(),
    note: z.string().nullable(),
    arms: Arms,
    sendingWindow: SendingWindow,
    expectedEffect: ExpectedEffect.nullable(),
    memberCount: z.int().nullable().meta({ description: 'People in all; null until its audience is frozen' }),
    createdBy: Starter,
    startedBy: Starter.nullable().meta({ description: 'Who asked for its drafts, and cannot approve them' }),
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'ListedCampaign' })

export const CampaignView = ListedCampaign.extend({
  audience: z.record(z.string(), z.unknown()).meta({ description: 'As it was defined' }),
}).meta({ id: 'Campaign' })

/** Campaigns as the API shows them; a list leaves out their audiences, which may be long. */
export async function viewCampaigns(
  db: Db,
  campaigns: readonly Campaign[],
): Promise<z.output<typeof ListedCampaign>[]> {
  const ids = campaigns.flatMap(({ createdBy, startedBy }) => [createdBy, ...(startedBy === null ? [] : [startedBy])])
  const names = await findNames(db, [...new Set(ids)])
  return campaigns.map((campaign) => ({
    id: campaign.id,
    name: campaign.name,
    status: campaign.status,
    pauseReason: campaign.pauseReason,
    channel: campaign.channel,
    purpose: campaign.purpose,
    prompt: campaign.promptName,
    offerId: campaign.offerId,
    agentName: campaign.agentName,
    note: campaign.note,
    arms: campaign.arms,
    sendingWindow: campaign.sendingWindow,
    expectedEffect: campaign.expectedEffect,
    memberCount: campaign.memberCount,
    createdBy: names.get(campaign.createdBy)!,
    startedBy: campaign.startedBy === null ? null : names.get(campaign.startedBy)!,
    startedAt: campaign.startedAt,
    endedAt: campaign.endedAt,
    createdAt: campaign.createdAt,
  }))
}

export async function viewCampaign(db: Db, campaign: Campaign): Promise<z.output<typeof CampaignView>> {
  const [listed] = await viewCampaigns(db, [campaign])
  return { ...listed!, audience: campaign.audience }
}
