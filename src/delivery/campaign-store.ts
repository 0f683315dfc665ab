import { sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { countChanged, rowsOf } from '../db/results.ts'
import type { DeliveryState } from './delivery.ts'

export type DeliveryCount = { state: DeliveryState; reason: string | null; count: number }

/** How many deliveries of a campaign are what, and why. Read from the index alone. */
export async function countDeliveries(db: Db | Tx, campaignId: string): Promise<DeliveryCount[]> {
  return rowsOf(
    await db.execute(sql`
      select state, reason, count(*)::int as count from deliveries where campaign_id = ${campaignId}::uuid
      group by state, reason order by state, reason`),
  )
}

/** When the last message that waits now has its turn; null when none waits. */
export async function lastTurn(db: Db | Tx, campaignId: string): Promise<Date | null> {
  const [last] = rowsOf<{ at: number }>(
    await db.execute(sql`
      select (extract(epoch from not_before) * 1000)::float8 as at from deliveries
      where coalesce(campaign_id, '00000000-0000-0000-0000-000000000000') = ${campaignId}::uuid and state in ('queued', 'held')
      order by not_before desc limit 1`),
  )
  return last === undefined ? null : new Date(last.at)
}

/**
 * Takes deliveries of a cancelled campaign out of the outbox, so many at most; what somebody holds is passed over and found the
 * next time. @returns how many there were
 */
export async function cancelDeliveries(db: Db | Tx, campaignId: string, now: Date, limit: number): Promise<number> {
  const cancelled = await db.execute(sql`
    update deliveries set state = 'cancelled', reason = 'campaign_cancelled', updated_at = ${now.toISOString()}::timestamptz
    where id = any(array(
      select id from deliveries
      where coalesce(campaign_id, '00000000-0000-0000-0000-000000000000') = ${campaignId}::uuid and state in ('queued', 'held')
      limit ${limit}::int for update skip locked))`)
  return countChanged(cancelled)
}
