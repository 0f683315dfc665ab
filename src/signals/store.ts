import { and, count, desc, eq, isNull, max, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { compiled } from '../db/compiled.ts'
import { afterCursor, type Cursor } from '../db/conditions.ts'
import { bareCustomersFor, customerBehind } from '../customers/store.ts'
import { countChanged } from '../db/results.ts'
import type { NewSignal } from './new-signal.ts'
import type { BriefSignal, Signal } from './signal.ts'
import { signals } from './table.ts'

const stored = {
  id: signals.id,
  type: signals.type,
  name: signals.name,
  source: signals.source,
  messageId: signals.messageId,
  customerId: signals.customerId,
  anonymousId: signals.anonymousId,
  productId: signals.productId,
  origin: signals.origin,
  party: signals.party,
  properties: signals.properties,
  occurredAt: signals.occurredAt,
  receivedAt: signals.receivedAt,
}

/**
 * Adds signals, and bare records of the customers they name, in one statement; leaves out those that this sender has sent
 * before. A visitor's signal becomes that of the customer the visitor turned out to be. One jsonb parameter takes
 * half the processor time here that a row of parameters each does. In one order: a batch and its repetition never wait for each other.
 * @returns how many are new
 */
export async function insertSignals(
  db: Db | Tx,
  principalId: string,
  rows: readonly (NewSignal & { id: string })[],
  now: Date,
): Promise<number> {
  if (rows.length === 0) return 0
  // Times as milliseconds: writing and reading them as text takes as long as all else of a row.
  const sent = rows.map((row) => ({
    ...row,
    occurredAt: row.occurredAt.getTime(),
    receivedAt: row.receivedAt.getTime(),
  }))
  const added = await db.execute(sql`
    with sent as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(sent)}::text::jsonb) as r(
        "id" uuid, "source" text, "messageId" text, "type" text, "name" text, "customerId" text, "anonymousId" text, "productId" text,
        "origin" text, "party" text, "properties" jsonb, "occurredAt" bigint, "receivedAt" bigint)
    ), named as (${bareCustomersFor(sql`select "customerId" as id from sent`, now)} returning 1)
    insert into signals (id, principal_id, source, message_id, type, name, customer_id, anonymous_id, product_id, origin, party, properties, occurred_at, received_at)
    select "id", ${principalId}::uuid, "source", "messageId", "type", "name",
      coalesce("customerId", ${customerBehind(sql`"anonymousId"`)}), "anonymousId", "productId", "origin", "party", "properties",
      timestamptz 'epoch' + "occurredAt" * interval '1 ms', timestamptz 'epoch' + "receivedAt" * interval '1 ms'
    from sent
    where (select count(*) from named) is not null -- customers first, as everywhere
    order by "messageId" collate "C"
    on conflict on constraint signals_counted_once do nothing`)
  return countChanged(added)
}

/** Gives the signals of anonymous ids to the customers that these turned out to be. */
export async function assignAnonymous(tx: Tx, pairs: { anonymousId: string; customerId: string }[]): Promise<void> {
  for (const { anonymousId, customerId } of pairs) {
    await tx
      .update(signals)
      .set({ customerId })
      .where(and(eq(signals.anonymousId, anonymousId), isNull(signals.customerId)))
  }
}

/**
 * Makes a visitor's signals and the news of who the visitor is take turns; otherwise each could miss the other. Signals among
 * themselves do not wait. Taken before anything is written and in one order, so that no two batches wait for each other; held
 * until the transaction ends.
 * @param visitors anonymous ids: those of whom something is `told`, and those that were only `seen`
 */
export async function lockVisitors(tx: Tx, visitors: { told: string[]; seen: string[] }): Promise<void> {
  await tx.execute(sql`
    select case when told then pg_advisory_xact_lock(key) else pg_advisory_xact_lock_shared(key) end from (
      select hashtextextended('anonymous:' || id, 0) as key, bool_or(told) as told from (
        select true as told, jsonb_array_elements_text(${JSON.stringify(visitors.told)}::text::jsonb) as id
        union all
        select false, jsonb_array_elements_text(${JSON.stringify(visitors.seen)}::text::jsonb)) named
      group by key order by key) keys`)
}

const newestSignals = compiled((db) =>
  db
    // Only what a brief reads: of all that is read for a draft, its many signals take the most time.
    .select({
      id: signals.id,
      type: signals.type,
      origin: signals.origin,
      party: signals.party,
      properties: signals.properties,
      occurredAt: signals.occurredAt,
    })
    .from(signals)
    .where(eq(signals.customerId, sql.placeholder('customerId')))
    .orderBy(desc(signals.occurredAt), desc(signals.id))
    .limit(sql.placeholder('limit'))
    .prepare('newest_signals'),
)

/** The newest signals of a customer, those that were not understood included. */
export function loadSignals(db: Db, customerId: string, limit: number): Promise<BriefSignal[]> {
  return newestSignals(db).execute({ customerId, limit })
}

export function pageSignals(db: Db, customerId: string, limit: number, cursor: Cursor | undefined): Promise<Signal[]> {
  return db
    .select(stored)
    .from(signals)
    .where(and(eq(signals.customerId, customerId), afterCursor(signals.occurredAt, signals.id, cursor)))
    .orderBy(desc(signals.occurredAt), desc(signals.id))
    .limit(limit + 1)
}

/** Names that were not understood, the one that came last first. */
export async function pageUnmapped(
  db: Db,
  limit: number,
  cursor: Cursor | undefined,
): Promise<{ name: string; count: number; lastReceivedAt: Date }[]> {
  const last = max(signals.receivedAt)
  const rows = await db
    .select({ name: signals.name, count: count(), lastReceivedAt: last })
    .from(signals)
    .where(isNull(signals.type))
    .groupBy(signals.name)
    .having(cursor && sql`(${last}, ${signals.name}) < (${cursor.at.toISOString()}::timestamptz, ${cursor.id})`)
    .orderBy(desc(last), desc(signals.name))
    .limit(limit + 1)
  return rows.map((row) => ({ ...row, lastReceivedAt: row.lastReceivedAt! }))
}
