import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { countChanged, rowsOf } from '../db/results.ts'
import { draftColumns, type DraftRow, revisionColumns, type RevisionRow } from '../drafts/store.ts'
import type { Arm, MemberState } from './campaign.ts'

/**
 * A member that this process writes to, until its lease runs out. `attempts` grows with each claim, so it tells this claim
 * from every other one: what comes too late finds another number and changes nothing.
 */
export type Claim = { campaignId: string; customerId: string; arm: Exclude<Arm, 'holdout'>; attempts: number }

/** Claims members of a campaign that wait, in their order, each by one caller only. None while the campaign stands still. */
export async function claimMembers(db: Db, campaignId: string, limit: number, leaseUntil: Date): Promise<Claim[]> {
  const claimed = await db.execute(sql`
    update campaign_members m set state = 'writing', attempts = m.attempts + 1, lease_until = ${leaseUntil.toISOString()}::timestamptz
    from (
      select customer_id from campaign_members
      where campaign_id = ${campaignId}::uuid and state = 'waiting'
        and exists (select from campaigns where id = ${campaignId}::uuid and status = 'generating')
      order by position limit ${limit}::int
      for update skip locked) due
    where m.campaign_id = ${campaignId}::uuid and m.customer_id = due.customer_id
    returning m.campaign_id as "campaignId", m.customer_id as "customerId", m.arm, m.attempts, m.position`)
  return rowsOf<Claim & { position: number }>(claimed)
    .toSorted((a, b) => a.position - b.position)
    .map(({ position: _position, ...claim }) => claim)
}

/** Claims as a row of the statement each, in one parameter. `t` names them. */
const told = (claims: readonly Claim[], extra: readonly object[] = []) => {
  const rows = claims.map(({ campaignId, customerId, attempts }, index) => ({
    campaign: campaignId,
    customer: customerId,
    attempts,
    ...extra[index],
  }))
  return sql`${JSON.stringify(rows)}::text::jsonb`
}

const isHeld = sql`m.campaign_id = t.campaign and m.customer_id = t.customer and m.state = 'writing' and m.attempts = t.attempts`

/** Says that these are still being written to. */
export async function renewLeases(db: Db, claims: readonly Claim[], leaseUntil: Date): Promise<void> {
  if (claims.length === 0) return
  await db.execute(sql`
    update campaign_members m set lease_until = ${leaseUntil.toISOString()}::timestamptz
    from jsonb_to_recordset(${told(claims)}) as t(campaign uuid, customer text, attempts int)
    where ${isHeld}`)
}

export type Written = { claim: Claim; draft: DraftRow; revision: RevisionRow }

/**
 * Keeps drafts with their first revisions and marks their members, all in one statement: a draft is born written. Who no
 * longer holds a member, or whose campaign is cancelled, keeps nothing.
 * @returns the ids of the drafts that are kept
 */
export async function keepWritten(db: Db, written: readonly Written[]): Promise<Set<string>> {
  const rows = written.map(({ draft, revision }) => ({
    draft: draftColumns(draft),
    revision: revisionColumns(revision),
  }))
  const kept = await db.execute(sql`
    with t as materialized (
      select * from jsonb_to_recordset(${told(
        written.map(({ claim }) => claim),
        rows,
      )}) as t(campaign uuid, customer text, attempts int, draft jsonb, revision jsonb)
    ), held as materialized (
      select t.*, (t.draft->>'id')::uuid as id from campaign_members m, t
      where ${isHeld} and exists (select from campaigns where id = t.campaign and status <> 'cancelled')
      order by m.campaign_id, m.customer_id
      for update of m
    ), begun as (
      insert into drafts select d.* from held, jsonb_populate_record(null::drafts, held.draft) d returning id
    ), said as (
      insert into revisions
      select r.* from held join begun on begun.id = held.id, jsonb_populate_record(null::revisions, held.revision) r
      returning draft_id
    )
    update campaign_members m set state = 'written', draft_id = held.id, reason = null, lease_until = null
    from held join said on said.draft_id = held.id
    where m.campaign_id = held.campaign and m.customer_id = held.customer
    returning m.draft_id as id`)
  return new Set(rowsOf<{ id: string }>(kept).map(({ id }) => id))
}

export type Ending = {
  claim: Claim
  state: Extract<MemberState, 'waiting' | 'failed' | 'excluded' | 'cancelled'>
  reason: string | null
  /** True when this claim is not to count: nobody was asked for a draft, or it was not this member's fault. */
  isFree: boolean
}

/** What became of a claim: a draft, or none. */
export const isWritten = (result: Written | Ending): result is Written => 'revision' in result

/** Gives up members without a draft: they wait again, or have failed. */
export async function giveUp(db: Db, endings: readonly Ending[]): Promise<void> {
  if (endings.length === 0) return
  const claims = endings.map(({ claim }) => claim)
  await db.execute(sql`
    update campaign_members m
    set state = case when t.state = 'waiting' and exists (select from campaigns where id = t.campaign and status = 'cancelled')
        then 'cancelled' else t.state end,
      reason = t.reason, lease_until = null, attempts = m.attempts - case when t.free then 1 else 0 end
    from jsonb_to_recordset(${told(
      claims,
      endings.map(({ state, reason, isFree }) => ({ state, reason, free: isFree })),
    )}) as t(campaign uuid, customer text, attempts int, state text, reason text, free boolean)
    where ${isHeld}`)
}

/** Lets members wait again whose process gave no sign of life, or sets them down when their campaign is over. @returns how many */
export async function takeBackMembers(db: Db, now: Date, limit: number): Promise<number> {
  const freed = await db.execute(sql`
    update campaign_members m
    set state = case c.status when 'cancelled' then 'cancelled' else 'waiting' end, lease_until = null
    from (
      select campaign_id, customer_id from campaign_members
      where state = 'writing' and lease_until <= ${now.toISOString()}::timestamptz
      order by lease_until limit ${limit}::int
      for update skip locked) lost
    join campaigns c on c.id = lost.campaign_id
    where m.campaign_id = lost.campaign_id and m.customer_id = lost.customer_id`)
  return countChanged(freed)
}

/** How these campaigns stand, and which others have something to write. */
export async function campaignsToWrite(db: Db, known: readonly string[]): Promise<{ id: string; status: string }[]> {
  const found = await db.execute(sql`
    select id, status from campaigns
    where status = 'generating'
      or id = any(array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(known)}::text::jsonb) as k(value)))
    order by started_at`)
  return rowsOf(found)
}
