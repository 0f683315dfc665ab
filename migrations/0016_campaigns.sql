CREATE TABLE "lot_members" (
	"lot_id" uuid NOT NULL,
	"draft_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"digest" text NOT NULL,
	"stratum" text NOT NULL,
	"outcome" text,
	CONSTRAINT "lot_members_pkey" PRIMARY KEY("lot_id","draft_id"),
	CONSTRAINT "lot_members_outcome" CHECK (outcome ~ '^[a-z_]{1,40}$')
);
--> statement-breakpoint
CREATE TABLE "lot_samples" (
	"lot_id" uuid NOT NULL,
	"place" integer NOT NULL,
	"draft_id" uuid NOT NULL,
	"planted_fault" text,
	"shown_to" uuid,
	"shown_at" timestamp (3) with time zone,
	"verdict" text,
	"reason" text,
	"judged_by" uuid,
	"judged_at" timestamp (3) with time zone,
	"words" integer,
	CONSTRAINT "lot_samples_pkey" PRIMARY KEY("lot_id","place"),
	CONSTRAINT "lot_samples_place" CHECK (place >= 1),
	CONSTRAINT "lot_samples_verdict" CHECK (verdict in ('good', 'bad')),
	CONSTRAINT "lot_samples_shown" CHECK ((shown_to is null) = (shown_at is null)),
	CONSTRAINT "lot_samples_judged" CHECK ((verdict is null) = (judged_by is null) and (verdict is null) = (judged_at is null) and (verdict is null) = (words is null)),
	CONSTRAINT "lot_samples_reason" CHECK ((reason is not null) = (verdict = 'bad') or verdict is null and reason is null)
);
--> statement-breakpoint
CREATE TABLE "lots" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"status" text NOT NULL,
	"max_bad_share" text NOT NULL,
	"confidence" text NOT NULL,
	"attempt" integer NOT NULL,
	"population" integer NOT NULL,
	"sample_size" integer NOT NULL,
	"seed" text NOT NULL,
	"created_by" uuid NOT NULL,
	"stop_reason" text,
	"stopped_at_place" integer,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"statistics" jsonb,
	"applied_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "lots_status" CHECK (status in ('drawing', 'open', 'accepted', 'stopped', 'cancelled')),
	CONSTRAINT "lots_max_bad_share" CHECK (max_bad_share ~ '^0[.][0-9]{1,4}$' and max_bad_share::numeric between 0.0001 and 0.1),
	CONSTRAINT "lots_confidence" CHECK (confidence ~ '^0[.][0-9]{1,4}$' and confidence::numeric between 0.9 and 0.9999),
	CONSTRAINT "lots_sizes" CHECK (population >= sample_size and population <= 1000000 and (status = 'drawing' or sample_size >= 1)),
	CONSTRAINT "lots_attempt" CHECK (attempt between 1 and 20),
	CONSTRAINT "lots_decided" CHECK ((status = 'accepted') = (decided_by is not null) and (status = 'accepted') = (decided_at is not null) and (status = 'accepted') = (statistics is not null) and (applied_at is null or status = 'accepted')),
	CONSTRAINT "lots_stopped" CHECK ((status = 'stopped') = (stop_reason is not null) and (status = 'stopped') = (stopped_at_place is not null) and stop_reason in ('bad', 'changed'))
);
--> statement-breakpoint
CREATE TABLE "campaign_members" (
	"campaign_id" uuid NOT NULL,
	"customer_id" text NOT NULL,
	"position" integer NOT NULL,
	"arm" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"draft_id" uuid,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	CONSTRAINT "campaign_members_pkey" PRIMARY KEY("campaign_id","customer_id"),
	CONSTRAINT "campaign_members_arm" CHECK (arm in ('personalized', 'generic', 'holdout')),
	CONSTRAINT "campaign_members_state" CHECK (state in ('waiting', 'writing', 'written', 'failed', 'excluded', 'holdout', 'cancelled')),
	CONSTRAINT "campaign_members_lease" CHECK ((state = 'writing') = (lease_until is not null)),
	CONSTRAINT "campaign_members_holdout" CHECK ((arm = 'holdout') = (state = 'holdout') or state in ('excluded', 'cancelled')),
	CONSTRAINT "campaign_members_drafted" CHECK (state <> 'holdout' or draft_id is null),
	CONSTRAINT "campaign_members_reason" CHECK (state not in ('failed', 'excluded') or reason is not null)
);
--> statement-breakpoint
CREATE TABLE "campaign_uploads" (
	"campaign_id" uuid NOT NULL,
	"customer_id" text NOT NULL,
	CONSTRAINT "campaign_uploads_pkey" PRIMARY KEY("campaign_id","customer_id")
);
--> statement-breakpoint
CREATE TABLE "campaigns" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"pause_reason" text,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"prompt_name" text,
	"offer_id" text,
	"agent_name" text,
	"note" text,
	"audience" jsonb NOT NULL,
	"arms" jsonb NOT NULL,
	"sending_window" jsonb NOT NULL,
	"expected_effect" jsonb,
	"member_count" integer,
	"lease_until" timestamp (3) with time zone,
	"created_by" uuid NOT NULL,
	"started_by" uuid,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "campaigns_status" CHECK (status in ('draft', 'generating', 'in_review', 'running', 'paused', 'completed', 'cancelled', 'failed')),
	CONSTRAINT "campaigns_started" CHECK (status in ('draft', 'cancelled') or started_by is not null),
	CONSTRAINT "campaigns_pause" CHECK ((status = 'paused') = (pause_reason is not null)),
	CONSTRAINT "campaigns_channel" CHECK (channel in ('email', 'sms', 'chat', 'call', 'webhook')),
	CONSTRAINT "campaigns_purpose" CHECK (purpose in ('marketing', 'service'))
);
--> statement-breakpoint
CREATE TABLE "sending_turns" (
	"campaign_id" uuid PRIMARY KEY NOT NULL,
	"next_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "budgets" (
	"scope" text PRIMARY KEY NOT NULL,
	"limit_usd" numeric,
	"limit_tokens" bigint,
	"spent_usd" numeric DEFAULT '0' NOT NULL,
	"spent_tokens" bigint DEFAULT 0 NOT NULL,
	"reserved_usd" numeric DEFAULT '0' NOT NULL,
	"reserved_tokens" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "budgets_usd" CHECK (limit_usd is null or spent_usd + reserved_usd <= limit_usd),
	CONSTRAINT "budgets_tokens" CHECK (limit_tokens is null or spent_tokens + reserved_tokens <= limit_tokens),
	CONSTRAINT "budgets_not_negative" CHECK (reserved_usd >= 0 and reserved_tokens >= 0 and spent_usd >= 0 and spent_tokens >= 0)
);
--> statement-breakpoint
CREATE TABLE "model_lanes" (
	"model" text PRIMARY KEY NOT NULL,
	"next_call_at" timestamp with time zone NOT NULL,
	"blocked_until" timestamp with time zone NOT NULL,
	"broken_until" timestamp with time zone NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reservations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"scopes" text[] NOT NULL,
	"usd" numeric NOT NULL,
	"tokens" bigint NOT NULL,
	"lease_until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reservations_not_negative" CHECK (usd >= 0 and tokens >= 0),
	CONSTRAINT "reservations_scopes" CHECK (cardinality(scopes) > 0)
);
--> statement-breakpoint
ALTER TABLE "deliveries" DROP CONSTRAINT "deliveries_skip_reason";--> statement-breakpoint
ALTER TABLE "deliveries" DROP CONSTRAINT "deliveries_hold_reason";--> statement-breakpoint
DROP INDEX "deliveries_due";--> statement-breakpoint
ALTER TABLE "drafts" ADD COLUMN "arm" text;--> statement-breakpoint
ALTER TABLE "lot_members" ADD CONSTRAINT "lot_members_lot_id_lots_id_fk" FOREIGN KEY ("lot_id") REFERENCES "public"."lots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_members" ADD CONSTRAINT "lot_members_draft_id_drafts_id_fk" FOREIGN KEY ("draft_id") REFERENCES "public"."drafts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_samples" ADD CONSTRAINT "lot_samples_lot_id_lots_id_fk" FOREIGN KEY ("lot_id") REFERENCES "public"."lots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_samples" ADD CONSTRAINT "lot_samples_shown_to_principals_id_fk" FOREIGN KEY ("shown_to") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_samples" ADD CONSTRAINT "lot_samples_judged_by_principals_id_fk" FOREIGN KEY ("judged_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_samples" ADD CONSTRAINT "lot_samples_member" FOREIGN KEY ("lot_id","draft_id") REFERENCES "public"."lot_members"("lot_id","draft_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_created_by_principals_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_decided_by_principals_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_members" ADD CONSTRAINT "campaign_members_draft_id_drafts_id_fk" FOREIGN KEY ("draft_id") REFERENCES "public"."drafts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_created_by_principals_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_started_by_principals_id_fk" FOREIGN KEY ("started_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lot_members_to_apply" ON "lot_members" USING btree ("lot_id","draft_id") WHERE outcome is null;--> statement-breakpoint
CREATE UNIQUE INDEX "lot_samples_once" ON "lot_samples" USING btree ("lot_id","draft_id") WHERE planted_fault is null;--> statement-breakpoint
CREATE INDEX "lots_by_campaign" ON "lots" USING btree ("campaign_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "lots_one_at_a_time" ON "lots" USING btree ("campaign_id") WHERE status in ('drawing', 'open') or status = 'accepted' and applied_at is null;--> statement-breakpoint
CREATE INDEX "lots_to_apply" ON "lots" USING btree ("decided_at") WHERE status = 'accepted' and applied_at is null;--> statement-breakpoint
CREATE INDEX "campaign_members_waiting" ON "campaign_members" USING btree ("campaign_id","position") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "campaign_members_leased" ON "campaign_members" USING btree ("lease_until") WHERE state = 'writing';--> statement-breakpoint
CREATE INDEX "campaign_members_by_state" ON "campaign_members" USING btree ("campaign_id","state","arm","reason");--> statement-breakpoint
CREATE INDEX "campaign_members_by_draft" ON "campaign_members" USING btree ("draft_id") WHERE draft_id is not null;--> statement-breakpoint
CREATE INDEX "campaigns_newest" ON "campaigns" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "campaigns_at_work" ON "campaigns" USING btree ("started_at") WHERE status in ('generating', 'in_review', 'running');--> statement-breakpoint
CREATE INDEX "reservations_leased" ON "reservations" USING btree ("lease_until");--> statement-breakpoint
CREATE INDEX "deliveries_by_campaign" ON "deliveries" USING btree ("campaign_id","state","reason") WHERE campaign_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "decisions_once_per_lot" ON "decisions" USING btree ("lot_id","draft_id") WHERE lot_id is not null;--> statement-breakpoint
CREATE INDEX "drafts_by_campaign" ON "drafts" USING btree ("campaign_id","status","created_at") WHERE campaign_id is not null;--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree (coalesce(campaign_id, '00000000-0000-0000-0000-000000000000'),"not_before") WHERE state in ('queued', 'held');--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_skip_reason" CHECK (state <> 'skipped' or coalesce(reason in ('suppressed', 'no_consent', 'objected', 'frequency_cap', 'quiet_hours_expired', 'approval_expired', 'digest_mismatch', 'evidence_stale', 'offer_expired', 'invalid_address', 'address_changed', 'sending_window_over'), false));--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_hold_reason" CHECK (state <> 'held' or coalesce(reason in ('frequency_cap', 'quiet_hours', 'no_common_hour', 'sender_paused', 'pace', 'campaign_paused', 'sending_window', 'internal_error'), false));--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_arm" CHECK (arm is null or (arm in ('personalized', 'generic') and campaign_id is not null));