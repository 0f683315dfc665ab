import { and, asc, count, desc, eq, isNull, sql, type SQL } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { afterCursor, type Cursor } from '../db/conditions.ts'
import { rowsOf } from '../db/results.ts'
import type { MemberOutcome } from './lot.ts'
import { lotMembers, lots, lotSamples } from './lot-table.ts'
import type { FaultKind } from './planted-fault.ts'

export type Lot = typeof lots.$inferSelect
export type Sample = typeof lotSamples.$inferSelect
export type Stratum = { stratum: string; drafts: number }

/**
 * Drafts of a campaign without any finding that wait for a decision, with arm and stage of the journey. What somebody was shown in
 * an earlier lot and did not judge is not among them: passing over a bad draft must not be a way to draw again.
 */
const eligible = (campaignId: string, now: Date): SQL => sql`
  select d.id as draft_id, d.current_revision as revision, r.digest, m.arm || '/' || (r.brief ->> 'stage') as stratum
  from campaign_members m
  join drafts d on d.id = m.draft_id and d.status = 'ready_for_review' and d.expires_at > ${now.toISOString()}::timestamptz
  join revisions r on r.draft_id = d.id and r.number = d.current_revision
  where m.campaign_id = ${campaignId}::uuid and m.state = 'written' and r.findings = '[]'
    and d.id not in (
      select s.draft_id from lot_samples s join lots l on l.id = s.lot_id
      where l.campaign_id = ${campaignId}::uuid and s.planted_fault is null and s.shown_at is not null and s.judged_at is null)`

/** How many there are, by stratum. */
export async function countEligible(db: Db | Tx, campaignId: string, now: Date): Promise<Stratum[]> {
  return rowsOf<Stratum>(
    await db.execute(
      sql`select stratum, count(*)::int as drafts from (${eligible(campaignId, now)}) e group by stratum order by stratum`,
    ),
  )
}

/** Lots of a campaign that count as tries: something of them was seen, and they were not accepted. */
export async function countTries(db: Db | Tx, campaignId: string): Promise<number> {
  const [row] = rowsOf<{ tries: number }>(
    await db.execute(sql`
      select count(*)::int as tries from lots l where l.campaign_id = ${campaignId}::uuid and l.status in ('stopped', 'cancelled')
        and exists (select from lot_samples s where s.lot_id = l.id and s.shown_at is not null)`),
  )
  return row!.tries
}

/** Begins a lot. Seed and attempt are the database's. */
export async function insertLot(
  tx: Tx,
  row: Pick<Lot, 'id' | 'campaignId' | 'maxBadShare' | 'confidence' | 'createdBy' | 'createdAt'>,
): Promise<Lot> {
  const begun = {
    status: 'drawing',
    attempt: 1,
    population: 0,
    sampleSize: 0,
    seed: '',
    updatedAt: row.createdAt,
  } as const
  const [lot] = await tx
    .insert(lots)
    .values({ ...row, ...begun })
    .returning()
  return lot!
}

/** Puts every eligible draft into a lot. @returns how many, by stratum */
export async function insertMembers(tx: Tx, lot: Lot, now: Date): Promise<Stratum[]> {
  return rowsOf<Stratum>(
    await tx.execute(sql`
      with added as (
        insert into lot_members (lot_id, draft_id, revision, digest, stratum)
        select ${lot.id}::uuid, e.* from (${eligible(lot.campaignId, now)}) e
        returning stratum
      )
      select stratum, count(*)::int as drafts from added group by stratum order by stratum`),
  )
}

/**
 * Draws the sample as `drawSample` says, and after it, in the same order, drafts for the copies with a fault: others than those
 * of the sample, as far as there are any.
 */
export async function pickSample(
  tx: Tx,
  lot: Pick<Lot, 'id' | 'seed'>,
  size: number,
  strata: readonly { stratum: string; places: number }[],
  spare: number,
): Promise<{ draftId: string; drawn: boolean }[]> {
  return rowsOf(
    await tx.execute(sql`
      with ordered as (
        select draft_id, stratum, key, row_number() over (order by key) as place,
          row_number() over (partition by stratum order by key) as place_in_stratum
        from (
          select draft_id, stratum, sha256(convert_to(${lot.seed} || ':' || draft_id, 'UTF8')) as key
          from lot_members where lot_id = ${lot.id}::uuid
        ) keyed
      ), marked as (
        select o.draft_id, o.key, o.place <= ${size}::int or o.place_in_stratum <= s.places as drawn
        from ordered o
        join jsonb_to_recordset(${JSON.stringify(strata)}::text::jsonb) as s(stratum text, places int) on s.stratum = o.stratum
      )
      (select draft_id as "draftId", drawn from marked where drawn)
      union all
      (select draft_id, false from marked where not drawn order by key limit ${spare}::int)`),
  )
}

