import { and, desc, eq, gt, inArray, isNotNull, lte, or, sql } from 'drizzle-orm'
import type { ChannelName } from '../channels/channel.ts'
import type { Db, Tx } from '../db/client.ts'
import { afterCursor, type Cursor } from '../db/conditions.ts'
import type { DeliveryState } from './delivery.ts'
import { deliveries, installation, suppressions } from './table.ts'

export type DeliveryRow = typeof deliveries.$inferSelect
export type SuppressionRow = typeof suppressions.$inferSelect

export async function insertDelivery(tx: Tx, row: typeof deliveries.$inferInsert): Promise<void> {
  await tx.insert(deliveries).values(row)
}

export async function findDelivery(db: Db | Tx, deliveryId: string): Promise<DeliveryRow | null> {
  const [row] = await db.select().from(deliveries).where(eq(deliveries.id, deliveryId))
  return row ?? null
}

export async function findDeliveryOfDecision(tx: Tx, decisionId: string): Promise<DeliveryRow | null> {
  const [row] = await tx.select().from(deliveries).where(eq(deliveries.decisionId, decisionId))
  return row ?? null
}

/** The delivery that stands on a draft, held until the transaction ends. */
export async function lockDeliveryOfDraft(tx: Tx, draftId: string): Promise<DeliveryRow | null> {
  const [row] = await tx
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.draftId, draftId), sql`${deliveries.state} <> 'cancelled'`))
    .for('update')
  return row ?? null
}

/** The delivery, if it is due and nobody else is at it. */
export async function claimDue(tx: Tx, deliveryId: string, now: Date): Promise<DeliveryRow | null> {
  const [row] = await tx
    .select()
    .from(deliveries)
    .where(
      and(eq(deliveries.id, deliveryId), inArray(deliveries.state, ['queued', 'held']), lte(deliveries.notBefore, now)),
    )
    .for('update', { skipLocked: true })
  return row ?? null
}

export type DeliveryChange = Partial<
  Pick<
    DeliveryRow,
    'state' | 'reason' | 'attempts' | 'notBefore' | 'leaseUntil' | 'providerMessageId' | 'resolvedBy' | 'sentAt'
  >
> & { updatedAt: Date }

/**
 * Changes a delivery that is still in the state `from`, and, when `attempt` is given, still in that hand-over.
 * @returns false when it is not
 */
export async function changeDelivery(
  tx: Tx | Db,
  deliveryId: string,
  from: DeliveryState | readonly DeliveryState[],
  change: DeliveryChange,
  attempt?: number,
): Promise<boolean> {
  const states = Array.isArray(from) ? (from as DeliveryState[]) : [from as DeliveryState]
  const rows = await tx
    .update(deliveries)
    .set(change)
    .where(
      and(
        eq(deliveries.id, deliveryId),
        inArray(deliveries.state, states),
        attempt === undefined ? undefined : eq(deliveries.attempts, attempt),
      ),
    )
    .returning({ id: deliveries.id })
  return rows.length > 0
}

/** For the hand-over at work only: a sender that was given up must not hold the row for the one after it. */
export const renewLease = (
  db: Db,
  handOver: Pick<DeliveryRow, 'id' | 'attempts'>,
  leaseUntil: Date,
): Promise<unknown> =>
  db
    .update(deliveries)
    .set({ leaseUntil })
    .where(
      and(eq(deliveries.id, handOver.id), eq(deliveries.state, 'sending'), eq(deliveries.attempts, handOver.attempts)),
    )

/** Ids of deliveries that are due since before `due`, oldest first: their wake-up was lost. */
export async function findOverdue(db: Db, due: Date, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(inArray(deliveries.state, ['queued', 'held']), lte(deliveries.notBefore, due)))
    .orderBy(deliveries.notBefore)
    .limit(limit)
  return rows.map((row) => row.id)
}

/** Deliveries whose sender died between the claim and the mark. */
export function findAbandonedSends(
  db: Db,
  now: Date,
  limit: number,
): Promise<Pick<DeliveryRow, 'id' | 'channel' | 'attempts'>[]> {
  return db
    .select({ id: deliveries.id, channel: deliveries.channel, attempts: deliveries.attempts })
    .from(deliveries)
    .where(and(eq(deliveries.state, 'sending'), lte(deliveries.leaseUntil, now)))
    .limit(limit)
}

/** When this customer was written to on this channel since then, newest first; what may have gone out counts. */
export async function sentSince(tx: Tx, customerId: string, channel: ChannelName, since: Date): Promise<Date[]> {
  const rows = await tx
    .select({ at: sql<Date>`coalesce(${deliveries.sentAt}, ${deliveries.updatedAt})`.mapWith(deliveries.updatedAt) })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.customerId, customerId),
        eq(deliveries.channel, channel),
        or(
          and(isNotNull(deliveries.sentAt), gt(deliveries.sentAt, since)),
          and(inArray(deliveries.state, ['sending', 'uncertain']), gt(deliveries.updatedAt, since)),
        ),
      ),
    )
  return rows.map((row) => row.at).toSorted((a, b) => b.getTime() - a.getTime())
}

export type DeliveryFilter = {
  state?: DeliveryState | undefined
  draftId?: string | undefined
  customerId?: string | undefined
}

export function listDeliveries(
  db: Db,
  filter: DeliveryFilter,
  limit: number,
  cursor: Cursor | undefined,
): Promise<DeliveryRow[]> {
  return db
    .select()
    .from(deliveries)
    .where(
      and(
        filter.state === undefined ? undefined : eq(deliveries.state, filter.state),
        filter.draftId === undefined ? undefined : eq(deliveries.draftId, filter.draftId),
        filter.customerId === undefined ? undefined : eq(deliveries.customerId, filter.customerId),
        afterCursor(deliveries.createdAt, deliveries.id, cursor),
      ),
    )
    .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
    .limit(limit + 1)
}

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

/** Adds a suppression; an address that is suppressed already keeps its first reason. */
export async function insertSuppression(tx: Tx | Db, row: typeof suppressions.$inferInsert): Promise<SuppressionRow> {
  await tx.insert(suppressions).values(row).onConflictDoNothing()
  const [stored] = await tx
    .select()
    .from(suppressions)
    .where(and(eq(suppressions.addressHash, row.addressHash), eq(suppressions.channel, row.channel)))
  return stored!
}

export function listSuppressions(db: Db, limit: number, cursor: Cursor | undefined): Promise<SuppressionRow[]> {
  return db
    .select()
    .from(suppressions)
    .where(afterCursor(suppressions.createdAt, suppressions.id, cursor))
    .orderBy(desc(suppressions.createdAt), desc(suppressions.id))
    .limit(limit + 1)
}

export async function deleteSuppression(db: Db, id: string): Promise<boolean> {
  const rows = await db.delete(suppressions).where(eq(suppressions.id, id)).returning({ id: suppressions.id })
  return rows.length > 0
}
