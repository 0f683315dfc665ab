import { and, desc, eq, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { afterCursor, type Cursor } from '../db/conditions.ts'
import { countChanged, rowsOf } from '../db/results.ts'
import type { CampaignStatus, OpenWork } from './campaign.ts'
import { campaigns } from './table.ts'

export type Campaign = typeof campaigns.$inferSelect

export async function insertCampaign(tx: Tx | Db, row: Campaign): Promise<void> {
  await tx.insert(campaigns).values(row)
}

export async function findCampaign(db: Db | Tx, id: string): Promise<Campaign | null> {
  const [row] = await db.select().from(campaigns).where(eq(campaigns.id, id))
  return row ?? null
}

/** Reads a campaign and holds it until the transaction ends: all changes of its status take turns. */
export async function lockCampaign(tx: Tx, id: string): Promise<Campaign | null> {
  const [row] = await tx.select().from(campaigns).where(eq(campaigns.id, id)).for('no key update')
  return row ?? null
}

/** Newest first. */
export function listCampaigns(
  db: Db,
  filter: { status?: CampaignStatus | undefined },
  limit: number,
  cursor: Cursor | undefined,
): Promise<Campaign[]> {
  return db
    .select()
    .from(campaigns)
    .where(
      and(
        filter.status === undefined ? undefined : eq(campaigns.status, filter.status),
        afterCursor(campaigns.createdAt, campaigns.id, cursor),
      ),
    )
    .orderBy(desc(campaigns.createdAt), desc(campaigns.id))
    .limit(limit + 1)
}

/** Campaigns at which there is something to do. */
export async function campaignsAtWork(db: Db): Promise<{ id: string }[]> {
  return db
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(inArray(campaigns.status, ['generating', 'in_review', 'running']))
    .orderBy(campaigns.startedAt)
}

/** Campaigns that the budget of a day before `today` (its begin, UTC) has stopped. */
export async function stoppedBefore(db: Db, today: Date): Promise<{ id: string }[]> {
  return db
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(and(eq(campaigns.status, 'paused'), eq(campaigns.pauseReason, 'day_budget'), lt(campaigns.updatedAt, today)))
}

export async function updateCampaign(
  tx: Tx | Db,
  id: string,
  change: Partial<
    Pick<Campaign, 'status' | 'pauseReason' | 'memberCount' | 'leaseUntil' | 'startedBy' | 'startedAt' | 'endedAt'>
  > & {
    updatedAt: Date
  },
): Promise<void> {
  await tx.update(campaigns).set(change).where(eq(campaigns.id, id))
}

const waitsForMembers = and(eq(campaigns.status, 'generating'), isNull(campaigns.memberCount))

/** Campaigns that were started, have no members yet, and are in nobody's hands. */
export async function campaignsToFreeze(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(and(waitsForMembers, or(isNull(campaigns.leaseUntil), lte(campaigns.leaseUntil, now))))
    .orderBy(campaigns.startedAt)
  return rows.map(({ id }) => id)
}

/** Takes a campaign into hand to freeze its audience, unless somebody else has it or it needs none. */
export async function claimFreeze(db: Db, id: string, now: Date, leaseUntil: Date): Promise<Campaign | null> {
  const isFree = or(isNull(campaigns.leaseUntil), lte(campaigns.leaseUntil, now))
  const [row] = await db
    .update(campaigns)
    .set({ leaseUntil })
    .where(and(eq(campaigns.id, id), waitsForMembers, isFree))
    .returning()
  return row ?? null
}

/** Says that somebody is still at it. @returns false when the campaign stands still */
export async function renewFreeze(db: Db, id: string, leaseUntil: Date): Promise<boolean> {
  const rows = await db
    .update(campaigns)
    .set({ leaseUntil })
    .where(and(eq(campaigns.id, id), waitsForMembers))
    .returning({ id: campaigns.id })
  return rows.length > 0
}

/**
 * What is left to do, in one look at three features' tables. Each question ends at the first row that says yes, however large the
 * campaign is.
 */
export async function findOpenWork(tx: Tx | Db, id: string): Promise<OpenWork> {
  const [row] = rowsOf<OpenWork>(
    await tx.execute(sql`
      select
        exists (select from campaign_members where campaign_id = ${id}::uuid and state = 'waiting')
          or exists (select from campaign_members where campaign_id = ${id}::uuid and state = 'writing') as "toWrite",
        exists (select from drafts where campaign_id = ${id}::uuid
          and status in ('generating', 'ready_for_review', 'blocked', 'changes_requested')) as "toDecide",
        exists (select from deliveries where campaign_id = ${id}::uuid
          and state in ('queued', 'held', 'sending', 'uncertain')) as "toDeliver"`),
  )
  return row!
}

/** Campaigns that were cancelled and still have members that wait, or deliveries that are to go out. */
export async function campaignsToClear(db: Db): Promise<string[]> {
  const found = await db.execute(sql`
    select id from campaigns c where status = 'cancelled' and (
      exists (select from campaign_members where campaign_id = c.id and state = 'waiting')
      or exists (select from deliveries where campaign_id = c.id and state in ('queued', 'held')))
    order by ended_at`)
  return rowsOf<{ id: string }>(found).map(({ id }) => id)
}

/** Sets down at most `limit` members of a cancelled campaign. What somebody holds is passed over. @returns how many */
export async function cancelMembers(db: Db, campaignId: string, limit: number): Promise<number> {
  return countChanged(
    await db.execute(sql`
      update campaign_members m set state = 'cancelled'
      from (
        select customer_id from campaign_members where campaign_id = ${campaignId}::uuid and state = 'waiting'
        order by position limit ${limit}::int for update skip locked) due
      where m.campaign_id = ${campaignId}::uuid and m.customer_id = due.customer_id`),
  )
}