export async function insertSamples(
  tx: Tx,
  lotId: string,
  places: readonly { draftId: string; plantedFault: FaultKind | null }[],
): Promise<void> {
  const rows = places.map((row, index) => ({ ...row, place: index + 1 }))
  await tx.execute(sql`
    insert into lot_samples (lot_id, place, draft_id, planted_fault)
    select ${lotId}::uuid, r.place, r."draftId", r."plantedFault"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(place int, "draftId" uuid, "plantedFault" text)`)
}

export async function changeLot(
  tx: Tx | Db,
  lotId: string,
  change: Partial<
    Pick<
      Lot,
      | 'status'
      | 'population'
      | 'sampleSize'
      | 'stopReason'
      | 'stoppedAt'
      | 'decidedBy'
      | 'decidedAt'
      | 'statistics'
      | 'appliedAt'
    >
  > & { updatedAt: Date },
): Promise<void> {
  await tx.update(lots).set(change).where(eq(lots.id, lotId))
}

export async function findLot(db: Db | Tx, lotId: string): Promise<Lot | null> {
  const [row] = await db.select().from(lots).where(eq(lots.id, lotId))
  return row ?? null
}

/** Reads a lot and holds it until the transaction ends: all that happens to one takes turns. */
export async function lockLot(tx: Tx, lotId: string): Promise<Lot | null> {
  const [row] = await tx.select().from(lots).where(eq(lots.id, lotId)).for('no key update')
  return row ?? null
}

/** Newest first. */
export function listLots(db: Db, campaignId: string, limit: number, cursor: Cursor | undefined): Promise<Lot[]> {
  return db
    .select()
    .from(lots)
    .where(and(eq(lots.campaignId, campaignId), afterCursor(lots.createdAt, lots.id, cursor)))
    .orderBy(desc(lots.createdAt), desc(lots.id))
    .limit(limit + 1)
}

/** Accepted lots whose decision has not reached every draft, oldest first. */
export async function findUnapplied(db: Db): Promise<Lot[]> {
  return db
    .select()
    .from(lots)
    .where(and(eq(lots.status, 'accepted'), isNull(lots.appliedAt)))
    .orderBy(asc(lots.decidedAt))
}

/** @returns false when somebody else has done it */
export async function markApplied(db: Db, lotId: string, now: Date): Promise<boolean> {
  const marked = await db
    .update(lots)
    .set({ appliedAt: now, updatedAt: now })
    .where(and(eq(lots.id, lotId), isNull(lots.appliedAt)))
    .returning({ id: lots.id })
  return marked.length > 0
}

export type LotMember = Pick<typeof lotMembers.$inferSelect, 'draftId' | 'revision' | 'digest'>

export async function findMember(tx: Tx, lotId: string, draftId: string): Promise<LotMember | null> {
  const [row] = await tx
    .select({ draftId: lotMembers.draftId, revision: lotMembers.revision, digest: lotMembers.digest })
    .from(lotMembers)
    .where(and(eq(lotMembers.lotId, lotId), eq(lotMembers.draftId, draftId)))
  return row ?? null
}

/** Members that the decision has not reached, held until the transaction ends; what others are at work on is passed over. */
export function takeMembers(tx: Tx, lotId: string, limit: number): Promise<LotMember[]> {
  return tx
    .select({ draftId: lotMembers.draftId, revision: lotMembers.revision, digest: lotMembers.digest })
    .from(lotMembers)
    .where(and(eq(lotMembers.lotId, lotId), isNull(lotMembers.outcome)))
    .orderBy(lotMembers.draftId)
    .limit(limit)
    .for('update', { skipLocked: true })
}

/** Writes down what the decision came to. */
export async function tellMembers(
  tx: Tx | Db,
  lotId: string,
  told: readonly { draftId: string; outcome: MemberOutcome }[],
): Promise<void> {
  await tx.execute(sql`
    update lot_members m set outcome = r.outcome
    from jsonb_to_recordset(${JSON.stringify(told)}::text::jsonb) as r("draftId" uuid, outcome text)
    where m.lot_id = ${lotId}::uuid and m.draft_id = r."draftId" and m.outcome is null`)
}

/** How many drafts of a lot came to what; null: the decision has not reached them. */
export function countOutcomes(db: Db | Tx, lotId: string): Promise<{ outcome: string | null; drafts: number }[]> {
  return db
    .select({ outcome: lotMembers.outcome, drafts: count() })
    .from(lotMembers)
    .where(eq(lotMembers.lotId, lotId))
    .groupBy(lotMembers.outcome)
}
