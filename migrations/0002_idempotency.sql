CREATE TABLE "idempotency_keys" (
	"principal_id" uuid NOT NULL,
	"route" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text,
	"resource_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"lease_until" timestamp (3) with time zone NOT NULL,
	"status" integer,
	"headers" jsonb,
	"body" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY("principal_id","route","key"),
	CONSTRAINT "idempotency_keys_answer" CHECK ((status is null) = (headers is null) and (status is not null or body is null)),
	CONSTRAINT "idempotency_keys_status" CHECK (status between 200 and 499)
);
--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_principal_id_principals_id_fk" FOREIGN KEY ("principal_id") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotency_keys_by_expiry" ON "idempotency_keys" USING btree ("expires_at");--> statement-breakpoint
-- Answers are repeated for a day and then deleted: they may hold personal data.
grant select, insert, update, delete on idempotency_keys to foreword_app;
