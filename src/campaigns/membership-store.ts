import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { rowsOf } from '../db/results.ts'
import type { Arm, MemberState } from './campaign.ts'

export type Membership = {
  campaignId: string
  name: string
  /** null until the audience is frozen. */
  arm: Arm | null
  state: MemberState | null
  reason: string | null
  draftId: string | null
}

/** The campaigns that name a customer, newest first. One look-up a campaign: members have no index by customer. */
export async function campaignsOf(db: Db, customerId: string): Promise<Membership[]> {
  return rowsOf(
    await db.execute(sql`
      select c.id as "campaignId", c.name, m.arm, m.state, m.reason, m.draft_id as "draftId"
      from campaigns c
      left join campaign_members m on m.campaign_id = c.id and m.customer_id = ${customerId}
      left join campaign_uploads u on u.campaign_id = c.id and u.customer_id = ${customerId}
      where m.customer_id is not null or u.customer_id is not null
        or jsonb_exists(coalesce(c.audience -> 'customerIds', '[]'), ${customerId})
      order by c.created_at desc, c.id desc`),
  )
}

export type LotMembership = {
  lotId: string
  draftId: string
  revision: number
  digest: string
  stratum: string
  outcome: string | null
  samples: object[]
}

/** The lots that drafts for a customer were part of, with what was said of those that were drawn. */
export async function lotsOf(db: Db, customerId: string): Promise<LotMembership[]> {
  return rowsOf(
    await db.execute(sql`
      select m.lot_id as "lotId", m.draft_id as "draftId", m.revision, m.digest, m.stratum, m.outcome, coalesce((
        select jsonb_agg(jsonb_build_object('place', s.place, 'plantedFault', s.planted_fault, 'verdict', s.verdict,
          'reason', s.reason, 'judgedAt', s.judged_at) order by s.place)
        from lot_samples s where s.lot_id = m.lot_id and s.draft_id = m.draft_id), '[]') as samples
      from drafts d
      join lots l on l.campaign_id = d.campaign_id
      join lot_members m on m.lot_id = l.id and m.draft_id = d.id
      where d.customer_id = ${customerId}
      order by l.created_at desc, l.id desc`),
  )
}
