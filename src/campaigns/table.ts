import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { ChannelName, Purpose } from '../channels/channel.ts'
import { createdAt, id, instant } from '../db/columns.ts'
import { drafts } from '../drafts/table.ts'
import { principals } from '../principals/table.ts'
import type { Audience } from './audience.ts'
import type { Arm, Arms, CampaignStatus, MemberState, PauseReason, SendingWindow } from './campaign.ts'
import type { ExpectedEffect } from './sample-size.ts'

export const campaigns = pgTable(
  'campaigns',
  {
    id: id(),
    name: text('name').notNull(),
    status: text('status').$type<CampaignStatus>().notNull(),
    /** Why it stands still, for `paused`. */
    pauseReason: text('pause_reason').$type<PauseReason>(),
    channel: text('channel').$type<ChannelName>().notNull(),
    purpose: text('purpose').$type<Purpose>().notNull(),
    promptName: text('prompt_name'),
    offerId: text('offer_id'),
    agentName: text('agent_name'),
    note: text('note'),
    audience: jsonb('audience').$type<Audience>().notNull(),
    arms: jsonb('arms').$type<Arms>().notNull(),
    sendingWindow: jsonb('sending_window').$type<SendingWindow>().notNull(),
    /** What it is hoped to bring about: it tells how many people that takes. */
    expectedEffect: jsonb('expected_effect').$type<ExpectedEffect>(),
    /** Members in all, once the audience is frozen. */
    memberCount: integer('member_count'),
    /** While its audience is being frozen: who has not renewed it by then is taken for dead. */
    leaseUntil: instant('lease_until'),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => principals.id),
    /** Who started it asked for its drafts, and decides none of them. */
    startedBy: uuid('started_by').references(() => principals.id),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index('campaigns_newest').on(table.createdAt.desc(), table.id.desc()),
    index('campaigns_at_work')
      .on(table.startedAt)
      .where(sql`status in ('generating', 'in_review', 'running')`),
    check(
      'campaigns_status',
      sql`status in ('draft', 'generating', 'in_review', 'running', 'paused', 'completed', 'cancelled', 'failed')`,
    ),
    check('campaigns_started', sql`status in ('draft', 'cancelled') or started_by is not null`),
    check('campaigns_pause', sql`(status = 'paused') = (pause_reason is not null)`),
    check('campaigns_channel', sql`channel in ('email', 'sms', 'chat', 'call', 'webhook')`),
    check('campaigns_purpose', sql`purpose in ('marketing', 'service')`),
  ],
)

/**
 * Whom a campaign is for, frozen when it starts. Customers and campaigns are never deleted, so no foreign key is paid for a
 * million times: a trigger looks once a statement (`bench:campaign`).
 */
export const campaignMembers = pgTable(
  'campaign_members',
  {
    campaignId: uuid('campaign_id').notNull(),
    customerId: text('customer_id').notNull(),
    /** From 1, in the order in which they are written to. */
    position: integer('position').notNull(),
    arm: text('arm').$type<Arm>().notNull(),
    state: text('state').$type<MemberState>().notNull(),
    /** Why it is `excluded` or `failed`. */
    reason: text('reason'),
    draftId: uuid('draft_id').references(() => drafts.id),
    /** Times a model was asked for its draft. */
    attempts: integer('attempts').notNull().default(0),
    /** While `writing`: a worker that has not renewed it by then is taken for dead. */
    leaseUntil: instant('lease_until'),
  },
  (table) => [
    primaryKey({ name: 'campaign_members_pkey', columns: [table.campaignId, table.customerId] }),
    index('campaign_members_waiting')
      .on(table.campaignId, table.position)
      .where(sql`state = 'waiting'`),
    index('campaign_members_leased')
      .on(table.leaseUntil)
      .where(sql`state = 'writing'`),
    index('campaign_members_by_state').on(table.campaignId, table.state, table.arm, table.reason),
    index('campaign_members_by_draft')
      .on(table.draftId)
      .where(sql`draft_id is not null`),
    check('campaign_members_arm', sql`arm in ('personalized', 'generic', 'holdout')`),
    check(
      'campaign_members_state',
      sql`state in ('waiting', 'writing', 'written', 'failed', 'excluded', 'holdout', 'cancelled')`,
    ),
    check('campaign_members_lease', sql`(state = 'writing') = (lease_until is not null)`),
    check(
      'campaign_members_holdout',
      sql`(arm = 'holdout') = (state = 'holdout') or state in ('excluded', 'cancelled')`,
    ),
    check('campaign_members_drafted', sql`state <> 'holdout' or draft_id is null`),
    check('campaign_members_reason', sql`state not in ('failed', 'excluded') or reason is not null`),
  ],
)

/** Customer ids that were uploaded or selected for a campaign whose audience is not frozen yet. Some may be of nobody. */
export const campaignUploads = pgTable(
  'campaign_uploads',
  {
    campaignId: uuid('campaign_id').notNull(),
    customerId: text('customer_id').notNull(),
  },
  (table) => [primaryKey({ name: 'campaign_uploads_pkey', columns: [table.campaignId, table.customerId] })],
)
