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
	"member_count" integer,
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
CREATE TABLE "lot_members" (
	"lot_id" uuid NOT NULL,
	"draft_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"digest" text NOT NULL,
	"stratum" text NOT NULL,
	"sampled" integer,
	CONSTRAINT "lot_members_pkey" PRIMARY KEY("lot_id","draft_id")
);
--> statement-breakpoint
CREATE TABLE "lot_samples" (
	"lot_id" uuid NOT NULL,
	"place" integer NOT NULL,
	"draft_id" uuid NOT NULL,
	"planted_fault" jsonb,
	"verdict" text,
	"reason" text,
	"judged_by" uuid,
	"shown_at" timestamp (3) with time zone,
	"judged_at" timestamp (3) with time zone,
	CONSTRAINT "lot_samples_pkey" PRIMARY KEY("lot_id","place"),
	CONSTRAINT "lot_samples_verdict" CHECK (verdict in ('good', 'bad')),
	CONSTRAINT "lot_samples_judged" CHECK ((verdict is null) = (judged_by is null) and (verdict is null) = (judged_at is null))
);
--> statement-breakpoint
CREATE TABLE "lots" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"status" text NOT NULL,
	"max_bad_share" text NOT NULL,
	"confidence" text NOT NULL,
	"population" integer NOT NULL,
	"sample_size" integer NOT NULL,
	"seed" text NOT NULL,
	"created_by" uuid NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"statistics" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "lots_status" CHECK (status in ('open', 'passed', 'accepted', 'stopped', 'cancelled')),
	CONSTRAINT "lots_sizes" CHECK (population >= 1 and sample_size between 1 and population),
	CONSTRAINT "lots_decided" CHECK ((status = 'accepted') = (decided_by is not null))
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
	"next_call_at" timestamp (3) with time zone NOT NULL,
	"next_token_at" timestamp (3) with time zone NOT NULL,
	"blocked_until" timestamp (3) with time zone NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reservations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"scopes" text[] NOT NULL,
	"usd" numeric NOT NULL,
	"tokens" bigint NOT NULL,
	"lease_until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "campaign_members" ADD CONSTRAINT "campaign_members_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_members" ADD CONSTRAINT "campaign_members_draft_id_drafts_id_fk" FOREIGN KEY ("draft_id") REFERENCES "public"."drafts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_uploads" ADD CONSTRAINT "campaign_uploads_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_created_by_principals_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_started_by_principals_id_fk" FOREIGN KEY ("started_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_members" ADD CONSTRAINT "lot_members_lot_id_lots_id_fk" FOREIGN KEY ("lot_id") REFERENCES "public"."lots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_members" ADD CONSTRAINT "lot_members_draft_id_drafts_id_fk" FOREIGN KEY ("draft_id") REFERENCES "public"."drafts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_samples" ADD CONSTRAINT "lot_samples_lot_id_lots_id_fk" FOREIGN KEY ("lot_id") REFERENCES "public"."lots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_samples" ADD CONSTRAINT "lot_samples_judged_by_principals_id_fk" FOREIGN KEY ("judged_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_samples" ADD CONSTRAINT "lot_samples_member" FOREIGN KEY ("lot_id","draft_id") REFERENCES "public"."lot_members"("lot_id","draft_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_created_by_principals_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_decided_by_principals_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "campaign_members_waiting" ON "campaign_members" USING btree ("campaign_id","position") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "campaign_members_leased" ON "campaign_members" USING btree ("lease_until") WHERE state = 'writing';--> statement-breakpoint
CREATE INDEX "campaign_members_by_state" ON "campaign_members" USING btree ("campaign_id","state","arm","reason");--> statement-breakpoint
CREATE INDEX "campaign_members_by_draft" ON "campaign_members" USING btree ("draft_id") WHERE draft_id is not null;--> statement-breakpoint
CREATE INDEX "campaigns_newest" ON "campaigns" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "campaigns_at_work" ON "campaigns" USING btree ("started_at") WHERE status in ('generating', 'in_review', 'running');--> statement-breakpoint
CREATE INDEX "lot_members_sample" ON "lot_members" USING btree ("lot_id","sampled") WHERE sampled is not null;--> statement-breakpoint
CREATE INDEX "lot_members_by_draft" ON "lot_members" USING btree ("draft_id");--> statement-breakpoint
CREATE INDEX "lots_by_campaign" ON "lots" USING btree ("campaign_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "lots_one_open" ON "lots" USING btree ("campaign_id") WHERE status in ('open', 'passed');--> statement-breakpoint
CREATE INDEX "reservations_leased" ON "reservations" USING btree ("lease_until");