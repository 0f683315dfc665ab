import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, instant } from '../db/columns.ts'
import { principals } from '../principals/table.ts'

/** One `Idempotency-Key` of one principal on one route: first a claim, then the answer. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    principalId: uuid('principal_id')
      .notNull()
      .references(() => principals.id),
    /** Method and pattern, such as `POST /v1/drafts`. */
    route: text('route').notNull(),
    key: text('key').notNull(),
    /** SHA-256 of what was asked. Null while a body is still coming in as a stream. */
    fingerprint: text('fingerprint'),
    /** The id of what the request makes, given out with the claim: who tries again finds what was begun. */
    resourceId: uuid('resource_id').notNull(),
    /** Counts who holds the claim: only its latest holder may answer. */
    attempt: integer('attempt').notNull(),
    /** Without an answer by then, whoever held the claim is taken for dead. */
    leaseUntil: instant('lease_until').notNull(),
    /** The answer; null while the request runs. */
    status: integer('status'),
    headers: jsonb('headers').$type<Record<string, string>>(),
    /** Null in an answer that holds a secret. May hold personal data: it goes with the row, and into no log. */
    body: text('body'),
    /** Whom the answer tells of: it goes when that customer is erased. */
    customerId: text('customer_id'),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'idempotency_keys_pkey', columns: [table.principalId, table.route, table.key] }),
    index('idempotency_keys_by_expiry').on(table.expiresAt),
    index('idempotency_keys_by_customer').on(table.customerId),
    check(
      'idempotency_keys_answer',
      sql`(status is null) = (headers is null) and (status is not null or body is null)`,
    ),
    check('idempotency_keys_status', sql`status between 200 and 499`),
  ],
)
