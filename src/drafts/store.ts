import { and, desc, eq, getTableColumns, inArray, lte, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Db, Tx } from '../db/client.ts'
import { afterCursor, type Cursor } from '../db/conditions.ts'
import { countChanged } from '../db/results.ts'
import type { PrincipalKind } from '../principals/principal.ts'
import { principals } from '../principals/table.ts'
import type { DraftStatus } from './draft.ts'
import { decisions, drafts, revisions } from './table.ts'

export type DraftRow = typeof drafts.$inferSelect
export type RevisionRow = typeof revisions.$inferSelect
export type DecisionRow = typeof decisions.$inferSelect
/** A draft with its current revision, if one is written yet, and who asked for it. */
export type FullDraft = {
  draft: DraftRow
  revision: RevisionRow | null
  requestedBy: { name: string; kind: PrincipalKind }
}

const currentRevision = and(eq(revisions.draftId, drafts.id), eq(revisions.number, drafts.currentRevision))

const selectFull = (db: Db | Tx) =>
  db
    .select({ draft: drafts, revision: revisions, requestedBy: { name: principals.name, kind: principals.kind } })
    .from(drafts)
    .innerJoin(principals, eq(principals.id, drafts.requestedBy))
    .leftJoin(revisions, currentRevision)

export async function findDraft(db: Db | Tx, draftId: string): Promise<FullDraft | null> {
  const [row] = await selectFull(db).where(eq(drafts.id, draftId))
  return row ?? null
}

/** Reads a draft and holds it until the transaction ends: all changes of one draft take turns. */
export async function lockDraft(tx: Tx, draftId: string): Promise<DraftRow | null> {
  const [row] = await tx.select().from(drafts).where(eq(drafts.id, draftId)).for('update')
  return row ?? null
}

export async function findRevision(db: Db | Tx, draftId: string, number: number): Promise<RevisionRow | null> {
  const [row] = await db
    .select()
    .from(revisions)
    .where(and(eq(revisions.draftId, draftId), eq(revisions.number, number)))
  return row ?? null
}

export async function findRevisionByToken(
  db: Db | Tx,
  token: string,
): Promise<{ revision: RevisionRow; draft: DraftRow } | null> {
  const [row] = await db
    .select({ revision: revisions, draft: drafts })
    .from(revisions)
    .innerJoin(drafts, eq(drafts.id, revisions.draftId))
    .where(eq(revisions.unsubscribeToken, token))
  return row ?? null
}

export type DraftFilter = {
  status?: DraftStatus | undefined
  campaignId?: string | undefined
  customerId?: string | undefined
  requestedBy?: string | undefined
}

/** Newest first. */
export function listDrafts(
  db: Db,
  filter: DraftFilter,
  limit: number,
  cursor: Cursor | undefined,
): Promise<FullDraft[]> {
  return selectFull(db)
    .where(
      and(
        filter.status === undefined ? undefined : eq(drafts.status, filter.status),
        filter.campaignId === undefined ? undefined : eq(drafts.campaignId, filter.campaignId),
        filter.customerId === undefined ? undefined : eq(drafts.customerId, filter.customerId),
        filter.requestedBy === undefined ? undefined : eq(drafts.requestedBy, filter.requestedBy),
        afterCursor(drafts.createdAt, drafts.id, cursor),
      ),
    )
    .orderBy(desc(drafts.createdAt), desc(drafts.id))
    .limit(limit + 1)
}

export async function insertDraft(tx: Tx | Db, row: DraftRow): Promise<void> {
  await tx.execute(
    sql`insert into drafts select * from jsonb_populate_record(null::drafts, ${JSON.stringify(draftColumns(row))}::text::jsonb)`,
  )
}

export async function updateDraft(
  tx: Tx | Db,
  draftId: string,
  change: Partial<
    Pick<DraftRow, 'status' | 'leaseUntil' | 'attempts' | 'instruction' | 'generationId' | 'failure' | 'expiresAt'>
  > & {
    updatedAt: Date
  },
): Promise<void> {
  await tx.update(drafts).set(change).where(eq(drafts.id, draftId))
}

/** Adds the next revision; the database makes it the current one. */
export async function insertRevision(tx: Tx, row: RevisionRow): Promise<void> {
  await tx.insert(revisions).values(row)
}

/**
 * Adds the revision that a draft in the state `generating` waits for and gives the draft its new status, in one statement: a
 * lock, an insert and an update in a transaction take five round trips, and the many columns of a revision are dear to build
 * (`bench:draft`). Of two writers of one revision the second waits for the first and then finds nothing to do.
 * @returns false when the draft waits for no such revision
 */
