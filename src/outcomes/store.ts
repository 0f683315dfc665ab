import { and, asc, countDistinct, desc, eq, gt, isNotNull, lt } from 'drizzle-orm'
import type { ChannelName } from '../channels/channel.ts'
import type { Db, Tx } from '../db/client.ts'
import { afterCursor, type Cursor } from '../db/conditions.ts'
import { outcomes } from './table.ts'

export type OutcomeRow = typeof outcomes.$inferSelect

/**
 * Adds outcomes, in one order, so that a batch and its repetition never wait for each other.
 * @returns the ids of those that were not told before
 */
export async function insertOutcomes(tx: Tx, rows: readonly OutcomeRow[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  const added = await tx
    .insert(outcomes)
    .values(rows.toSorted((a, b) => (a.messageId < b.messageId ? -1 : a.messageId === b.messageId ? 0 : 1)))
    .onConflictDoNothing({ target: [outcomes.source, outcomes.messageId] })
    .returning({ id: outcomes.id })
  return new Set(added.map(({ id }) => id))
}

/** What came of one delivery, newest first. */
export function listOutcomes(
  db: Db,
  deliveryId: string,
  limit: number,
  cursor: Cursor | undefined,
): Promise<OutcomeRow[]> {
  return db
    .select()
    .from(outcomes)
    .where(and(eq(outcomes.deliveryId, deliveryId), afterCursor(outcomes.receivedAt, outcomes.id, cursor)))
    .orderBy(desc(outcomes.receivedAt), desc(outcomes.id))
    .limit(limit + 1)
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

/** Outcomes since then that came before their hand-over had ended, in an order of their own, after the one with the id `after`. */
export function findEarly(db: Db, since: Date, after: string, limit: number): Promise<OutcomeRow[]> {
  return db
    .select()
    .from(outcomes)
    .where(and(eq(outcomes.isEarly, true), gt(outcomes.receivedAt, since), gt(outcomes.id, after)))
    .orderBy(asc(outcomes.id))
    .limit(limit)
}
