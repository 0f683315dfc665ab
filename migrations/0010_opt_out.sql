CREATE TABLE "signal_objections" (
	"customer_id" text NOT NULL,
	"source" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "signal_objections_pkey" PRIMARY KEY("customer_id","source"),
	CONSTRAINT "signal_objections_source" CHECK (source in ('site', 'purchase', 'review', 'reviews-read', 'coupon', 'elsewhere'))
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "handed_over_by" uuid;--> statement-breakpoint
ALTER TABLE "signal_objections" ADD CONSTRAINT "signal_objections_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_handed_over_by_principals_id_fk" FOREIGN KEY ("handed_over_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- An objection is the customer's: the application adds it and can neither change it nor take it away.
grant select, insert on signal_objections to foreword_app;
--> statement-breakpoint
grant update (handed_over_by) on deliveries to foreword_app;
--> statement-breakpoint
create function audit_signal_objections() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform write_audit('signals.objected', customer => new.customer_id, state => new.source);
  return null;
end $$;
--> statement-breakpoint
create trigger signal_objections_audit after insert on signal_objections for each row execute function audit_signal_objections();
--> statement-breakpoint
-- What an agent takes over names who did, once and for all; nothing else does.
create function delivery_taken_over() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if (new.state = 'handed_over') <> (new.handed_over_by is not null) and not (new.state = 'handed_over' and old.state = 'handed_over') then
    raise exception 'a message is handed over by somebody' using errcode = 'integrity_constraint_violation', constraint = 'deliveries_handed_over_by';
  end if;
  if old.state = 'handed_over' and new.handed_over_by is distinct from old.handed_over_by then
    raise exception 'who took it over never changes' using errcode = 'integrity_constraint_violation', constraint = 'deliveries_handed_over_by';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger deliveries_taken_over before update on deliveries for each row execute function delivery_taken_over();
--> statement-breakpoint
revoke execute on function audit_signal_objections, delivery_taken_over from public;
