import { sql } from 'drizzle-orm'
import type { Tx } from '../db/client.ts'
import { countChanged } from '../db/results.ts'
import { type DecisionRow, decisionColumns, type DraftRow, type RevisionRow } from './store.ts'
import { drafts, revisions } from './table.ts'

/** Many drafts at once, for a decision on a lot. */

const anyOf = (ids: readonly string[]) =>
  sql`any(array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as r(value)))`

/** Reads drafts and holds them until the transaction ends, in one order for everybody. */
export function lockDrafts(tx: Tx, ids: readonly string[]): Promise<DraftRow[]> {
  return tx
    .select()
    .from(drafts)
    .where(sql`${drafts.id} = ${anyOf(ids)}`)
    .orderBy(drafts.id)
    .for('update')
}

export function findCurrentRevisions(tx: Tx, draftIds: readonly string[]): Promise<RevisionRow[]> {
  return tx
    .select()
    .from(revisions)
    .where(
      sql`${revisions.draftId} = ${anyOf(draftIds)}
        and ${revisions.number} = (select current_revision from drafts where id = ${revisions.draftId})`,
    )
}

/** Writes down approvals and marks their drafts. @throws when a draft is not there to be marked */
export async function insertApprovals(tx: Tx, rows: readonly DecisionRow[], now: Date): Promise<void> {
  if (rows.length === 0) return
  const written = JSON.stringify(rows.map(decisionColumns))
  await tx.execute(
    sql`insert into decisions select * from jsonb_populate_recordset(null::decisions, ${written}::text::jsonb)`,
  )
  const marked = await tx.execute(sql`
    update drafts set status = 'approved', updated_at = ${now.toISOString()}::timestamptz
    where id = ${anyOf(rows.map(({ draftId }) => draftId))}`)
  if (countChanged(marked) !== rows.length) throw new Error('a draft that was decided on is gone')
}
