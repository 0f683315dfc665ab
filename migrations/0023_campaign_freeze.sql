ALTER TABLE "campaigns" ADD COLUMN "lease_until" timestamp (3) with time zone;--> statement-breakpoint
grant update (lease_until) on campaigns to foreword_app;