export async function completeGeneration(
  db: Db,
  revision: RevisionRow,
  change: { status: DraftStatus; updatedAt: Date },
): Promise<boolean> {
  const done = await db.execute(sql`
    with waiting as (
      select id from drafts
      where id = ${revision.draftId}::uuid and status = 'generating' and current_revision = ${revision.number - 1}::int
      for update
    ), written as (
      insert into revisions
      select written.* from waiting, jsonb_populate_record(null::revisions, ${JSON.stringify(revisionColumns(revision))}::text::jsonb) as written
      returning draft_id
    )
    update drafts
    set status = ${change.status}, lease_until = null, instruction = null, failure = null,
      updated_at = ${change.updatedAt.toISOString()}::timestamptz
    from written where drafts.id = written.draft_id`)
  return countChanged(done) > 0
}

const namesOf = (table: PgTable) => Object.entries(getTableColumns(table)).map(([key, { name }]) => ({ key, name }))
const columnsOf = (table: PgTable): ((row: Record<string, unknown>) => Record<string, unknown>) => {
  const names = namesOf(table)
  return (row) => Object.fromEntries(names.map(({ key, name }) => [name, row[key]]))
}

/** Whole rows, for one JSON parameter: a parameter for each column takes ten times as long to put together (`bench:draft`). */
export const draftColumns: (row: DraftRow) => Record<string, unknown> = columnsOf(drafts)
export const revisionColumns: (row: RevisionRow) => Record<string, unknown> = columnsOf(revisions)
export const decisionColumns: (row: DecisionRow) => Record<string, unknown> = columnsOf(decisions)

export async function insertDecision(tx: Tx, row: typeof decisions.$inferInsert): Promise<void> {
  await tx.insert(decisions).values(row)
}

export type Approval = {
  decisionId: string
  decidedAt: Date
  draft: Pick<DraftRow, 'status' | 'currentRevision'>
  revision: RevisionRow
}

/** What decisions were about, and how their drafts stand now, any number in one query. */
export function findApprovals(tx: Tx, decisionIds: readonly string[]): Promise<Approval[]> {
  return tx
    .select({
      decisionId: decisions.id,
      decidedAt: decisions.createdAt,
      draft: { status: drafts.status, currentRevision: drafts.currentRevision },
      revision: revisions,
    })
    .from(decisions)
    .innerJoin(drafts, eq(drafts.id, decisions.draftId))
    .innerJoin(revisions, and(eq(revisions.draftId, decisions.draftId), eq(revisions.number, decisions.revision)))
    .where(
      sql`${decisions.id} = any(array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(decisionIds)}::text::jsonb)))`,
    )
}

/** To whom was written what these decisions are about, by decision; null when it is not kept any more. */
export async function findRecipients(tx: Tx, decisionIds: readonly string[]): Promise<Map<string, string | null>> {
  if (decisionIds.length === 0) return new Map()
  const rows = await tx
    .select({ decisionId: decisions.id, recipient: revisions.recipient })
    .from(decisions)
    .innerJoin(revisions, and(eq(revisions.draftId, decisions.draftId), eq(revisions.number, decisions.revision)))
    .where(inArray(decisions.id, [...decisionIds]))
  return new Map(rows.map(({ decisionId, recipient }) => [decisionId, recipient]))
}

/** The newest decision on a draft. */
export async function latestDecision(db: Db | Tx, draftId: string): Promise<DecisionRow | null> {
  const [row] = await db
    .select()
    .from(decisions)
    .where(eq(decisions.draftId, draftId))
    .orderBy(desc(decisions.createdAt), desc(decisions.id))
    .limit(1)
  return row ?? null
}

/** Takes over generations whose process gave no sign of life, at most `limit`, each by one caller only. */
export async function claimAbandoned(tx: Tx, now: Date, leaseUntil: Date, limit: number): Promise<DraftRow[]> {
  const due = await tx
    .select({ id: drafts.id })
    .from(drafts)
    .where(and(eq(drafts.status, 'generating'), lte(drafts.leaseUntil, now)))
    .orderBy(drafts.leaseUntil)
    .limit(limit)
    .for('update', { skipLocked: true })
  if (due.length === 0) return []
  return tx
    .update(drafts)
    .set({ leaseUntil, updatedAt: now })
    .where(
      inArray(
        drafts.id,
        due.map((row) => row.id),
      ),
    )
    .returning()
}

/** @returns how many drafts nobody decided in time */
export async function expireUndecided(db: Db, now: Date): Promise<number> {
  const rows = await db
    .update(drafts)
    .set({ status: 'expired', updatedAt: now })
    .where(
      and(inArray(drafts.status, ['ready_for_review', 'blocked', 'changes_requested']), lte(drafts.expiresAt, now)),
    )
    .returning({ id: sql<number>`1` })
  return rows.length
}
