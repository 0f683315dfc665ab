import { sql } from 'drizzle-orm'
import type { ChannelName } from '../channels/channel.ts'
import type { Tx } from '../db/client.ts'
import { rowsOf } from '../db/results.ts'
import type { DeliveryState } from './delivery.ts'
import type { DeliveryRow } from './store.ts'
import { isForProgram } from './store.ts'
import { deliveries, suppressions } from './table.ts'

/**
 * A list as one parameter, so that the statement is the same for any number. As an array: the planner takes a list that comes out
 * of a function for a hundred rows, and then rather reads the whole table than looks them up.
 */
const anyOf = (values: readonly string[], type: 'uuid' | 'text') =>
  sql`any(array(select value::${sql.raw(type)} from jsonb_array_elements_text(${JSON.stringify(values)}::text::jsonb) as r(value)))`

/** One delivery, for an agent who takes it over or for a program, or how many at most. */
export type Which = { deliveryId: string; forAgent?: true } | { limit: number }

export type Held = { id: string; decisionId: string }

/** The line of what belongs to no campaign. */
const NO_CAMPAIGN = '00000000-0000-0000-0000-000000000000'
const lineOf = sql.raw(`coalesce(d.campaign_id, '${NO_CAMPAIGN}')`)
const waits = sql.raw(`d.state in ('queued', 'held')`)

/** Campaigns of which something is due. Each step finds the next line in the index, so what waits in a line costs nothing. */
export async function campaignsWithDue(tx: Tx, now: Date, which: Which): Promise<string[]> {
  const found =
    'deliveryId' in which
      ? await tx.execute(sql`select campaign_id as line from deliveries where id = ${which.deliveryId}::uuid`)
      : await tx.execute(sql`
        with recursive lines as (
          select '${sql.raw(NO_CAMPAIGN)}'::uuid as line
          union all
          select (select ${lineOf} from deliveries d where ${waits} and ${lineOf} > lines.line order by 1 limit 1)
          from lines where lines.line is not null
        )
        select line from lines where line > '${sql.raw(NO_CAMPAIGN)}' and exists (
          select from deliveries d where ${waits} and ${lineOf} = lines.line and d.not_before <= ${now.toISOString()}::timestamptz)`)
  return rowsOf<{ line: string | null }>(found).flatMap(({ line }) => line ?? [])
}

/**
 * Lets none of these campaigns be paused or cancelled before this transaction ends: the trigger `campaigns_take_turns` takes the
 * same locks. Waits for none. @returns those that are held now; the others are being stopped at this moment
 */
export async function holdCampaigns(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const held = await tx.execute(
    sql`select id from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as asked(id) where pg_try_advisory_xact_lock_shared(hashtextextended(id, 1))`,
  )
  return rowsOf<{ id: string }>(held).map(({ id }) => id)
}

/** A campaign whose deliveries are asked, and up to when they may have become due. */
export type Line = { id: string; until: Date }

/**
 * Holds deliveries that are due, with their drafts and customers, until the transaction ends: edits, withdrawals, changes of
 * consent and other senders to the same person wait for it. It waits for nobody: what is held by somebody else is passed over.
 * So no row stands in the way of others, and no two claims wait for each other. What belongs to no campaign comes first, then
 * campaigns in the order given; in each line, the oldest.
 */
export async function holdDue(tx: Tx, now: Date, which: Which, campaigns: readonly Line[]): Promise<Held[]> {
  const one = 'deliveryId' in which ? sql`and d.id = ${which.deliveryId}::uuid` : sql``
  const byProgram = 'forAgent' in which ? sql`` : sql`and ${isForProgram(sql`d.channel`, sql`d.created_at`, now)}`
  const limit = 'limit' in which ? which.limit : 1
  const lines: Line[] = [{ id: NO_CAMPAIGN, until: now }, ...campaigns]
  // Three features' tables in one statement: locked one after the other, rows that are held at the head of the line would
  // fill the limit each time. Rows are locked as they come, and none comes after the limit.
  const held = await tx.execute(sql`
    select due.id, due.decision_id as "decisionId"
    from jsonb_to_recordset(${JSON.stringify(lines)}::text::jsonb) as lines(id uuid, until timestamptz)
    cross join lateral (
      select d.id, d.decision_id from deliveries d
      join drafts on drafts.id = d.draft_id
      join customers on customers.id = d.customer_id
      where ${waits} and ${lineOf} = lines.id and d.not_before <= lines.until ${one} ${byProgram}
      order by d.not_before
      limit ${limit}::int
      for update of d skip locked
      for no key update of drafts, customers skip locked
    ) due
    limit ${limit}::int`)
  return rowsOf<Held>(held)
}

