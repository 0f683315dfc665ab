import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { decimal, instant } from '../db/columns.ts'

/** Fine enough for thousands of calls a second. */
const fineInstant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** When all processes together may call one model. `take_calls` gives out the times, `note_calls` is told how calls ended. */
export const modelLanes = pgTable('model_lanes', {
  model: text('model').primaryKey(),
  /** Calls get their time one after the other: this is the next free one. */
  nextCallAt: fineInstant('next_call_at').notNull(),
  /** The provider asked for silence until then. */
  blockedUntil: fineInstant('blocked_until').notNull(),
  /** Too many calls failed in a row: nobody calls until then, and then one to see whether it works again. */
  brokenUntil: fineInstant('broken_until').notNull(),
  /** Failed calls since the last one that worked. */
  failures: integer('failures').notNull().default(0),
})

/** What may be spent and what is spent, of a campaign or a day. The database refuses what would be more than the limit. */
export const budgets = pgTable(
  'budgets',
  {
    /** `campaign:<id>` or `day:<date>`. */
    scope: text('scope').primaryKey(),
    limitUsd: decimal('limit_usd'),
    limitTokens: bigint('limit_tokens', { mode: 'number' }),
    spentUsd: decimal('spent_usd').notNull().default('0'),
    spentTokens: bigint('spent_tokens', { mode: 'number' }).notNull().default(0),
    reservedUsd: decimal('reserved_usd').notNull().default('0'),
    reservedTokens: bigint('reserved_tokens', { mode: 'number' }).notNull().default(0),
  },
  () => [
    check('budgets_usd', sql`limit_usd is null or spent_usd + reserved_usd <= limit_usd`),
    check('budgets_tokens', sql`limit_tokens is null or spent_tokens + reserved_tokens <= limit_tokens`),
    check(
      'budgets_not_negative',
      sql`reserved_usd >= 0 and reserved_tokens >= 0 and spent_usd >= 0 and spent_tokens >= 0`,
    ),
  ],
)

/** Money and tokens put aside for calls that are being made. One whose process died counts as spent: nobody knows better. */
export const reservations = pgTable(
  'reservations',
  {
    id: uuid('id').primaryKey(),
    scopes: text('scopes').array().notNull(),
    usd: decimal('usd').notNull(),
    tokens: bigint('tokens', { mode: 'number' }).notNull(),
    leaseUntil: instant('lease_until').notNull(),
  },
  (table) => [
    index('reservations_leased').on(table.leaseUntil),
    check('reservations_not_negative', sql`usd >= 0 and tokens >= 0`),
    check('reservations_scopes', sql`cardinality(scopes) > 0`),
  ],
)
