import { type SQL, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { rowsOf } from '../db/results.ts'
import type { MemberLine } from './report-csv.ts'
import type { Counted } from './report.ts'

// What became of people, by arm, lies in the tables of several features: they are joined where they lie, and only counts leave
// the database.

const read = async <Row>(db: Db | Tx, statement: SQL): Promise<Row[]> => rowsOf<Row>(await db.execute(statement))

export const countDraftsByArm = (db: Tx, campaignId: string): Promise<Counted['drafts'][number][]> =>
  read(
    db,
    sql`select arm, status, count(*)::int as count from drafts where campaign_id = ${campaignId}::uuid group by arm, status`,
  )

/** The decisions that hold. */
export const countDecisions = (db: Tx, campaignId: string): Promise<Counted['decisions'][number][]> =>
  read(
    db,
    sql`select d.arm, x.verdict, x.reason, x.lot_id is not null as "byLot", count(distinct d.id)::int as count
      from drafts d join decisions x on x.draft_id = d.id and x.revision = d.current_revision
      where d.campaign_id = ${campaignId}::uuid
        and (d.status = 'approved' and x.verdict = 'approve' or d.status = 'rejected' and x.verdict = 'reject')
      group by d.arm, x.verdict, x.reason, x.lot_id is not null`,
  )

export const countDeliveriesByArm = (db: Tx, campaignId: string): Promise<Counted['deliveries'][number][]> =>
  read(
    db,
    sql`select d.arm, v.state, v.reason, v.sent_at is not null as "isSent", count(*)::int as count
      from deliveries v join drafts d on d.id = v.draft_id
      where v.campaign_id = ${campaignId}::uuid group by d.arm, v.state, v.reason, v.sent_at is not null`,
  )

/** Deliveries of which something was told, each counted once for each kind. */
export const countOutcomes = (db: Tx, campaignId: string): Promise<Counted['outcomes'][number][]> =>
  read(
    db,
    sql`select d.arm, o.type, count(distinct o.delivery_id)::int as count
      from deliveries v join drafts d on d.id = v.draft_id join outcomes o on o.delivery_id = v.id
      where v.campaign_id = ${campaignId}::uuid group by d.arm, o.type`,
  )

export const sumCosts = (db: Tx, campaignId: string): Promise<Counted['costs'][number][]> =>
  read(
    db,
    sql`select d.arm, sum((r.model ->> 'inputTokens')::bigint)::float8 as "inputTokens",
        sum((r.model ->> 'outputTokens')::bigint)::float8 as "outputTokens",
        coalesce(sum((r.model ->> 'costUsd')::numeric), 0)::text as "costUsd",
        (count(*) filter (where r.model ->> 'costUsd' is null))::int as unpriced
      from drafts d join revisions r on r.draft_id = d.id
      where d.campaign_id = ${campaignId}::uuid and r.model is not null group by d.arm`,
  )

/**
 * People of each arm who bought something, or of whom a conversion was told, in this time. A holdout gets no message, so nothing
 * but the customer can tell: all arms are counted by customer alike.
 */
export const countBuyers = (
  db: Tx,
  campaignId: string,
  from: Date,
  until: Date,
): Promise<Counted['buyers'][number][]> => {
  const inTime = sql`between ${from.toISOString()}::timestamptz and ${until.toISOString()}::timestamptz`
  return read(
    db,
    sql`select m.arm, count(*)::int as people, (count(*) filter (where
        exists (select from signals s where s.customer_id = m.customer_id and s.occurred_at ${inTime} and s.type = 'purchase')
        or exists (select from deliveries v join outcomes o on o.delivery_id = v.id
          where v.customer_id = m.customer_id and o.type = 'converted' and o.occurred_at ${inTime})))::int as buyers
      from campaign_members m
      where m.campaign_id = ${campaignId}::uuid and m.state not in ('excluded', 'cancelled') group by m.arm`,
  )
}

/** Members with what became of them, by customer id. */
export const pageOfMembers = (db: Db, campaignId: string, after: string, limit: number): Promise<MemberLine[]> =>
  read(
    db,
    sql`select m.customer_id as "customerId", m.position, m.arm, m.state, m.reason, m.draft_id as "draftId", d.status as "draftStatus",
        v.id as "deliveryId", v.state as "deliveryState", v.reason as "deliveryReason",
        to_char(v.sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "sentAt",
        (select string_agg(distinct o.type, ' ') from outcomes o where o.delivery_id = v.id) as outcomes
      from (
        select * from campaign_members where campaign_id = ${campaignId}::uuid and customer_id > ${after}
        order by customer_id limit ${limit}::int
      ) m
      left join drafts d on d.id = m.draft_id
      left join deliveries v on v.draft_id = m.draft_id and v.state <> 'cancelled'
      order by m.customer_id`,
  )
