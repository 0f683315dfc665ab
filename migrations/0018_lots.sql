CREATE TABLE "sending_turns" (
	"campaign_id" uuid PRIMARY KEY NOT NULL,
	"next_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "lot_samples" DROP CONSTRAINT "lot_samples_judged";--> statement-breakpoint
ALTER TABLE "lots" DROP CONSTRAINT "lots_status";--> statement-breakpoint
ALTER TABLE "lots" DROP CONSTRAINT "lots_sizes";--> statement-breakpoint
ALTER TABLE "lots" DROP CONSTRAINT "lots_decided";--> statement-breakpoint
DROP INDEX "lots_one_open";--> statement-breakpoint
DROP INDEX "deliveries_open_in_campaign";--> statement-breakpoint
DROP INDEX "deliveries_due";--> statement-breakpoint
ALTER TABLE "lot_samples" ALTER COLUMN "planted_fault" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "lot_members" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "lot_samples" ADD COLUMN "shown_to" uuid;--> statement-breakpoint
ALTER TABLE "lot_samples" ADD COLUMN "words" integer;--> statement-breakpoint
ALTER TABLE "lots" ADD COLUMN "attempt" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "lots" ADD COLUMN "stop_reason" text;--> statement-breakpoint
ALTER TABLE "lots" ADD COLUMN "stopped_at_place" integer;--> statement-breakpoint
ALTER TABLE "lots" ADD COLUMN "applied_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "lot_samples" ADD CONSTRAINT "lot_samples_shown_to_principals_id_fk" FOREIGN KEY ("shown_to") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lot_members_to_apply" ON "lot_members" USING btree ("lot_id","draft_id") WHERE outcome is null;--> statement-breakpoint
CREATE UNIQUE INDEX "lot_samples_once" ON "lot_samples" USING btree ("lot_id","draft_id") WHERE planted_fault is null;--> statement-breakpoint
CREATE UNIQUE INDEX "lots_one_at_a_time" ON "lots" USING btree ("campaign_id") WHERE status in ('drawing', 'open') or status = 'accepted' and applied_at is null;--> statement-breakpoint
CREATE INDEX "lots_to_apply" ON "lots" USING btree ("decided_at") WHERE status = 'accepted' and applied_at is null;--> statement-breakpoint
CREATE INDEX "deliveries_by_campaign" ON "deliveries" USING btree ("campaign_id","state","reason") WHERE campaign_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "decisions_once_per_lot" ON "decisions" USING btree ("lot_id","draft_id") WHERE lot_id is not null;--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree (coalesce(campaign_id, '00000000-0000-0000-0000-000000000000'),"not_before") WHERE state in ('queued', 'held');--> statement-breakpoint
ALTER TABLE "lot_members" ADD CONSTRAINT "lot_members_outcome" CHECK (outcome ~ '^[a-z_]{1,40}$');--> statement-breakpoint
ALTER TABLE "lot_samples" ADD CONSTRAINT "lot_samples_place" CHECK (place >= 1);--> statement-breakpoint
ALTER TABLE "lot_samples" ADD CONSTRAINT "lot_samples_shown" CHECK ((shown_to is null) = (shown_at is null));--> statement-breakpoint
ALTER TABLE "lot_samples" ADD CONSTRAINT "lot_samples_reason" CHECK ((reason is not null) = (verdict = 'bad') or verdict is null and reason is null);--> statement-breakpoint
ALTER TABLE "lot_samples" ADD CONSTRAINT "lot_samples_judged" CHECK ((verdict is null) = (judged_by is null) and (verdict is null) = (judged_at is null) and (verdict is null) = (words is null));--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_max_bad_share" CHECK (max_bad_share ~ '^0[.][0-9]{1,4}$' and max_bad_share::numeric between 0.0001 and 0.1);--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_confidence" CHECK (confidence ~ '^0[.][0-9]{1,4}$' and confidence::numeric between 0.9 and 0.9999);--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_attempt" CHECK (attempt between 1 and 20);--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_stopped" CHECK ((status = 'stopped') = (stop_reason is not null) and (status = 'stopped') = (stopped_at_place is not null) and stop_reason in ('bad', 'changed'));--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_status" CHECK (status in ('drawing', 'open', 'accepted', 'stopped', 'cancelled'));--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_sizes" CHECK (population >= sample_size and population <= 1000000 and (status = 'drawing' or sample_size >= 1));--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_decided" CHECK ((status = 'accepted') = (decided_by is not null) and (status = 'accepted') = (decided_at is not null) and (status = 'accepted') = (statistics is not null) and (applied_at is null or status = 'accepted'));