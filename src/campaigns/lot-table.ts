import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, id, instant } from '../db/columns.ts'
import type { RejectReason } from '../drafts/draft.ts'
import { drafts } from '../drafts/table.ts'
import { principals } from '../principals/table.ts'
import type { LotStatus, MemberOutcome, Statistics, StopReason } from './lot.ts'
import type { FaultKind } from './planted-fault.ts'
import { campaigns } from './table.ts'

/** Clean drafts of one campaign that one decision may cover, after people have judged a random sample of them. */
export const lots = pgTable(
  'lots',
  {
    id: id(),
    campaignId: uuid('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    status: text('status').$type<LotStatus>().notNull(),
    /** At most this share of the lot may be bad: a decimal such as 0.01. */
    maxBadShare: text('max_bad_share').notNull(),
    /** With this confidence: a decimal such as 0.95. */
    confidence: text('confidence').notNull(),
    /** 1, and one more for each earlier lot of the campaign of which something was seen and that was not accepted. */
    attempt: integer('attempt').notNull(),
    population: integer('population').notNull(),
    /** What the plan needs; strata may add a few. */
    sampleSize: integer('sample_size').notNull(),
    /** Made by the database, so that nobody chooses what is drawn: with it anybody can draw the same sample again. */
    seed: text('seed').notNull(),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => principals.id),
    stopReason: text('stop_reason').$type<StopReason>(),
    /** The place of the sample that stopped it. */
    stoppedAt: integer('stopped_at_place'),
    /** Who decided on the whole lot, with the statistics as they stood. */
    decidedBy: uuid('decided_by').references(() => principals.id),
    decidedAt: instant('decided_at'),
    statistics: jsonb('statistics').$type<Statistics>(),
    /** When the decision had reached its last draft. */
    appliedAt: instant('applied_at'),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index('lots_by_campaign').on(table.campaignId, table.createdAt.desc(), table.id.desc()),
    // So a draft is in one lot at a time.
    uniqueIndex('lots_one_at_a_time')
      .on(table.campaignId)
      .where(sql`status in ('drawing', 'open') or status = 'accepted' and applied_at is null`),
    index('lots_to_apply')
      .on(table.decidedAt)
      .where(sql`status = 'accepted' and applied_at is null`),
    check('lots_status', sql`status in ('drawing', 'open', 'accepted', 'stopped', 'cancelled')`),
    // A plan that would be no more than a formality is none.
    check(
      'lots_max_bad_share',
      sql`max_bad_share ~ '^0[.][0-9]{1,4}$' and max_bad_share::numeric between 0.0001 and 0.1`,
    ),
    check('lots_confidence', sql`confidence ~ '^0[.][0-9]{1,4}$' and confidence::numeric between 0.9 and 0.9999`),
    check(
      'lots_sizes',
      sql`population >= sample_size and population <= 1000000 and (status = 'drawing' or sample_size >= 1)`,
    ),
    check('lots_attempt', sql`attempt between 1 and 20`),
    check(
      'lots_decided',
      sql`(status = 'accepted') = (decided_by is not null) and (status = 'accepted') = (decided_at is not null) and (status = 'accepted') = (statistics is not null) and (applied_at is null or status = 'accepted')`,
    ),
    check(
      'lots_stopped',
      sql`(status = 'stopped') = (stop_reason is not null) and (status = 'stopped') = (stopped_at_place is not null) and stop_reason in ('bad', 'changed')`,
    ),
  ],
)

/** The revisions that a lot stands for. */
export const lotMembers = pgTable(
  'lot_members',
  {
    lotId: uuid('lot_id')
      .notNull()
      .references(() => lots.id),
    draftId: uuid('draft_id')
      .notNull()
      .references(() => drafts.id),
    revision: integer('revision').notNull(),
    digest: text('digest').notNull(),
    /** Arm and stage of the journey, such as `personalized/research`. */
    stratum: text('stratum').notNull(),
    /** What the lot's decision came to for it; null: nothing yet. */
    outcome: text('outcome').$type<MemberOutcome>(),
  },
  (table) => [
    primaryKey({ name: 'lot_members_pkey', columns: [table.lotId, table.draftId] }),
    index('lot_members_to_apply')
      .on(table.lotId, table.draftId)
      .where(sql`outcome is null`),
    check('lot_members_outcome', sql`outcome ~ '^[a-z_]{1,40}$'`),
  ],
)

/** What reviewers are shown, one after the other: drafts of the sample, and copies of others with a fault put in on purpose. */
export const lotSamples = pgTable(
  'lot_samples',
  {
    lotId: uuid('lot_id')
      .notNull()
      .references(() => lots.id),
    place: integer('place').notNull(),
    draftId: uuid('draft_id').notNull(),
    /** Which fault a copy is shown with. Its words are made anew from draft and seed whenever they are needed, and kept nowhere. */
    plantedFault: text('planted_fault').$type<FaultKind>(),
    /** Who has it before the eyes, since when. */
    shownTo: uuid('shown_to').references(() => principals.id),
    shownAt: instant('shown_at'),
    verdict: text('verdict').$type<'good' | 'bad'>(),
    reason: text('reason').$type<RejectReason>(),
    judgedBy: uuid('judged_by').references(() => principals.id),
    judgedAt: instant('judged_at'),
    /** Words of what was shown. */
    words: integer('words'),
  },
  (table) => [
    primaryKey({ name: 'lot_samples_pkey', columns: [table.lotId, table.place] }),
    uniqueIndex('lot_samples_once')
      .on(table.lotId, table.draftId)
      .where(sql`planted_fault is null`),
    foreignKey({
      name: 'lot_samples_member',
      columns: [table.lotId, table.draftId],
      foreignColumns: [lotMembers.lotId, lotMembers.draftId],
    }),
    check('lot_samples_place', sql`place >= 1`),
    check('lot_samples_verdict', sql`verdict in ('good', 'bad')`),
    check('lot_samples_shown', sql`(shown_to is null) = (shown_at is null)`),
    check(
      'lot_samples_judged',
      sql`(verdict is null) = (judged_by is null) and (verdict is null) = (judged_at is null) and (verdict is null) = (words is null)`,
    ),
    check('lot_samples_reason', sql`(reason is not null) = (verdict = 'bad') or verdict is null and reason is null`),
  ],
)
