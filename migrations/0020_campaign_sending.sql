grant select, insert, update (next_at) on sending_turns to foreword_app;
--> statement-breakpoint
-- Who claims deliveries holds their campaigns, several at once. Who stops a campaign waits until those claims are committed; a
-- claim that comes later sees that it is stopped. Of the locks that rows have, writers would wait for ever behind readers that
-- keep coming; these take turns.
create function campaign_takes_turns() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(new.id::text, 1));
  return new;
end $$;
--> statement-breakpoint
create trigger campaigns_take_turns before update on campaigns for each row
  when (new.status <> old.status and new.status in ('paused', 'cancelled', 'failed')) execute function campaign_takes_turns();
--> statement-breakpoint
-- Reads without a lock: whoever goes by the rules holds the campaign already, and nobody may wait here, where rows are held.
create function delivery_of_a_campaign_that_sends() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select from campaigns where id = new.campaign_id and status in ('paused', 'cancelled', 'failed')) then
    raise exception 'the campaign is stopped' using errcode = 'integrity_constraint_violation', constraint = 'deliveries_of_stopped_campaigns';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger deliveries_of_stopped_campaigns before update on deliveries for each row
  when (new.state = 'sending' and old.state <> 'sending' and new.campaign_id is not null)
  execute function delivery_of_a_campaign_that_sends();
