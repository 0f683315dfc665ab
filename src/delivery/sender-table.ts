import { sql } from 'drizzle-orm'
import { check, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { ChannelName } from '../channels/channel.ts'
import { id, instant } from '../db/columns.ts'
import { principals } from '../principals/table.ts'

/** Times in which no marketing message leaves by a channel, because too many recipients complained. */
export const senderPauses = pgTable(
  'sender_pauses',
  {
    id: id(),
    channel: text('channel').$type<ChannelName>().notNull(),
    pausedAt: instant('paused_at').notNull(),
    /** What it was paused for. */
    complaints: integer('complaints').notNull(),
    sent: integer('sent').notNull(),
    resumedAt: instant('resumed_at'),
    resumedBy: uuid('resumed_by').references(() => principals.id),
    /** What the person who resumed it says. */
    resumeReason: text('resume_reason'),
  },
  (table) => [
    uniqueIndex('sender_pauses_one_at_a_time')
      .on(table.channel)
      .where(sql`resumed_at is null`),
    check('sender_pauses_channel', sql`channel in ('email', 'sms', 'chat', 'call', 'webhook')`),
    check(
      'sender_pauses_resumed',
      sql`(resumed_at is null) = (resumed_by is null) and (resumed_at is null) = (resume_reason is null)`,
    ),
  ],
)
