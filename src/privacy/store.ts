import { sql } from 'drizzle-orm'
import type { ChannelName } from '../channels/channel.ts'
import type { Db, Tx } from '../db/client.ts'
import { rowsOf } from '../db/results.ts'

/**
 * Holds a customer, and all drafts and deliveries, until the transaction ends.
 * @returns the addresses to which messages were written
 */
export async function holdCustomer(tx: Tx, customerId: string): Promise<{ channel: ChannelName; address: string }[]> {
  return rowsOf(await tx.execute(sql`select channel, address from hold_customer(${customerId})`))
}

export type Suppressed = { id: string; channel: ChannelName; hash: string }

/** Takes out all that says something of the customer. @returns false when there never was such a customer */
export async function eraseHeld(
  tx: Tx,
  customerId: string,
  erased: { by: string; at: Date; suppressed: readonly Suppressed[] },
): Promise<boolean> {
  const [row] = rowsOf<{ known: boolean }>(
    await tx.execute(
      sql`select erase_customer(${customerId}, ${erased.by}::uuid, ${erased.at.toISOString()}::timestamptz,
        ${JSON.stringify(erased.suppressed)}::text::jsonb) as known`,
    ),
  )
  return row!.known
}

/** Takes the words out of at most `most` drafts that ended before then. @returns how many */
export async function emptyOldDrafts(db: Db, before: Date, now: Date, most: number): Promise<number> {
  const [row] = rowsOf<{ emptied: number }>(
    await db.execute(
      sql`select empty_old_drafts(${before.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz, ${most}::int) as emptied`,
    ),
  )
  return row!.emptied
}
