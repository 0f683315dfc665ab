import { sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { rowsOf } from '../db/results.ts'
import type { CampaignProgress, MemberCount } from './progress.ts'

/** How many members of a campaign are what, and why. Read from the index alone. */
export async function countMembers(db: Db | Tx, campaignId: string): Promise<MemberCount[]> {
  return rowsOf(
    await db.execute(sql`
      select arm, state, reason, count(*)::int as count from campaign_members where campaign_id = ${campaignId}::uuid
      group by arm, state, reason order by arm, state, reason`),
  )
}

/** How far the lots of a campaign are, newest first. */
export async function countLots(db: Db | Tx, campaignId: string): Promise<CampaignProgress['lots']> {
  return rowsOf(
    await db.execute(sql`
      select l.id, l.status, l.population, s.samples, s.judged, s.bad
      from lots l cross join lateral (
        select count(*)::int as samples, count(verdict)::int as judged,
          (count(*) filter (where verdict = 'bad' and planted_fault is null))::int as bad
        from lot_samples where lot_id = l.id) s
      where l.campaign_id = ${campaignId}::uuid order by l.created_at desc, l.id desc`),
  )
}
