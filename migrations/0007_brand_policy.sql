ALTER TABLE "brand_policies" ADD CONSTRAINT "brand_policies_version" CHECK ("brand_policies"."version" > 0);--> statement-breakpoint
ALTER TABLE "brand_policies" ADD CONSTRAINT "brand_policies_sender" CHECK (jsonb_path_exists("brand_policies"."policy", '$ ? (@.name.type() == "string" && @.postalAddress.type() == "string" && @.sender.name.type() == "string" && @.sender.email.type() == "string")'));--> statement-breakpoint
ALTER TABLE "brand_policies" ADD CONSTRAINT "brand_policies_disclosures" CHECK (not jsonb_path_exists("brand_policies"."policy", '$.disclosures[*] ? (!(@.text.type() == "string" && @.text != "" && @.reason.type() == "string" && @.reason != ""))'));--> statement-breakpoint
ALTER TABLE "brand_policies" ADD CONSTRAINT "brand_policies_required_phrases" CHECK (not jsonb_path_exists("brand_policies"."policy", '$.requiredPhrases[*] ? (!(@.text.type() == "string" && @.text != ""))'));--> statement-breakpoint
-- A version is what approvals were given under: it stays as it was, also for the owner of the table.
create trigger brand_policies_append_only before update or delete on brand_policies for each row execute function refuse_change();
--> statement-breakpoint
create trigger brand_policies_no_truncate before truncate on brand_policies for each statement execute function refuse_change();
