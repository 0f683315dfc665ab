import { and, count, desc, eq, isNull, max, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { compiled } from '../db/compiled.ts'
import { afterCursor, type Cursor } from '../db/conditions.ts'
import { countRows } from '../db/results.ts'
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
 * Adds signals in one statement, and leaves out those that this sender has sent before.
 * One jsonb parameter is about three times as fast as a row of parameters each.
 * @returns how many are new
 */
export async function insertSignals(
  tx: Tx,
  principalId: string,
  rows: (NewSignal & { id: string })[],
): Promise<number> {
  if (rows.length === 0) return 0
  const added = await tx.execute(sql`
    insert into signals (id, principal_id, source, message_id, type, name, customer_id, anonymous_id, product_id, origin, party, properties, occurred_at, received_at)
    select "id", ${principalId}::uuid, "source", "messageId", "type", "name", "customerId", "anonymousId", "productId", "origin", "party", "properties", "occurredAt", "receivedAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row(
      "id" uuid, "source" text, "messageId" text, "type" text, "name" text, "customerId" text, "anonymousId" text, "productId" text,
      "origin" text, "party" text, "properties" jsonb, "occurredAt" timestamptz, "receivedAt" timestamptz)
    on conflict on constraint signals_counted_once do nothing
    returning 1`)
  return countRows(added)
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
 * Makes a signal of an anonymous id and the news of who that is take turns; otherwise each could miss the other. Signals
 * among themselves do not wait. Held until the transaction ends.
 */
export async function lockAnonymous(tx: Tx, anonymousIds: string[], mode: 'shared' | 'exclusive'): Promise<void> {
  if (anonymousIds.length === 0) return
  const lock = sql.raw(mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock')
  await tx.execute(sql`
    select ${lock}(key) from (
      select distinct hashtextextended('anonymous:' || id, 0) as key
      from jsonb_array_elements_text(${JSON.stringify(anonymousIds)}::text::jsonb) as sent(id) order by 1) keys`)
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
