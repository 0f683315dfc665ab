import { and, asc, count, eq, isNull, lte, or, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { rowsOf } from '../db/results.ts'
import type { Traceable } from './in-common.ts'
import type { Sample } from './lot-store.ts'
import { lotSamples } from './lot-table.ts'

/** The sample of a lot: what is shown, and what is said of it. */

const at = (lotId: string, place: number) => and(eq(lotSamples.lotId, lotId), eq(lotSamples.place, place))

export async function findSample(db: Db | Tx, lotId: string, place: number): Promise<Sample | null> {
  const [row] = await db.select().from(lotSamples).where(at(lotId, place))
  return row ?? null
}

export async function lockSample(tx: Tx, lotId: string, place: number): Promise<Sample | null> {
  const [row] = await tx.select().from(lotSamples).where(at(lotId, place)).for('update')
  return row ?? null
}

/** Waits for a verdict. A copy of what was erased since has no words to be judged. */
const isOpen = (lotId: string) =>
  and(
    eq(lotSamples.lotId, lotId),
    isNull(lotSamples.verdict),
    sql`not (${lotSamples.plantedFault} is not null
      and exists (select from drafts d where d.id = ${lotSamples.draftId} and d.erased_at is not null))`,
  )

export async function countUnjudged(db: Db | Tx, lotId: string): Promise<number> {
  const [row] = await db.select({ left: count() }).from(lotSamples).where(isOpen(lotId))
  return row!.left
}

/** What this person was shown and has not judged; otherwise the first place that nobody has before the eyes since then. */
export async function takeNextPlace(tx: Tx, lotId: string, by: string, givenUpSince: Date): Promise<Sample | null> {
  const open = isOpen(lotId)
  const [own] = await tx
    .select()
    .from(lotSamples)
    .where(and(open, eq(lotSamples.shownTo, by)))
    .orderBy(asc(lotSamples.place))
    .limit(1)
  if (own !== undefined) return own
  const [next] = await tx
    .select()
    .from(lotSamples)
    .where(and(open, or(isNull(lotSamples.shownTo), lte(lotSamples.shownAt, givenUpSince))))
    .orderBy(asc(lotSamples.place))
    .limit(1)
    .for('update', { skipLocked: true })
  return next ?? null
}

export async function noteShown(tx: Tx, lotId: string, place: number, shown: { to: string; at: Date }): Promise<void> {
  await tx.update(lotSamples).set({ shownTo: shown.to, shownAt: shown.at }).where(at(lotId, place))
}

export async function noteVerdict(
  tx: Tx,
  lotId: string,
  place: number,
  said: Pick<Sample, 'verdict' | 'reason' | 'judgedBy' | 'judgedAt' | 'words'>,
): Promise<void> {
  await tx.update(lotSamples).set(said).where(at(lotId, place))
}

export function findSamples(db: Db | Tx, lotId: string): Promise<Sample[]> {
  return db.select().from(lotSamples).where(eq(lotSamples.lotId, lotId)).orderBy(asc(lotSamples.place))
}

/** How a sample stands, by stratum and as a whole. Planted ones are counted apart. */
export async function countSample(
  db: Db | Tx,
  lotId: string,
): Promise<{ stratum: string; drafts: number; places: number; good: number }[]> {
  return rowsOf(
    await db.execute(sql`
      select m.stratum, count(*)::int as drafts, count(s.place)::int as places,
        (count(*) filter (where s.verdict = 'good'))::int as good
      from lot_members m
      left join lot_samples s on s.lot_id = m.lot_id and s.draft_id = m.draft_id and s.planted_fault is null
      where m.lot_id = ${lotId}::uuid group by m.stratum order by m.stratum`),
  )
}

/** A draft of a lot and at most `limit` others, drawn by the hash of their ids, with what may tie them together. */
export async function findTraces(
  db: Db | Tx,
  lotId: string,
  draftId: string,
  limit: number,
): Promise<(Traceable & { draftId: string })[]> {
  return rowsOf(
    await db.execute(sql`
      select m.draft_id as "draftId", r.subject, r.body, r.prompt_name as "promptName", r.prompt_version as "promptVersion",
        r.offer_id as "offerId", coalesce(r.brief -> 'products', '[]') as products, split_part(m.stratum, '/', 1) as arm,
        split_part(m.stratum, '/', 2) as segment, coalesce(s.verdict = 'good', false) as "judgedGood"
      from (
        select * from lot_members where lot_id = ${lotId}::uuid
        order by draft_id <> ${draftId}::uuid, sha256(convert_to(draft_id::text, 'UTF8')) limit ${limit + 1}::int
      ) m
      join revisions r on r.draft_id = m.draft_id and r.number = m.revision and r.erased_at is null
      left join lot_samples s on s.lot_id = m.lot_id and s.draft_id = m.draft_id and s.planted_fault is null`),
  )
}
