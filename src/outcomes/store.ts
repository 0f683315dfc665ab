import { and, asc, countDistinct, desc, eq, gt, isNotNull, lt } from 'drizzle-orm'
import type { ChannelName } from '../channels/channel.ts'
import type { Db, Tx } from '../db/client.ts'
import { outcomes } from './table.ts'

export type OutcomeRow = typeof outcomes.$inferSelect

/** @returns false when this was told before */
export async function insertOutcome(tx: Tx, row: OutcomeRow): Promise<boolean> {
  const added = await tx
    .insert(outcomes)
    .values(row)
    .onConflictDoNothing({ target: [outcomes.source, outcomes.messageId] })
    .returning({ id: outcomes.id })
  return added.length > 0
}

export async function isKnown(db: Db | Tx, source: string, messageId: string): Promise<boolean> {
  const rows = await db
    .select({ id: outcomes.id })
    .from(outcomes)
    .where(and(eq(outcomes.source, source), eq(outcomes.messageId, messageId)))
  return rows.length > 0
}

/** What came of one delivery, newest first. */
export function listOutcomes(db: Db, deliveryId: string, limit: number): Promise<OutcomeRow[]> {
  return db
    .select()
    .from(outcomes)
    .where(eq(outcomes.deliveryId, deliveryId))
    .orderBy(desc(outcomes.receivedAt), desc(outcomes.id))
    .limit(limit)
}

/** How many hand-overs of a delivery before this one its provider said bounced softly. */
export async function countSoftBounces(tx: Tx, deliveryId: string, before: number): Promise<number> {
  const [row] = await tx
    .select({ count: countDistinct(outcomes.attempt) })
    .from(outcomes)
    .where(
      and(
        eq(outcomes.deliveryId, deliveryId),
        eq(outcomes.bounce, 'soft'),
        isNotNull(outcomes.principalId),
        lt(outcomes.attempt, before),
      ),
    )
  return row!.count
}

/** How many deliveries of a channel were complained about since then. */
export async function countComplaints(db: Db | Tx, channel: ChannelName, since: Date): Promise<number> {
  const [row] = await db
    .select({ count: countDistinct(outcomes.deliveryId) })
    .from(outcomes)
    .where(and(eq(outcomes.channel, channel), eq(outcomes.type, 'complained'), gt(outcomes.receivedAt, since)))
  return row!.count
}

/** Channels of which somebody complained since then. */
export async function channelsComplainedOf(db: Db, since: Date): Promise<ChannelName[]> {
  const rows = await db
    .selectDistinct({ channel: outcomes.channel })
    .from(outcomes)
    .where(and(eq(outcomes.type, 'complained'), gt(outcomes.receivedAt, since)))
  return rows.map(({ channel }) => channel)
}

/** Outcomes since then that came before their hand-over had ended, oldest first. */
export function findEarly(db: Db, since: Date, limit: number): Promise<OutcomeRow[]> {
  return db
    .select()
    .from(outcomes)
    .where(and(eq(outcomes.isEarly, true), gt(outcomes.receivedAt, since)))
    .orderBy(asc(outcomes.receivedAt))
    .limit(limit)
}
