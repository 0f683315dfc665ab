import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { Brief, SlotValues } from '../briefs/brief.ts'
import type { ChannelName, Purpose } from '../channels/channel.ts'
import { customers } from '../customers/table.ts'
import { createdAt, id, instant } from '../db/columns.ts'
import type { Claim, Finding } from '../guardrails/guardrail.ts'
import { principals } from '../principals/table.ts'
import type { DraftStatus, ModelUse, RejectReason, Verdict } from './draft.ts'

export const drafts = pgTable(
  'drafts',
  {
    id: id(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    campaignId: uuid('campaign_id'),
    /** In a campaign: `generic` is written without what the customer did, now and when it is written anew. */
    arm: text('arm').$type<'personalized' | 'generic'>(),
    channel: text('channel').$type<ChannelName>().notNull(),
    purpose: text('purpose').$type<Purpose>().notNull(),
    promptName: text('prompt_name').notNull(),
    /** Why this prompt: the caller named it, or the stage of the journey chose it. */
    promptReason: text('prompt_reason').notNull(),
    offerId: text('offer_id'),
    agentName: text('agent_name'),
    note: text('note'),
    status: text('status').$type<DraftStatus>().notNull(),
    /** 0 until the first revision is written. */
    currentRevision: integer('current_revision').notNull().default(0),
    requestedBy: uuid('requested_by')
      .notNull()
      .references(() => principals.id),
    /** While `generating`: who has not written a revision by then is taken for dead. */
    leaseUntil: instant('lease_until'),
    /** Times a model was asked for the revision in the making. */
    attempts: integer('attempts').notNull().default(0),
    /** The wish behind the revision in the making, from request-changes or regenerate. */
    instruction: text('instruction'),
    /** The request to regenerate whose revision is in the making, or was the last one to be written; null without a key. */
    generationId: uuid('generation_id'),
    /** The problem type that ended it, for `failed`. */
    failure: text('failure'),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** When its words, and those of its revisions, were taken out. */
    erasedAt: instant('erased_at'),
  },
  (table) => [
    uniqueIndex('drafts_once_per_campaign')
      .on(table.campaignId, table.customerId)
      .where(sql`campaign_id is not null and status <> 'superseded'`),
    index('drafts_by_status').on(table.status, table.createdAt, table.id),
    index('drafts_by_customer').on(table.customerId, table.createdAt.desc(), table.id.desc()),
    index('drafts_by_requester').on(table.requestedBy, table.createdAt.desc(), table.id.desc()),
    // What waits for a person, and how many are what, is asked all the time, of a million drafts at once.
    index('drafts_by_campaign')
      .on(table.campaignId, table.status, table.createdAt)
      .where(sql`campaign_id is not null`),
    index('drafts_unemptied')
      .on(table.createdAt)
      .where(sql`erased_at is null`),
    check(
      'drafts_status',
      sql`status in ('generating', 'ready_for_review', 'blocked', 'changes_requested', 'approved', 'rejected', 'expired', 'superseded', 'failed')`,
    ),
    check('drafts_channel', sql`channel in ('email', 'sms', 'chat', 'call', 'webhook')`),
    check('drafts_purpose', sql`purpose in ('marketing', 'service')`),
    check('drafts_arm', sql`arm is null or (arm in ('personalized', 'generic') and campaign_id is not null)`),
    check('drafts_lease', sql`(status = 'generating') = (lease_until is not null)`),
  ],
)

/**
 * What was written, exactly. Rows never change: a trigger and missing privileges see to that. Erasure and retention alone empty
 * them; ids and digest stay.
 */
export const revisions = pgTable(
  'revisions',
  {
    draftId: uuid('draft_id')
      .notNull()
      .references(() => drafts.id),
    number: integer('number').notNull(),
    origin: text('origin').$type<'model' | 'person'>().notNull(),
    authorId: uuid('author_id')
      .notNull()
      .references(() => principals.id),
    instruction: text('instruction'),
    subject: text('subject'),
    body: text('body').notNull(),
    brief: jsonb('brief').$type<Brief>().notNull(),
    slots: jsonb('slots').$type<SlotValues>().notNull(),
    claims: jsonb('claims').$type<Claim[]>().notNull(),
    findings: jsonb('findings').$type<Finding[]>().notNull(),
    blockingCount: integer('blocking_count').notNull(),
    recipient: text('recipient'),
    renderedText: text('rendered_text').notNull(),
    renderedHtml: text('rendered_html'),
    headers: jsonb('headers').$type<Record<string, string>>().notNull(),
    unsubscribeToken: text('unsubscribe_token').notNull().unique('revisions_unsubscribe_token_key'),
    digest: text('digest').notNull(),
    promptName: text('prompt_name').notNull(),
    promptVersion: integer('prompt_version').notNull(),
    promptHash: text('prompt_hash').notNull(),
    offerId: text('offer_id'),
    offerVersion: integer('offer_version'),
    brandVersion: integer('brand_version').notNull(),
    model: jsonb('model').$type<ModelUse>(),
    createdAt: createdAt(),
    /** When its content was taken out. */
    erasedAt: instant('erased_at'),
  },
  (table) => [
    primaryKey({ name: 'revisions_pkey', columns: [table.draftId, table.number] }),
    unique('revisions_decided').on(table.draftId, table.number, table.digest, table.blockingCount),
    // Who answers a text message is known by number alone.
    index('revisions_by_phone')
      .on(table.recipient)
      .where(sql`recipient like '+%'`),
    check('revisions_number', sql`number >= 1`),
    // Counted by the database itself: no row can claim fewer blocking findings than it holds.
    check(
      'revisions_blocking_count',
      sql`blocking_count = jsonb_array_length(jsonb_path_query_array(findings, '$[*] ? (@.severity == "block")'))`,
    ),
    check('revisions_digest', sql`digest ~ '^sha256:[0-9a-f]{64}$'`),
  ],
)

/** One human's word on one revision. Rows never change. */
export const decisions = pgTable(
  'decisions',
  {
    id: id(),
    draftId: uuid('draft_id').notNull(),
    revision: integer('revision').notNull(),
    digest: text('digest').notNull(),
    blockingCount: integer('blocking_count').notNull(),
    verdict: text('verdict').$type<Verdict>().notNull(),
    principalId: uuid('principal_id')
      .notNull()
      .references(() => principals.id),
    /** True when the reviewer approves the own edit: a human has read exactly that digest. */
    ownEdit: boolean('own_edit').notNull(),
    reason: text('reason').$type<RejectReason>(),
    note: text('note'),
    lotId: uuid('lot_id'),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({
      name: 'decisions_revision',
      columns: [table.draftId, table.revision, table.digest, table.blockingCount],
      foreignColumns: [revisions.draftId, revisions.number, revisions.digest, revisions.blockingCount],
    }),
    unique('decisions_delivered').on(table.id, table.draftId, table.revision, table.digest, table.verdict),
    index('decisions_by_draft').on(table.draftId, table.createdAt),
    // A lot speaks once for each of its drafts.
    uniqueIndex('decisions_once_per_lot')
      .on(table.lotId, table.draftId)
      .where(sql`lot_id is not null`),
    check('decisions_verdict', sql`verdict in ('approve', 'reject', 'request_changes')`),
    check('decisions_nothing_blocking', sql`verdict <> 'approve' or blocking_count = 0`),
    check('decisions_reason', sql`(verdict = 'reject') = (reason is not null)`),
  ],
)
