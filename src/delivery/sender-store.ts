import { and, count, desc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm'
import type { ChannelName } from '../channels/channel.ts'
import type { Db, Tx } from '../db/client.ts'
import { senderPauses } from './sender-table.ts'
import { deliveries } from './table.ts'

export type SenderPause = typeof senderPauses.$inferSelect

/** Channels by which no marketing message leaves now. */
export async function pausedChannels(tx: Tx | Db): Promise<Set<ChannelName>> {
  const rows = await tx
    .select({ channel: senderPauses.channel })
    .from(senderPauses)
    .where(isNull(senderPauses.resumedAt))
  return new Set(rows.map(({ channel }) => channel))
}

/** The last pause of a channel, over or not. */
export async function latestPause(db: Db | Tx, channel: ChannelName): Promise<SenderPause | null> {
  const [row] = await db
    .select()
    .from(senderPauses)
    .where(eq(senderPauses.channel, channel))
    .orderBy(desc(senderPauses.pausedAt), desc(senderPauses.id))
    .limit(1)
  return row ?? null
}

/** @returns false when the channel is paused already */
export async function insertPause(
  db: Db | Tx,
  row: Pick<SenderPause, 'id' | 'channel' | 'pausedAt' | 'complaints' | 'sent'>,
): Promise<boolean> {
  const added = await db.insert(senderPauses).values(row).onConflictDoNothing().returning({ id: senderPauses.id })
  return added.length > 0
}

/** @returns false when the channel is not paused */
export async function endPause(
  tx: Tx,
  channel: ChannelName,
  end: { resumedAt: Date; resumedBy: string; resumeReason: string },
): Promise<boolean> {
  const ended = await tx
    .update(senderPauses)
    .set(end)
    .where(and(eq(senderPauses.channel, channel), isNull(senderPauses.resumedAt)))
    .returning({ id: senderPauses.id })
  return ended.length > 0
}

/** How many messages were handed over by a channel since then. */
export async function countSent(db: Db | Tx, channel: ChannelName, since: Date): Promise<number> {
  const [row] = await db
    .select({ sent: count() })
    .from(deliveries)
    .where(and(eq(deliveries.channel, channel), isNotNull(deliveries.sentAt), gt(deliveries.sentAt, since)))
  return row!.sent
}

/** Makes due what waits for a paused channel. */
export async function releasePaused(tx: Tx, channel: ChannelName, now: Date): Promise<void> {
  await tx
    .update(deliveries)
    .set({ notBefore: sql`least(${deliveries.notBefore}, ${now.toISOString()}::timestamptz)`, updatedAt: now })
    .where(and(eq(deliveries.channel, channel), eq(deliveries.state, 'held'), eq(deliveries.reason, 'sender_paused')))
}
