import { and, count, desc, eq, inArray, isNull, lt, max, notInArray, or, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { afterCursor, type Cursor } from '../db/conditions.ts'
import { bareCustomersFor, customerBehind } from '../customers/store.ts'
import { countChanged, rowsOf } from '../db/results.ts'
import type { NewSignal } from './new-signal.ts'
import type { BriefSignal, Signal } from './signal.ts'
import { isObjected, type ObjectionSource } from './signal-source.ts'
import { signalObjections, signals } from './table.ts'

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

type Told = [id: string, type: string | null, origin: string, party: string, properties: object, occurredAt: number]

/**
 * The newest signals of each of these customers that a brief may use, those that were not understood included, `limit` for each,
 * in one query: what a customer objects to is left out. Put together by the database: hundreds of rows, column by column, take
 * most of the time in which a draft is prepared.
 */
export async function loadSignals(
  db: Db | Tx,
  customerIds: readonly string[],
  limit: number,
): Promise<Map<string, BriefSignal[]>> {
  const found = await db.execute(sql`
    select wanted.id, told.signals, objected.sources
    from jsonb_array_elements_text(${JSON.stringify(customerIds)}::text::jsonb) as wanted(id)
    cross join lateral (
      -- Only what a brief reads. In the order of the index, which alone it then reads.
      select json_agg(json_build_array(id, type, origin, party, properties, floor(extract(epoch from occurred_at) * 1000))) as signals
      from (
        select id, type, origin, party, properties, occurred_at from signals
        where customer_id = wanted.id order by occurred_at desc nulls last, id desc nulls last limit ${limit}::int) newest) told
    cross join lateral (
      select json_agg(source) as sources from signal_objections where customer_id = wanted.id) objected`)
  const rows = rowsOf<{ id: string; signals: Told[] | null; sources: ObjectionSource[] | null }>(found)
  return new Map(
    rows.map(({ id, signals: told, sources }) => {
      const all = (told ?? []).map(signalOf)
      return [id, sources === null ? all : all.filter((signal) => !isObjected(sources, signal))]
    }),
  )
}

const signalOf = ([id, type, origin, party, properties, occurredAt]: Told): BriefSignal =>
  ({ id, type, origin, party, properties, occurredAt: new Date(occurredAt) }) as BriefSignal

/** Writes down what a customer does not want to be used. Said again it changes nothing. */
export async function insertObjection(
  tx: Tx | Db,
  row: { customerId: string; source: ObjectionSource; createdAt: Date },
): Promise<void> {
  await tx.insert(signalObjections).values(row).onConflictDoNothing()
}

/** Which sources these customers object to. */
export async function findObjections(
  tx: Tx | Db,
  customerIds: readonly string[],
): Promise<Map<string, ObjectionSource[]>> {
  const wanted = sql`(select value from jsonb_array_elements_text(${JSON.stringify(customerIds)}::text::jsonb))`
  const rows = await tx
    .select()
    .from(signalObjections)
    .where(sql`${signalObjections.customerId} in ${wanted}`)
  const found = new Map<string, ObjectionSource[]>()
  for (const { customerId, source } of rows) found.set(customerId, [...(found.get(customerId) ?? []), source])
  return found
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

/** What a customer does not want to be used, with when it was said. */
export const loadObjections = (db: Db, customerId: string): Promise<(typeof signalObjections.$inferSelect)[]> =>
  db.select().from(signalObjections).where(eq(signalObjections.customerId, customerId)).orderBy(signalObjections.source)

/**
 * Removes at most `most` signals that came before then.
 * @param types those of these types alone, or those of all but these
 * @returns how many
 */
export async function deleteOldSignals(
  db: Db,
  before: Date,
  types: { only: string } | { allBut: readonly string[] },
  most: number,
): Promise<number> {
  const ofType =
    'only' in types
      ? eq(signals.type, types.only)
      : or(isNull(signals.type), notInArray(signals.type, [...types.allBut]))
  const due = db
    .select({ place: sql`ctid` })
    .from(signals)
    .where(and(lt(signals.receivedAt, before), 'allBut' in types && types.allBut.length === 0 ? undefined : ofType))
    .limit(most)
    .for('update', { skipLocked: true })
  return countChanged(await db.delete(signals).where(inArray(sql`ctid`, due)))
}
