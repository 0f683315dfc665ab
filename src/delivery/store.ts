import { and, desc, eq, inArray, lte, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { ChannelName } from '../channels/channel.ts'
import { agentChannels } from '../channels/list.ts'
import type { Db, Tx } from '../db/client.ts'
import { afterCursor, type Cursor } from '../db/conditions.ts'
import type { DeliveryState } from './delivery.ts'
import { APPROVAL_LIFE_DAYS } from '../drafts/draft.ts'
import { deliveries } from './table.ts'

export type DeliveryRow = typeof deliveries.$inferSelect

export async function insertDelivery(tx: Tx, ...rows: (typeof deliveries.$inferInsert)[]): Promise<void> {
  await tx.insert(deliveries).values(rows)
}

export async function findDelivery(db: Db | Tx, deliveryId: string): Promise<DeliveryRow | null> {
  const [row] = await db.select().from(deliveries).where(eq(deliveries.id, deliveryId))
  return row ?? null
}

const amongThese = (ids: readonly string[]): SQL =>
  sql`${deliveries.id} = any(array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as r(value)))`

/** Those of these deliveries that are there, held until the transaction ends; in one order, so that no two wait for each other. */
export async function lockDeliveries(tx: Tx, ids: readonly string[]): Promise<DeliveryRow[]> {
  if (ids.length === 0) return []
  return tx.select().from(deliveries).where(amongThese(ids)).orderBy(deliveries.id).for('update')
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
    .where(and(amongThese(ids), inArray(deliveries.state, [...states])))
  return rows.map(({ id }) => id)
}

/** The ids of the deliveries that a provider knows under these ids; the newest, when it gave one twice. */
export async function findByProviderIds(db: Db | Tx, providerIds: readonly string[]): Promise<Map<string, string>> {
  if (providerIds.length === 0) return new Map()
  const rows = await db
    .select({ id: deliveries.id, providerId: deliveries.providerMessageId })
    .from(deliveries)
    .where(inArray(deliveries.providerMessageId, [...providerIds]))
    .orderBy(deliveries.createdAt, deliveries.id)
  return new Map(rows.map(({ id, providerId }) => [providerId!, id]))
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