export function findDeliveries(tx: Tx, ids: readonly string[]): Promise<DeliveryRow[]> {
  return tx
    .select()
    .from(deliveries)
    .where(sql`${deliveries.id} = ${anyOf(ids, 'uuid')}`)
    .orderBy(deliveries.notBefore)
}

/**
 * Lets no suppression of these addresses be committed before this transaction is: the trigger `suppressions_take_turns`
 * takes the same locks. Waits for none.
 * @returns the hashes that are free; the others are being suppressed at this moment
 */
export async function holdAddresses(tx: Tx, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const held = await tx.execute(
    sql`select hash from jsonb_array_elements_text(${JSON.stringify(hashes)}::text::jsonb) as asked(hash) where pg_try_advisory_xact_lock(hashtextextended(hash, 0))`,
  )
  return new Set(rowsOf<{ hash: string }>(held).map(({ hash }) => hash))
}

/** Which of these addresses are suppressed, as `hash channel`. */
export async function findSuppressed(tx: Tx, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const rows = await tx
    .select({ hash: suppressions.addressHash, channel: suppressions.channel })
    .from(suppressions)
    .where(sql`${suppressions.addressHash} = ${anyOf(hashes, 'text')}`)
  return new Set(rows.map(({ hash, channel }) => `${hash} ${channel}`))
}

export type Contact = { customerId: string; channel: ChannelName; at: Date }

/** When these customers were written to since then, newest first, on all channels; what may have gone out counts. */
export async function contactsSince(tx: Tx, customerIds: readonly string[], since: Date): Promise<Contact[]> {
  const at = sql<Date>`coalesce(${deliveries.sentAt}, ${deliveries.updatedAt})`.mapWith(deliveries.updatedAt)
  return tx
    .select({ customerId: deliveries.customerId, channel: deliveries.channel, at })
    .from(deliveries)
    .where(
      sql`${deliveries.customerId} = ${anyOf(customerIds, 'text')}
        and (${deliveries.sentAt} > ${since.toISOString()}::timestamptz
          or ${deliveries.state} in ('sending', 'uncertain') and ${deliveries.updatedAt} > ${since.toISOString()}::timestamptz)`,
    )
    .orderBy(sql`3 desc`)
}

/** The delivery of the last text message to this number, in E.164: what a reply answers. */
export async function findLastText(db: Pick<Tx, 'execute'>, phone: string): Promise<string | null> {
  const found = await db.execute(sql`
    select d.id from deliveries d join revisions r on r.draft_id = d.draft_id and r.number = d.revision
    where r.recipient = ${phone} and r.recipient like '+%' and d.channel = 'sms' and d.attempts > 0
    order by coalesce(d.sent_at, d.updated_at) desc limit 1`)
  return rowsOf<{ id: string }>(found)[0]?.id ?? null
}

/** What becomes of a delivery; fields that are left out stay, null empties. */
export type RowChange = {
  id: string
  /** Changed only while it is in one of these states and in this hand-over. */
  from: readonly DeliveryState[]
  attempt: number
  state: DeliveryState
  reason: string | null
  updatedAt: Date
  attempts?: number
  notBefore?: Date
  leaseUntil?: Date
  sentAt?: Date
  providerMessageId?: string
}

/** Changes any number of deliveries in one statement. A lease that is not given ends. @returns the ids of those changed */
export async function changeDeliveries(tx: Pick<Tx, 'execute'>, changes: readonly RowChange[]): Promise<Set<string>> {
  if (changes.length === 0) return new Set()
  const ids = changes.map(({ id }) => id)
  const changed = await tx.execute(sql`
    update deliveries set
      state = r.state, reason = r.reason, updated_at = r."updatedAt", lease_until = r."leaseUntil",
      attempts = coalesce(r.attempts, deliveries.attempts),
      not_before = coalesce(r."notBefore", deliveries.not_before),
      sent_at = coalesce(r."sentAt", deliveries.sent_at),
      provider_message_id = coalesce(r."providerMessageId", deliveries.provider_message_id)
    from jsonb_to_recordset(${JSON.stringify(changes)}::text::jsonb) as r(
      id uuid, "from" jsonb, attempt int, state text, reason text, attempts int, "updatedAt" timestamptz,
      "leaseUntil" timestamptz, "notBefore" timestamptz, "sentAt" timestamptz, "providerMessageId" text)
    where deliveries.id = ${anyOf(ids, 'uuid')} and deliveries.id = r.id and deliveries.attempts = r.attempt and jsonb_exists(r."from", deliveries.state)
    returning deliveries.id`)
  return new Set(rowsOf<{ id: string }>(changed).map(({ id }) => id))
}
