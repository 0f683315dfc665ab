import { sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { rowsOf } from '../db/results.ts'
import type { DraftStatus } from './draft.ts'

export type DraftCount = { status: DraftStatus; count: number; recent: number }

/** How many drafts of a campaign are what, and how many of them were made since then. Read from the index alone. */
export async function countDrafts(db: Db | Tx, campaignId: string, since: Date): Promise<DraftCount[]> {
  return rowsOf(
    await db.execute(sql`
      select status, count(*)::int as count, (count(*) filter (where created_at > ${since.toISOString()}::timestamptz))::int as recent
      from drafts where campaign_id = ${campaignId}::uuid group by status order by status`),
  )
}
