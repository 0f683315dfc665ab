CREATE TABLE "product_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "product_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"product_id" text NOT NULL,
	"field" text NOT NULL,
	"old" text,
	"new" text,
	"at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "product_changes_field" CHECK (field in ('price', 'availability'))
);
--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "as_of" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "products" SET "as_of" = "updated_at";--> statement-breakpoint
ALTER TABLE "products" ALTER COLUMN "as_of" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "product_changes_newest" ON "product_changes" USING btree ("product_id","at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
-- What a message quotes as an earlier price must have been one: the history is written by the database alone, in the
-- statement that changes a product, and by nobody else.
grant select on product_changes to foreword_app;
--> statement-breakpoint
create function record_product_changes() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into product_changes (product_id, field, old, new, at, recorded_at)
  select o.id, 'price', o.price_amount || ' ' || o.price_currency, n.price_amount || ' ' || n.price_currency, n.as_of, n.updated_at
  from old_products o join new_products n using (id)
  where o.price_amount is distinct from n.price_amount or o.price_currency is distinct from n.price_currency
  union all
  select o.id, 'availability', o.availability, n.availability, n.as_of, n.updated_at
  from old_products o join new_products n using (id)
  where o.availability is distinct from n.availability;
  return null;
end $$;
--> statement-breakpoint
create trigger products_record_changes after update on products
  referencing old table as old_products new table as new_products
  for each statement execute function record_product_changes();
--> statement-breakpoint
create trigger product_changes_append_only before update or delete on product_changes for each row execute function refuse_change();
--> statement-breakpoint
create trigger product_changes_no_truncate before truncate on product_changes for each statement execute function refuse_change();
