import { sql } from 'drizzle-orm'
import { check, index, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { customers } from '../customers/table.ts'
import { createdAt, id, instant } from '../db/columns.ts'
import type { ObjectionSource } from './signal-source.ts'

export const signals = pgTable(
  'signals',
  {
    id: id(),
    /**
     * The principal whose key sent it: one sender cannot occupy another sender's message ids. Not a foreign key: principals are
     * never deleted, and a check for each row locks the one row of a busy sender over and over (`bench:ingest`).
     */
    principalId: uuid('principal_id').notNull(),
    source: text('source').notNull(),
    messageId: text('message_id').notNull(),
    /** One of the signal types, or null for a name that is not understood. */
    type: text('type'),
    /** The name as it was sent. */
    name: text('name').notNull(),
    customerId: text('customer_id').references(() => customers.id),
    anonymousId: text('anonymous_id'),
    productId: text('product_id'),
    origin: text('origin').$type<'stated' | 'observed' | 'inferred'>().notNull(),
    party: text('party').$type<'first' | 'third'>().notNull(),
    properties: jsonb('properties').$type<Record<string, unknown>>().notNull(),
    occurredAt: instant('occurred_at').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [
    unique('signals_counted_once').on(table.principalId, table.source, table.messageId),
    index('signals_timeline').on(table.customerId, table.occurredAt.desc(), table.id.desc()),
    index('signals_anonymous')
      .on(table.anonymousId)
      .where(sql`customer_id is null`),
    // In the order in which they came, so that a few pages of index tell retention where the old ones are.
    index('signals_by_receipt').using('brin', table.receivedAt),
    index('signals_unmapped')
      .on(table.name)
      .where(sql`type is null`),
    check('signals_somebody', sql`customer_id is not null or anonymous_id is not null`),
    check('signals_origin', sql`origin in ('stated', 'observed', 'inferred')`),
    check('signals_party', sql`party in ('first', 'third')`),
  ],
)

/** What a customer does not want to be used: signals of such a source enter no brief (GDPR, article 21). */
export const signalObjections = pgTable(
  'signal_objections',
  {
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    source: text('source').$type<ObjectionSource>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ name: 'signal_objections_pkey', columns: [table.customerId, table.source] }),
    check(
      'signal_objections_source',
      sql`source in ('site', 'purchase', 'review', 'reviews-read', 'coupon', 'elsewhere')`,
    ),
  ],
)
