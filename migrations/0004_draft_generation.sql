ALTER TABLE "drafts" ADD COLUMN "generation_id" uuid;--> statement-breakpoint
-- Who asks again for the revision that an earlier try had begun finds it by this id.
grant update (generation_id) on drafts to foreword_app;
