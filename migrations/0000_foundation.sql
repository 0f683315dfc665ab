CREATE TABLE "brand_policies" (
	"version" integer PRIMARY KEY NOT NULL,
	"policy" jsonb NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers" (
	"id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"code" text NOT NULL,
	"kind" text NOT NULL,
	"value" numeric NOT NULL,
	"currency" text,
	"terms" text NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_until" timestamp (3) with time zone NOT NULL,
	"product_ids" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "offers_dates" CHECK (valid_from < valid_until)
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"brand" text,
	"category" text,
	"price_amount" numeric,
	"price_currency" text,
	"list_price_amount" numeric,
	"list_price_currency" text,
	"availability" text,
	"url" text,
	"image_url" text,
	"description" text,
	"facts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"attributes" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "products_price" CHECK ((price_amount is null) = (price_currency is null) and price_amount >= 0),
	CONSTRAINT "products_list_price" CHECK ((list_price_amount is null) = (list_price_currency is null) and list_price_amount >= 0)
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"state" text NOT NULL,
	"source" text NOT NULL,
	"proof" text,
	"at" timestamp (3) with time zone NOT NULL,
	"recorded_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "consents_state" CHECK (state in ('granted', 'denied', 'withdrawn')),
	CONSTRAINT "consents_channel" CHECK (channel in ('email', 'sms', 'chat', 'call', 'webhook')),
	CONSTRAINT "consents_purpose" CHECK (purpose in ('marketing', 'service'))
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" text PRIMARY KEY NOT NULL,
	"first_name" text,
	"last_name" text,
	"email" text,
	"phone" text,
	"locale" text,
	"time_zone" text,
	"traits" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"anonymous_id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"decision_id" uuid NOT NULL,
	"draft_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"digest" text NOT NULL,
	"verdict" text DEFAULT 'approve' NOT NULL,
	"customer_id" text NOT NULL,
	"campaign_id" uuid,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"provider_message_id" text,
	"resolved_by" uuid,
	"sent_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "deliveries_one_per_decision" UNIQUE("decision_id"),
	CONSTRAINT "deliveries_approved" CHECK (verdict = 'approve'),
	CONSTRAINT "deliveries_state" CHECK (state in ('queued', 'held', 'sending', 'sent', 'delivered', 'skipped', 'bounced', 'complained', 'failed', 'uncertain', 'handed_over', 'cancelled')),
	CONSTRAINT "deliveries_lease" CHECK ((state = 'sending') = (lease_until is not null))
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"name" text PRIMARY KEY NOT NULL,
	"secret" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "suppressions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"address_hash" text NOT NULL,
	"channel" text NOT NULL,
	"reason" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "suppressions_address" UNIQUE("address_hash","channel"),
	CONSTRAINT "suppressions_reason" CHECK (reason in ('unsubscribe', 'hard_bounce', 'complaint', 'stop_keyword', 'manual', 'legal', 'erasure'))
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"draft_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"digest" text NOT NULL,
	"blocking_count" integer NOT NULL,
	"verdict" text NOT NULL,
	"principal_id" uuid NOT NULL,
	"own_edit" boolean NOT NULL,
	"reason" text,
	"note" text,
	"lot_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "decisions_delivered" UNIQUE("id","draft_id","revision","digest","verdict"),
	CONSTRAINT "decisions_verdict" CHECK (verdict in ('approve', 'reject', 'request_changes')),
	CONSTRAINT "decisions_nothing_blocking" CHECK (verdict <> 'approve' or blocking_count = 0),
	CONSTRAINT "decisions_reason" CHECK ((verdict = 'reject') = (reason is not null))
);
--> statement-breakpoint
CREATE TABLE "drafts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"campaign_id" uuid,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"prompt_name" text NOT NULL,
	"prompt_reason" text NOT NULL,
	"offer_id" text,
	"agent_name" text,
	"note" text,
	"status" text NOT NULL,
	"current_revision" integer DEFAULT 0 NOT NULL,
	"requested_by" uuid NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"instruction" text,
	"failure" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "drafts_status" CHECK (status in ('generating', 'ready_for_review', 'blocked', 'changes_requested', 'approved', 'rejected', 'expired', 'superseded', 'failed')),
	CONSTRAINT "drafts_channel" CHECK (channel in ('email', 'sms', 'chat', 'call', 'webhook')),
	CONSTRAINT "drafts_purpose" CHECK (purpose in ('marketing', 'service')),
	CONSTRAINT "drafts_lease" CHECK ((status = 'generating') = (lease_until is not null))
);
--> statement-breakpoint
CREATE TABLE "revisions" (
	"draft_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"origin" text NOT NULL,
	"author_id" uuid NOT NULL,
	"instruction" text,
	"subject" text,
	"body" text NOT NULL,
	"brief" jsonb NOT NULL,
	"slots" jsonb NOT NULL,
	"claims" jsonb NOT NULL,
	"findings" jsonb NOT NULL,
	"blocking_count" integer NOT NULL,
	"recipient" text,
	"rendered_text" text NOT NULL,
	"rendered_html" text,
	"headers" jsonb NOT NULL,
	"unsubscribe_token" text NOT NULL,
	"digest" text NOT NULL,
	"prompt_name" text NOT NULL,
	"prompt_version" integer NOT NULL,
	"prompt_hash" text NOT NULL,
	"offer_id" text,
	"offer_version" integer,
	"brand_version" integer NOT NULL,
	"model" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "revisions_pkey" PRIMARY KEY("draft_id","number"),
	CONSTRAINT "revisions_unsubscribe_token_key" UNIQUE("unsubscribe_token"),
	CONSTRAINT "revisions_decided" UNIQUE("draft_id","number","digest","blocking_count"),
	CONSTRAINT "revisions_number" CHECK (number >= 1),
	CONSTRAINT "revisions_blocking_count" CHECK (blocking_count = jsonb_array_length(jsonb_path_query_array(findings, '$[*] ? (@.severity == "block")'))),
	CONSTRAINT "revisions_digest" CHECK (digest ~ '^sha256:[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"principal_id" uuid NOT NULL,
	"hash" text NOT NULL,
	"prefix" text NOT NULL,
	"roles" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_hash_key" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "principals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "principals_name_key" UNIQUE("name"),
	CONSTRAINT "principals_kind" CHECK (kind in ('human', 'ai_agent', 'system'))
);
--> statement-breakpoint
CREATE TABLE "signals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"principal_id" uuid NOT NULL,
	"source" text NOT NULL,
	"message_id" text NOT NULL,
	"type" text,
	"name" text NOT NULL,
	"customer_id" text,
	"anonymous_id" text,
	"product_id" text,
	"origin" text NOT NULL,
	"party" text NOT NULL,
	"properties" jsonb NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "signals_counted_once" UNIQUE("principal_id","source","message_id"),
	CONSTRAINT "signals_somebody" CHECK (customer_id is not null or anonymous_id is not null),
	CONSTRAINT "signals_origin" CHECK (origin in ('stated', 'observed', 'inferred')),
	CONSTRAINT "signals_party" CHECK (party in ('first', 'third'))
);
--> statement-breakpoint
ALTER TABLE "brand_policies" ADD CONSTRAINT "brand_policies_created_by_principals_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_recorded_by_principals_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_draft_id_drafts_id_fk" FOREIGN KEY ("draft_id") REFERENCES "public"."drafts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_resolved_by_principals_id_fk" FOREIGN KEY ("resolved_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_decision" FOREIGN KEY ("decision_id","draft_id","revision","digest","verdict") REFERENCES "public"."decisions"("id","draft_id","revision","digest","verdict") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suppressions" ADD CONSTRAINT "suppressions_created_by_principals_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_principal_id_principals_id_fk" FOREIGN KEY ("principal_id") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_revision" FOREIGN KEY ("draft_id","revision","digest","blocking_count") REFERENCES "public"."revisions"("draft_id","number","digest","blocking_count") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_requested_by_principals_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revisions" ADD CONSTRAINT "revisions_draft_id_drafts_id_fk" FOREIGN KEY ("draft_id") REFERENCES "public"."drafts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revisions" ADD CONSTRAINT "revisions_author_id_principals_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_principal_id_principals_id_fk" FOREIGN KEY ("principal_id") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signals" ADD CONSTRAINT "signals_principal_id_principals_id_fk" FOREIGN KEY ("principal_id") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signals" ADD CONSTRAINT "signals_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "offers_newest" ON "offers" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "products_newest" ON "products" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "consents_latest" ON "consents" USING btree ("customer_id","channel","purpose","at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "customers_newest" ON "customers" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "identities_customer" ON "identities" USING btree ("customer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_one_per_draft" ON "deliveries" USING btree ("draft_id") WHERE state <> 'cancelled';--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_once_per_campaign" ON "deliveries" USING btree ("campaign_id","customer_id") WHERE campaign_id is not null and state <> 'cancelled';--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("not_before") WHERE state in ('queued', 'held');--> statement-breakpoint
CREATE INDEX "deliveries_leased" ON "deliveries" USING btree ("lease_until") WHERE state = 'sending';--> statement-breakpoint
CREATE INDEX "deliveries_by_state" ON "deliveries" USING btree ("state","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "deliveries_by_customer" ON "deliveries" USING btree ("customer_id","sent_at");--> statement-breakpoint
CREATE INDEX "decisions_by_draft" ON "decisions" USING btree ("draft_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "drafts_once_per_campaign" ON "drafts" USING btree ("campaign_id","customer_id") WHERE campaign_id is not null and status <> 'superseded';--> statement-breakpoint
CREATE INDEX "drafts_by_status" ON "drafts" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "drafts_by_customer" ON "drafts" USING btree ("customer_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "drafts_by_requester" ON "drafts" USING btree ("requested_by","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "api_keys_principal" ON "api_keys" USING btree ("principal_id");--> statement-breakpoint
CREATE INDEX "signals_timeline" ON "signals" USING btree ("customer_id","occurred_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "signals_anonymous" ON "signals" USING btree ("anonymous_id") WHERE customer_id is null;--> statement-breakpoint
CREATE INDEX "signals_unmapped" ON "signals" USING btree ("name") WHERE type is null;