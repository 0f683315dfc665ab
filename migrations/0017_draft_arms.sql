ALTER TABLE "drafts" ADD COLUMN "arm" text;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_arm" CHECK (arm is null or (arm in ('personalized', 'generic') and campaign_id is not null));
