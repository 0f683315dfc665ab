import { sql } from 'drizzle-orm'
import type { Tx } from '../db/client.ts'
import { rowsOf } from '../db/results.ts'
import { type SendingCampaign, stepOf } from './campaign-sending.ts'

/**
 * Takes as many turns as are asked for, one after the other, at the end of a campaign's line, none before `from`. One statement
 * however many they are; who approves for the same campaign at the same time waits until this transaction ends.
 */
export async function takeTurns(tx: Tx, { id, perHour }: SendingCampaign, from: Date, count: number): Promise<Date[]> {
  if (perHour === null) return Array.from({ length: count }, () => from)
  const step = stepOf(perHour)
  const length = sql`make_interval(secs => ${(step * count) / 1000}::float8)`
  const [line] = rowsOf<{ end: number }>(
    await tx.execute(sql`
      insert into sending_turns as line (campaign_id, next_at) values (${id}::uuid, ${from.toISOString()}::timestamptz + ${length})
      on conflict (campaign_id) do update set next_at = greatest(line.next_at, ${from.toISOString()}::timestamptz) + ${length}
      returning (extract(epoch from next_at) * 1000)::float8 as end`),
  )
  const first = line!.end - step * count
  return Array.from({ length: count }, (_, index) => new Date(Math.ceil(first + index * step)))
}

/**
 * Holds the lines of these campaigns until the transaction ends, but waits for none: one that somebody else holds is not among
 * the answers. @returns from when on turns are free, in milliseconds since 1970, by campaign
 */
export async function holdLines(tx: Tx, campaignIds: readonly string[]): Promise<Map<string, number>> {
  if (campaignIds.length === 0) return new Map()
  const ids = sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(campaignIds)}::text::jsonb) as r(value))`
  await tx.execute(
    sql`insert into sending_turns (campaign_id, next_at) select *, to_timestamp(0) from ${ids} as r on conflict do nothing`,
  )
  const held = await tx.execute(sql`
    select campaign_id as id, (extract(epoch from next_at) * 1000)::float8 as "nextAt" from sending_turns
    where campaign_id in ${ids} for update skip locked`)
  return new Map(rowsOf<{ id: string; nextAt: number }>(held).map(({ id, nextAt }) => [id, nextAt]))
}

/** Writes down from when on turns are free, of lines that this transaction holds. */
export async function moveLines(tx: Tx, lines: ReadonlyMap<string, number>): Promise<void> {
  if (lines.size === 0) return
  const moved = [...lines].map(([id, nextAt]) => ({ id, nextAt }))
  await tx.execute(sql`
    update sending_turns set next_at = to_timestamp(r."nextAt" / 1000)
    from jsonb_to_recordset(${JSON.stringify(moved)}::text::jsonb) as r(id uuid, "nextAt" float8) where campaign_id = r.id`)
}
