import { type SQL, sql } from 'drizzle-orm'
import type { Stage } from '../briefs/brief.ts'
import type { Db, Tx } from '../db/client.ts'
import { countChanged, rowsOf } from '../db/results.ts'
import type { AudienceFilter } from './audience-filter.ts'
import { filterSql } from './filter-store.ts'

const candidates = (filter: AudienceFilter, now: Date): SQL =>
  sql`select c.id from customers c where c.erased_at is null and ${filterSql(filter, { now, stage: 'anything' })}`

/** Notes everybody for the campaign who matches if the stage does. */
export async function selectCandidates(db: Db, campaignId: string, filter: AudienceFilter, now: Date): Promise<void> {
  await db.execute(sql`
    insert into campaign_uploads (campaign_id, customer_id)
    select ${campaignId}::uuid, id from (${candidates(filter, now)}) found
    on conflict do nothing`)
}

/** A page of those who are noted, in the order of their ids. */
export async function pageSelected(db: Db, campaignId: string, after: string, limit: number): Promise<string[]> {
  const page = await db.execute(sql`
    select customer_id as id from campaign_uploads
    where campaign_id = ${campaignId}::uuid and customer_id > ${after} order by customer_id limit ${limit}::int`)
  return rowsOf<{ id: string }>(page).map(({ id }) => id)
}

/** How many match if their stage does, and some of them drawn at random: by a hash of seed and id. */
export async function drawCandidates(
  db: Db,
  filter: AudienceFilter,
  { seed, limit, now }: { seed: string; limit: number; now: Date },
): Promise<{ count: number; drawn: string[] }> {
  const [row] = rowsOf<{ count: number; drawn: string[] | null }>(
    await db.execute(sql`
      with found as materialized (${candidates(filter, now)})
      select (select count(*)::int from found) as count, (select json_agg(id) from (
        select id from found order by sha256(convert_to(${`${seed}:`} || id, 'UTF8')) limit ${limit}::int) some_of_them) as drawn`),
  )
  return { count: row!.count, drawn: row!.drawn ?? [] }
}

export type StageOf = { id: string; stage: Stage }

/** Those of whom the whole filter is true, now that their stage is known. */
export async function findMatching(
  db: Db,
  filter: AudienceFilter,
  stages: readonly StageOf[],
  now: Date,
): Promise<string[]> {
  const found = await db.execute(sql`
    with stages as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(stages)}::text::jsonb) as r(id text, stage text))
    select c.id from customers c join stages on stages.id = c.id
    where c.erased_at is null and ${filterSql(filter, { now, stage: 'known' })}`)
  return rowsOf<{ id: string }>(found).map(({ id }) => id)
}

/** Of a page of those who are noted, leaves those of whom the whole filter is true. */
export async function keepMatching(
  db: Db,
  campaignId: string,
  page: { customerIds: readonly string[]; filter: AudienceFilter; stages: readonly StageOf[]; now: Date },
): Promise<void> {
  const matching = await findMatching(db, page.filter, page.stages, page.now)
  await db.execute(sql`
    delete from campaign_uploads where campaign_id = ${campaignId}::uuid and customer_id in (
      select value from jsonb_array_elements_text(${JSON.stringify(page.customerIds)}::text::jsonb) as r(value)
      except select value from jsonb_array_elements_text(${JSON.stringify(matching)}::text::jsonb) as r(value))`)
}

/** Adds ids to an audience that is not frozen yet. @returns how many were not in it */
export async function addUploaded(db: Db | Tx, campaignId: string, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  return countChanged(
    await db.execute(sql`
      insert into campaign_uploads (campaign_id, customer_id)
      select ${campaignId}::uuid, value from (
        select distinct value collate "C" as value from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as r(value)
        order by 1) sent
      on conflict do nothing`),
  )
}

export async function hasUploaded(db: Db | Tx, campaignId: string): Promise<boolean> {
  const [row] = rowsOf<{ any: boolean }>(
    await db.execute(sql`select exists (select from campaign_uploads where campaign_id = ${campaignId}::uuid) as any`),
  )
  return row!.any
}

/** What an audience was made of: needed no longer once it is frozen, or will never be. */
export async function dropUploaded(db: Db, campaignId: string): Promise<void> {
  await db.execute(sql`delete from campaign_uploads where campaign_id = ${campaignId}::uuid`)
}

/** Campaigns whose uploaded ids nobody needs any more. */
export async function uploadsToDrop(db: Db): Promise<string[]> {
  const found = await db.execute(sql`
    select id from campaigns c where (member_count is not null or status in ('cancelled', 'failed'))
      and exists (select from campaign_uploads where campaign_id = c.id)`)
  return rowsOf<{ id: string }>(found).map(({ id }) => id)
}
