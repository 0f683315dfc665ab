ALTER TABLE "model_lanes" ALTER COLUMN "next_call_at" SET DATA TYPE timestamp with time zone;--> statement-breakpoint
ALTER TABLE "model_lanes" ALTER COLUMN "blocked_until" SET DATA TYPE timestamp with time zone;--> statement-breakpoint
ALTER TABLE "model_lanes" DROP COLUMN "next_token_at";