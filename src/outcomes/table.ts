import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import type { ChannelName } from '../channels/channel.ts'
import { id, instant } from '../db/columns.ts'
import { deliveries } from '../delivery/table.ts'
import { principals } from '../principals/table.ts'
import type { BounceKind, OutcomeType } from './outcome.ts'

/** What came of deliveries, as it was told. Holds no name, address or text of anybody: it outlives an erasure. */
export const outcomes = pgTable(
  'outcomes',
  {
    id: id(),
    deliveryId: uuid('delivery_id')
      .notNull()
      .references(() => deliveries.id),
    channel: text('channel').$type<ChannelName>().notNull(),
    /** Which hand-over of the delivery it is about. */
    attempt: integer('attempt').notNull(),
    type: text('type').$type<OutcomeType>().notNull(),
    bounce: text('bounce').$type<BounceKind>(),
    detail: jsonb('detail').$type<OutcomeDetail>().notNull(),
    /** Whose message ids these are: the id of a principal, `mail` for what was read out of one, or a provider's channel. */
    source: text('source').notNull(),
    messageId: text('message_id').notNull(),
    /** Who says so with a key; null: nobody, as with a mail. Only who has one can let a message go out again. */
    principalId: uuid('principal_id').references(() => principals.id),
    /** True when it came before the hand-over had ended: what it means for the delivery is looked at again. */
    isEarly: boolean('is_early').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [
    unique('outcomes_counted_once').on(table.source, table.messageId),
    index('outcomes_by_delivery').on(table.deliveryId, table.receivedAt),
    index('outcomes_complained')
      .on(table.channel, table.receivedAt)
      .where(sql`type = 'complained'`),
    index('outcomes_early')
      .on(table.receivedAt)
      .where(sql`is_early`),
    check(
      'outcomes_type',
      sql`type in ('delivered', 'bounced', 'complained', 'clicked', 'replied', 'converted', 'unsubscribed')`,
    ),
    check('outcomes_bounce', sql`(type = 'bounced') = (bounce is not null) and bounce in ('hard', 'soft')`),
    // Codes and figures only: free text could name somebody.
    check(
      'outcomes_detail',
      sql`detail - '{status,reason,value}'::text[] = '{}'
        and coalesce(detail ->> 'status', '5.1.1') ~ '^[245][.][0-9]{1,3}[.][0-9]{1,3}$'
        and coalesce(detail ->> 'reason', 'none') ~ '^[a-z0-9][a-z0-9_-]{0,59}$'
        and coalesce(detail #>> '{value,amount}', '0') ~ '^[0-9]{1,12}([.][0-9]{1,4})?$'
        and coalesce(detail #>> '{value,currency}', 'EUR') ~ '^[A-Z]{3}$'
        and coalesce(detail -> 'value', '{}') - '{amount,currency}'::text[] = '{}'`,
    ),
  ],
)

/** What may be known of an outcome beside its kind: codes and figures only. */
export type OutcomeDetail = {
  /** RFC 3463, such as `5.1.1`. */
  status?: string | undefined
  /** One word, such as `mailbox-full`. */
  reason?: string | undefined
  /** Of a conversion. */
  value?: { amount: string; currency: string } | undefined
}
