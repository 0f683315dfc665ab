import { type SQL, sql } from 'drizzle-orm'
import type { ChannelName, Purpose } from '../channels/channel.ts'
import { heldConsents } from '../customers/consent-store.ts'
import type { Db, Tx } from '../db/client.ts'
import { countChanged, rowsOf } from '../db/results.ts'
import { addressHashSql, addressSql } from '../delivery/address-store.ts'
import { loadAddressSecret } from '../delivery/suppression-store.ts'
import { ObjectionSource } from '../signals/signal-source.ts'
import type { ExclusionReason } from './audience.ts'
import type { AudienceFilter } from './audience-filter.ts'
import type { Arm, Arms } from './campaign.ts'
import { filterSql } from './filter-store.ts'

/** Where the ids come from. `selected`: those that were uploaded, or chosen person by person. */
export type Source = { ids: readonly string[] } | { filter: AudienceFilter } | { selected: string }

/** What decides on who is written to, and how. */
export type Terms = {
  campaignId: string
  channel: ChannelName
  purpose: Purpose
  arms: Arms
  source: Source
  now: Date
}

/** A query with the one column `id`, each once. */
export function idsSql(source: Source, now: Date): SQL {
  if ('ids' in source)
    return sql`select distinct value as id from jsonb_array_elements_text(${JSON.stringify(source.ids)}::text::jsonb) as r(value)`
  if ('selected' in source)
    return sql`select customer_id as id from campaign_uploads where campaign_id = ${source.selected}::uuid`
  return sql`select c.id from customers c where c.erased_at is null and ${filterSql(source.filter, { now, stage: 'anything' })}`
}

/**
 * Everybody of the audience with an arm, a place in the drawing, and the reason why nobody writes to them, as `judged`. Five
 * features' tables in one statement: a million people would otherwise come here to be looked at one by one. It reads and locks
 * nothing, so signals, consents and profiles come in all the time; who loses consent later is asked for again before anything
 * is sent. Sets are joined as sets: a million look-ups, one for each person, take longer.
 */
function judgedSql({ campaignId, channel, purpose, arms, source, now }: Terms, secret: string): SQL {
  const address = addressSql(channel)
  const needsAddress = channel !== 'chat'
  const allowed = purpose === 'service' ? sql`coalesce(held.state, 'granted') = 'granted'` : sql`held.state = 'granted'`
  return sql`
    asked as (${idsSql(source, now)}),
    objectors as (
      select customer_id from signal_objections group by customer_id having count(*) >= ${ObjectionSource.options.length}::int),
    seen as materialized (
      select asked.id, ${address} as address, sha256(convert_to(${`${campaignId}:`} || asked.id, 'UTF8')) as hash,
        case
          when c.id is null then 'unknown_customer'
          when c.erased_at is not null then 'erased'
          when ${needsAddress} and ${address} is null then 'no_address'
          when (${allowed}) is not true then 'no_consent'
          when suppressions.id is not null then 'suppressed'
          when ${purpose === 'marketing'} and objectors.customer_id is not null then 'objected'
        end as reason
      from asked
      left join customers c on c.id = asked.id
      left join (${heldConsents(channel, purpose)}) held on held.customer_id = asked.id
      left join suppressions on suppressions.channel = ${channel} and suppressions.address_hash = ${addressHashSql(secret, address)}
      left join objectors on objectors.customer_id = asked.id),
    -- Of those who share an address, the first by id is written to; who is not written to anyway takes nobody's place.
    shared as (
      select address, min(id collate "C") as first from seen
      where reason is null and address is not null group by address having count(*) > 1),
    judged as materialized (
      select seen.id, seen.hash,
        case when shared.first <> seen.id collate "C" and seen.reason is null then 'duplicate_address' else seen.reason end as reason,
        case
          when drawn.bucket < ${arms.personalized}::int then 'personalized'
          when drawn.bucket < ${arms.personalized + arms.generic}::int then 'generic'
          else 'holdout' end as arm
      from seen
      left join shared on shared.address = seen.address
      -- Worked out once a row: without the offset it is written out wherever it is used.
      cross join lateral (
        select ((get_byte(hash, 0)::bigint << 24) + (get_byte(hash, 1) << 16) + (get_byte(hash, 2) << 8) + get_byte(hash, 3)) % 100 as bucket
        offset 0) drawn)`
}

/** Sorting and joining a million rows in memory saves the disk; compiling one statement for it pays for nothing. */
const forManyRows = (tx: Tx) =>
  tx.execute(sql`select set_config('work_mem', '96MB', true), set_config('jit', 'off', true)`)

/**
 * Writes the members of a campaign, all in one statement. They are written to in the order of their hash, so that a campaign that
 * its budget stops has written to a random part of its audience.
 * @returns how many there are
 */
export async function insertMembers(tx: Tx, terms: Terms): Promise<number> {
  await forManyRows(tx)
  const secret = await loadAddressSecret(tx)
  return countChanged(
    await tx.execute(sql`
      with ${judgedSql(terms, secret)}
      insert into campaign_members (campaign_id, customer_id, position, arm, state, reason, attempts)
      select ${terms.campaignId}::uuid, id, row_number() over (order by hash), arm,
        case when reason is not null then 'excluded' when arm = 'holdout' then 'holdout' else 'waiting' end, reason, 0
      from judged`),
  )
}

export type Forecast = {
  counts: { arm: Arm; reason: ExclusionReason | null; count: number }[]
  /** Who would be written to first. */
  first: { customerId: string; arm: Exclude<Arm, 'holdout'> }[]
}

/** What `insertMembers` would write, counted, and the first of those who would be written to. Writes nothing. */
export function countMembers(db: Db, terms: Terms, firstOnes: number): Promise<Forecast> {
  return db.transaction(async (tx) => {
    await forManyRows(tx)
    const secret = await loadAddressSecret(tx)
    const [row] = rowsOf<{ counts: Forecast['counts'] | null; first: Forecast['first'] | null }>(
      await tx.execute(sql`
        with ${judgedSql(terms, secret)}
        select
          (select json_agg(groups) from (select arm, reason, count(*) as count from judged group by arm, reason) groups) as counts,
          (select json_agg(json_build_object('customerId', id, 'arm', arm)) from (
            select id, arm from judged where reason is null and arm <> 'holdout' order by hash limit ${firstOnes}::int) firsts) as first`),
    )
    return { counts: row!.counts ?? [], first: row!.first ?? [] }
  })
}
