import { and, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { idempotencyKeys as rows } from './idempotency-table.ts'

/** Whose key it is, and where it was used. */
export type KeyPlace = { principalId: string; route: string; key: string }
export type Answer = {
  status: number
  headers: Record<string, string>
  body: string | null
  /** Whom it tells of, if anybody. */
  customerId: string | null
}
type Row = typeof rows.$inferSelect

const at = ({ principalId, route, key }: KeyPlace) =>
  and(eq(rows.principalId, principalId), eq(rows.route, route), eq(rows.key, key))

/**
 * Takes the key for one request, in one statement: of many that come at once, one gets it. A claim whose lease ran out goes
 * to the next one that asks the same, together with its `resourceId`; a row past its time counts as none.
 */
export async function claimKey(
  db: Db,
  place: KeyPlace,
  wanted: { fingerprint: string | null; resourceId: string; now: Date; leaseUntil: Date; expiresAt: Date },
): Promise<{ claimed: { resourceId: string; attempt: number } } | { held: Row }> {
  const { now, ...given } = wanted
  const isOver = lte(rows.expiresAt, now)
  const isAbandoned = and(
    isNull(rows.status),
    lte(rows.leaseUntil, now),
    sql`${rows.fingerprint} is not distinct from excluded.fingerprint`,
  )
  for (;;) {
    const [claimed] = await db
      .insert(rows)
      .values({ ...place, ...given, attempt: 1, createdAt: now })
      .onConflictDoUpdate({
        target: [rows.principalId, rows.route, rows.key],
        set: {
          fingerprint: sql`excluded.fingerprint`,
          resourceId: sql`case when ${isOver} then excluded.resource_id else ${rows.resourceId} end`,
          attempt: sql`${rows.attempt} + 1`,
          leaseUntil: given.leaseUntil,
          status: null,
          headers: null,
          body: null,
          customerId: null,
          expiresAt: given.expiresAt,
        },
        setWhere: sql`${or(isOver, isAbandoned)}`,
      })
      .returning({ resourceId: rows.resourceId, attempt: rows.attempt })
    if (claimed !== undefined) return { claimed }
    const [held] = await db.select().from(rows).where(at(place))
    // Swept between the two statements: the key is free.
    if (held !== undefined) return { held }
  }
}

/** Keeps the answer of the claim's latest holder; the answer of one who was taken for dead is not kept. */
export async function keepAnswer(
  db: Db,
  place: KeyPlace,
  attempt: number,
  answer: Answer & { fingerprint: string },
): Promise<void> {
  await db
    .update(rows)
    .set(answer)
    .where(and(at(place), eq(rows.attempt, attempt), isNull(rows.status)))
}

/** Ends the lease: the next one that asks the same takes over at once. */
export async function releaseKey(db: Db, place: KeyPlace, attempt: number, now: Date): Promise<void> {
  await db
    .update(rows)
    .set({ leaseUntil: now })
    .where(and(at(place), eq(rows.attempt, attempt), isNull(rows.status)))
}

/** Removes at most `limit` rows past their time. @returns how many */
export async function deleteExpired(db: Db, now: Date, limit: number): Promise<number> {
  const due = db
    .select({ place: sql`ctid` })
    .from(rows)
    .where(lte(rows.expiresAt, now))
    .limit(limit)
  const gone = await db
    .delete(rows)
    .where(inArray(sql`ctid`, due))
    .returning({ key: rows.key })
  return gone.length
}

/** Answers that are kept and tell of this customer. */
export const listAnswersAbout = (db: Db, customerId: string): Promise<Row[]> =>
  db.select().from(rows).where(eq(rows.customerId, customerId)).orderBy(rows.createdAt, rows.key)
