import { sql } from 'drizzle-orm'
import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, instant } from '../db/columns.ts'
import { principals } from '../principals/table.ts'

export const customers = pgTable(
  'customers',
  {
    /** The caller's own customer id. */
    id: text('id').primaryKey(),
    firstName: text('first_name'),
    lastName: text('last_name'),
    email: text('email'),
    /** E.164. */
    phone: text('phone'),
    locale: text('locale'),
    timeZone: text('time_zone'),
    traits: jsonb('traits').$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
    /** Set by `erase_customer()`: only the id is left, for what was sent. Null again when the id is given anew. */
    erasedAt: instant('erased_at'),
  },
  (table) => [index('customers_newest').on(table.createdAt.desc(), table.id.desc())],
)

/** Anonymous ids that turned out to be a customer. */
export const identities = pgTable(
  'identities',
  {
    anonymousId: text('anonymous_id').primaryKey(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    createdAt: createdAt(),
  },
  (table) => [index('identities_customer').on(table.customerId)],
)

/** Every change of a consent; the newest row per customer, channel and purpose is what holds. */
export const consents = pgTable(
  'consents',
  {
    id: id(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    channel: text('channel').notNull(),
    purpose: text('purpose').notNull(),
    state: text('state').$type<'granted' | 'denied' | 'withdrawn'>().notNull(),
    source: text('source').notNull(),
    proof: text('proof'),
    at: instant('at').notNull(),
    /** Whose key said so; null: the customer, on our own page. */
    recordedBy: uuid('recorded_by').references(() => principals.id),
    createdAt: createdAt(),
  },
  (table) => [
    index('consents_latest').on(table.customerId, table.channel, table.purpose, table.at.desc(), table.id.desc()),
    check('consents_state', sql`state in ('granted', 'denied', 'withdrawn')`),
    check('consents_channel', sql`channel in ('email', 'sms', 'chat', 'call', 'webhook')`),
    check('consents_purpose', sql`purpose in ('marketing', 'service')`),
  ],
)
