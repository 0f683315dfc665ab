import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { ChannelName, Purpose } from '../channels/channel.ts'
import { customers } from '../customers/table.ts'
import { createdAt, id, instant } from '../db/columns.ts'
import { decisions, drafts } from '../drafts/table.ts'
import { principals } from '../principals/table.ts'
import type { DeliveryState, SkipReason, SuppressionReason } from './delivery.ts'

/** The outbox: one row per approval, made in the approval's transaction. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: id(),
    decisionId: uuid('decision_id').notNull(),
    draftId: uuid('draft_id')
      .notNull()
      .references(() => drafts.id),
    revision: integer('revision').notNull(),
    digest: text('digest').notNull(),
    verdict: text('verdict').notNull().default('approve'),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    campaignId: uuid('campaign_id'),
    channel: text('channel').$type<ChannelName>().notNull(),
    purpose: text('purpose').$type<Purpose>().notNull(),
    state: text('state').$type<DeliveryState>().notNull(),
    /** Why it was skipped, held or failed. */
    reason: text('reason').$type<SkipReason | (string & {})>(),
    attempts: integer('attempts').notNull().default(0),
    notBefore: instant('not_before').notNull(),
    /** While `sending`: a sender that has not renewed it by then is taken for dead, and the row becomes `uncertain`. */
    leaseUntil: instant('lease_until'),
    providerMessageId: text('provider_message_id'),
    /** Who resolved an `uncertain` delivery. */
    resolvedBy: uuid('resolved_by').references(() => principals.id),
    /** Who took over what is handed over, not sent. */
    handedOverBy: uuid('handed_over_by').references(() => principals.id),
    sentAt: instant('sent_at'),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    unique('deliveries_one_per_decision').on(table.decisionId),
    foreignKey({
      name: 'deliveries_decision',
      columns: [table.decisionId, table.draftId, table.revision, table.digest, table.verdict],
      foreignColumns: [decisions.id, decisions.draftId, decisions.revision, decisions.digest, decisions.verdict],
    }),
    uniqueIndex('deliveries_one_per_draft')
      .on(table.draftId)
      .where(sql`state <> 'cancelled'`),
    uniqueIndex('deliveries_once_per_campaign')
      .on(table.campaignId, table.customerId)
      .where(sql`campaign_id is not null and state <> 'cancelled'`),
    // Each campaign has a line of its own, so that one that is paused is not met, however many wait in it.
    index('deliveries_due')
      .on(sql`coalesce(campaign_id, '00000000-0000-0000-0000-000000000000')`, table.notBefore)
      .where(sql`state in ('queued', 'held')`),
    // What is left to send, and how many came to what, is asked all the time, of a million deliveries at once.
    index('deliveries_by_campaign')
      .on(table.campaignId, table.state, table.reason)
      .where(sql`campaign_id is not null`),
    index('deliveries_leased')
      .on(table.leaseUntil)
      .where(sql`state = 'sending'`),
    index('deliveries_by_state').on(table.state, table.createdAt.desc(), table.id.desc()),
    index('deliveries_by_customer').on(table.customerId, table.sentAt),
    index('deliveries_by_provider_id')
      .on(table.providerMessageId)
      .where(sql`provider_message_id is not null`),
    index('deliveries_by_hand_over')
      .on(table.channel, table.sentAt)
      .where(sql`sent_at is not null`),
    check('deliveries_approved', sql`verdict = 'approve'`),
    check(
      'deliveries_state',
      sql`state in ('queued', 'held', 'sending', 'sent', 'delivered', 'skipped', 'bounced', 'complained', 'failed', 'uncertain', 'handed_over', 'cancelled')`,
    ),
    check('deliveries_lease', sql`(state = 'sending') = (lease_until is not null)`),
    // Nobody is passed over, or kept waiting, without a word on why.
    check(
      'deliveries_skip_reason',
      sql`state <> 'skipped' or coalesce(reason in ('suppressed', 'no_consent', 'objected', 'frequency_cap', 'quiet_hours_expired', 'approval_expired', 'digest_mismatch', 'evidence_stale', 'offer_expired', 'invalid_address', 'address_changed', 'sending_window_over'), false)`,
    ),
    check(
      'deliveries_hold_reason',
      sql`state <> 'held' or coalesce(reason in ('frequency_cap', 'quiet_hours', 'no_common_hour', 'sender_paused', 'pace', 'campaign_paused', 'sending_window', 'internal_error'), false)`,
    ),
    // Frequency caps count by it.
    check(
      'deliveries_sent_at',
      sql`sent_at is not null or state not in ('sent', 'delivered', 'complained', 'handed_over')`,
    ),
  ],
)

/** Of each campaign with a pace: messages get their turn one after the other, and this is the next free one. */
export const sendingTurns = pgTable('sending_turns', {
  campaignId: uuid('campaign_id').primaryKey(),
  /** To the microsecond, so that rounding slows no fast pace. */
  nextAt: timestamp('next_at', { withTimezone: true, precision: 6 }).notNull(),
})

/** Addresses that are never written to. They outlive the customer: only a keyed hash of the address is kept. */
export const suppressions = pgTable(
  'suppressions',
  {
    id: id(),
    addressHash: text('address_hash').notNull(),
    channel: text('channel').$type<ChannelName>().notNull(),
    reason: text('reason').$type<SuppressionReason>().notNull(),
    createdBy: uuid('created_by').references(() => principals.id),
    createdAt: createdAt(),
  },
  (table) => [
    unique('suppressions_address').on(table.addressHash, table.channel),
    index('suppressions_newest').on(table.createdAt.desc(), table.id.desc()),
    // No address ever stands here in letters.
    check('suppressions_address_hash', sql`address_hash ~ '^[0-9a-f]{64}$'`),
    check('suppressions_channel', sql`channel in ('email', 'sms', 'chat', 'call', 'webhook')`),
    check(
      'suppressions_reason',
      sql`reason in ('unsubscribe', 'hard_bounce', 'complaint', 'stop_keyword', 'manual', 'legal', 'erasure')`,
    ),
  ],
)

/** Secrets of this installation, made by the migration and never shown. */
export const installation = pgTable('installation', {
  name: text('name').primaryKey(),
  secret: text('secret').notNull(),
})
