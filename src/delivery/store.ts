import { and, desc, eq, inArray, lte, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { ChannelName } from '../channels/channel.ts'
import { agentChannels } from '../channels/list.ts'
import type { Db, Tx } from '../db/client.ts'
import { afterCursor, type Cursor } from '../db/conditions.ts'
import type { DeliveryState } from './delivery.ts'
import { APPROVAL_LIFE_DAYS } from '../drafts/draft.ts'
import { deliveries, installation, suppressions } from './table.ts'

export type DeliveryRow = typeof deliveries.$inferSelect
export type SuppressionRow = typeof suppressions.$inferSelect

export async function insertDelivery(tx: Tx, ...rows: (typeof deliveries.$inferInsert)[]): Promise<void> {
  await tx.insert(deliveries).values(rows)
}

export async function findDelivery(db: Db | Tx, deliveryId: string): Promise<DeliveryRow | null> {
  const [row] = await db.select().from(deliveries).where(eq(deliveries.id, deliveryId))
  return row ?? null
}

/** The delivery, held until the transaction ends. */
export async function lockDelivery(tx: Tx, deliveryId: string): Promise<DeliveryRow | null> {
  const [row] = await tx.select().from(deliveries).where(eq(deliveries.id, deliveryId)).for('update')
  return row ?? null
}

/** Those of these deliveries that are in one of the states. */
export async function filterByState(
  db: Db | Tx,
  ids: readonly string[],
  states: readonly DeliveryState[],
): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(
      sql`${deliveries.id} in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as r(value))
        and ${inArray(deliveries.state, [...states])}`,
    )
  return rows.map(({ id }) => id)
}

/** The newest delivery that a provider knows under this id. */
export async function findByProviderId(db: Db | Tx, providerMessageId: string): Promise<DeliveryRow | null> {
  const [row] = await db
    .select()
    .from(deliveries)
    .where(eq(deliveries.providerMessageId, providerMessageId))
    .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
    .limit(1)
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

/** What waits for an agent is no program's business until its approval has run out. Delivery and approval are of one moment. */
export const isForProgram = (channel: SQLWrapper, createdAt: SQLWrapper, now: Date): SQL => {
  const runOut = new Date(now.getTime() - APPROVAL_LIFE_DAYS * 86_400_000)
  const names = sql.raw(agentChannels.map((name) => `'${name}'`).join(', '))
  return sql`(${channel} not in (${names}) or ${createdAt} <= ${runOut.toISOString()}::timestamptz)`
}

export type DeliveryChange = Partial<
  Pick<
    DeliveryRow,
    | 'state'
    | 'reason'
    | 'attempts'
    | 'notBefore'
    | 'leaseUntil'
    | 'providerMessageId'
    | 'resolvedBy'
    | 'handedOverBy'
    | 'sentAt'
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

export type DeliveryFilter = {
  state?: DeliveryState | undefined
  draftId?: string | undefined
  customerId?: string | undefined
  channel?: ChannelName | undefined
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
        filter.channel === undefined ? undefined : eq(deliveries.channel, filter.channel),
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

/** Adds a suppression; an address that is suppressed already keeps its first reason, unless that is a STOP, which a START lifts. */
export async function insertSuppression(tx: Tx | Db, row: typeof suppressions.$inferInsert): Promise<SuppressionRow> {
  const isLasting = row.reason !== 'stop_keyword'
  await tx.transaction(async (inner) => {
    if (isLasting) await deleteStopKeyword(inner, row.addressHash, row.channel)
    await inner.insert(suppressions).values(row).onConflictDoNothing()
  })
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

export async function deleteSuppression(db: Db | Tx, id: string): Promise<boolean> {
  const rows = await db.delete(suppressions).where(eq(suppressions.id, id)).returning({ id: suppressions.id })
  return rows.length > 0
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
