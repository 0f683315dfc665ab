import { and, desc, eq, inArray } from 'drizzle-orm'
import type { ChannelName } from '../channels/channel.ts'
import type { Db, Tx } from '../db/client.ts'
import { afterCursor, type Cursor } from '../db/conditions.ts'
import { installation, suppressions } from './table.ts'

export type SuppressionRow = typeof suppressions.$inferSelect

/** The secret with which addresses are hashed. */
export async function loadAddressSecret(db: Db | Tx): Promise<string> {
  const [row] = await db.select().from(installation).where(eq(installation.name, 'address_hash'))
  return row!.secret
}

export async function isSuppressed(tx: Tx | Db, addressHash: string, channel: ChannelName): Promise<boolean> {
  const rows = await tx
    .select({ id: suppressions.id })
    .from(suppressions)
    .where(and(eq(suppressions.addressHash, addressHash), eq(suppressions.channel, channel)))
  return rows.length > 0
}

/** Adds a suppression; an address that is suppressed already keeps its first reason, unless that is a STOP, which a START lifts. */
export async function insertSuppression(tx: Tx | Db, row: typeof suppressions.$inferInsert): Promise<SuppressionRow> {
  const isLasting = row.reason !== 'stop_keyword'
  const address = and(eq(suppressions.addressHash, row.addressHash), eq(suppressions.channel, row.channel))
  // Lifted by somebody between the two statements, it is added after all.
  for (;;) {
    const [added] = await tx.transaction(async (inner) => {
      if (isLasting) await deleteStopKeyword(inner, row.addressHash, row.channel)
      return inner.insert(suppressions).values(row).onConflictDoNothing().returning()
    })
    const [stored] = added === undefined ? await tx.select().from(suppressions).where(address) : [added]
    if (stored !== undefined) return stored
  }
}

export function listSuppressions(db: Db, limit: number, cursor: Cursor | undefined): Promise<SuppressionRow[]> {
  return db
    .select()
    .from(suppressions)
    .where(afterCursor(suppressions.createdAt, suppressions.id, cursor))
    .orderBy(desc(suppressions.createdAt), desc(suppressions.id))
    .limit(limit + 1)
}

export async function deleteSuppression(
  db: Db | Tx,
  id: string,
): Promise<Pick<SuppressionRow, 'channel' | 'reason'> | null> {
  const [row] = await db
    .delete(suppressions)
    .where(eq(suppressions.id, id))
    .returning({ channel: suppressions.channel, reason: suppressions.reason })
  return row ?? null
}

/** Suppressions of any of these addresses, newest first. */
export function findSuppressionsOf(db: Db, hashes: readonly string[]): Promise<SuppressionRow[]> {
  return db
    .select()
    .from(suppressions)
    .where(inArray(suppressions.addressHash, [...hashes]))
    .orderBy(desc(suppressions.createdAt), desc(suppressions.id))
}

/** Ends a suppression that a STOP began, and no other. @returns false when there is none */
export async function deleteStopKeyword(tx: Tx | Db, addressHash: string, channel: ChannelName): Promise<boolean> {
  const address = and(eq(suppressions.addressHash, addressHash), eq(suppressions.channel, channel))
  const rows = await tx
    .delete(suppressions)
    .where(and(address, eq(suppressions.reason, 'stop_keyword')))
    .returning({ id: suppressions.id })
  return rows.length > 0
}
