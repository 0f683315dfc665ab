import { sql } from 'drizzle-orm'
import { bigint, check, date, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../db/columns.ts'
import type { AuditAction } from './audit-event.ts'

/** Ids, codes, counts and hashes only: what is sealed cannot be erased. */
const what = () => ({
  at: instant('at').notNull(),
  action: text('action').$type<AuditAction>().notNull(),
  /** The principal who did it; null: the service itself, or a recipient. */
  actorId: uuid('actor_id'),
  subjectId: text('subject_id'),
  /** Your own id of the customer whom it is about. No foreign key: an event stays as it is. */
  customerId: text('customer_id'),
  revision: integer('revision'),
  state: text('state'),
  digest: text('digest'),
  count: integer('count'),
})

/** Events on their way to the chain, written by triggers in the transaction of what they tell; writers never wait for one another. */
export const auditInbox = pgTable('audit_inbox', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  ...what(),
})

/** The chain. Rows never change; `seal_audit()` alone adds to it. */
export const auditEvents = pgTable(
  'audit_events',
  {
    sequence: bigint('sequence', { mode: 'number' }).primaryKey(),
    ...what(),
    /** The `hash` of the event before; 64 zeros for the first one. */
    previous: text('previous').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [
    index('audit_events_subject').on(table.subjectId, table.sequence),
    index('audit_events_customer').on(table.customerId, table.sequence),
    check('audit_events_hashes', sql`hash ~ '^[0-9a-f]{64}$' and previous ~ '^[0-9a-f]{64}$'`),
  ],
)

/** When a sender last sent signals from a source: one event a day tells it, however many signals there are. */
export const auditSources = pgTable(
  'audit_sources',
  {
    principalId: uuid('principal_id').notNull(),
    /** SHA-256 of the source's name, which strangers may have chosen. */
    source: text('source').notNull(),
    day: date('day').notNull(),
  },
  (table) => [primaryKey({ name: 'audit_sources_pkey', columns: [table.principalId, table.source] })],
)
