-- Who claims a delivery holds the customer and the address. A word against writing to either waits until the claim is
-- committed; one that was committed before is seen by the claim.
create function consent_takes_turns() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform from customers where id = new.customer_id for no key update;
  return new;
end $$;
--> statement-breakpoint
create trigger consents_take_turns before insert on consents for each row execute function consent_takes_turns();
--> statement-breakpoint
create function suppression_takes_turns() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(new.address_hash, 0));
  return new;
end $$;
--> statement-breakpoint
create trigger suppressions_take_turns before insert on suppressions for each row execute function suppression_takes_turns();
