import { inArray } from 'drizzle-orm'
import type { Tx } from '../db/client.ts'
import type { SendingCampaign } from '../delivery/campaign-sending.ts'
import type { CampaignStatus } from './campaign.ts'
import { campaigns } from './table.ts'

const STANDING: Record<CampaignStatus, SendingCampaign['standing']> = {
  draft: 'sending',
  generating: 'sending',
  in_review: 'sending',
  running: 'sending',
  paused: 'paused',
  // A message whose first try failed may go out after all others have ended.
  completed: 'sending',
  cancelled: 'cancelled',
  failed: 'cancelled',
}

const instantOf = (text: string | null): Date | null => (text === null ? null : new Date(text))

/** What deliveries must know of their campaigns. */
export async function sendingCampaigns(tx: Tx, ids: readonly string[]): Promise<SendingCampaign[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .select({ id: campaigns.id, status: campaigns.status, window: campaigns.sendingWindow, channel: campaigns.channel })
    .from(campaigns)
    .where(inArray(campaigns.id, [...ids]))
    .orderBy(campaigns.id)
  return rows.map(({ id, status, window, channel }) => ({
    id,
    channel,
    standing: STANDING[status],
    startAt: instantOf(window.startAt),
    endAt: instantOf(window.endAt),
    perHour: window.perHour,
  }))
}
