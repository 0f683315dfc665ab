-- What a campaign is for never changes: no privilege on those columns. Nothing of it is ever deleted, but ids that were uploaded.
grant select, insert, update (status, pause_reason, member_count, started_by, started_at, ended_at, updated_at) on campaigns to foreword_app;
--> statement-breakpoint
grant select, insert, update (state, reason, draft_id, attempts, lease_until) on campaign_members to foreword_app;
--> statement-breakpoint
grant select, insert, delete on campaign_uploads to foreword_app;
--> statement-breakpoint
create function campaign_begins_as_draft() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.status <> 'draft' or new.started_by is not null or new.started_at is not null or new.member_count is not null then
    raise exception 'a campaign begins as a draft' using errcode = 'integrity_constraint_violation', constraint = 'campaigns_begin_as_draft';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger campaigns_begin_as_draft before insert on campaigns for each row execute function campaign_begins_as_draft();
--> statement-breakpoint
create function campaign_state_machine() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if (old.id, old.name, old.channel, old.purpose, old.prompt_name, old.offer_id, old.agent_name, old.note, old.audience, old.arms,
      old.sending_window, old.expected_effect, old.created_by, old.created_at)
    is distinct from
    (new.id, new.name, new.channel, new.purpose, new.prompt_name, new.offer_id, new.agent_name, new.note, new.audience, new.arms,
      new.sending_window, new.expected_effect, new.created_by, new.created_at) then
    raise exception 'what a campaign is for never changes' using errcode = 'integrity_constraint_violation', constraint = 'campaigns_fixed';
  end if;
  -- Who started it asked for all its drafts and decides none of them: nobody takes that place later.
  if (old.started_by, old.started_at) is distinct from (new.started_by, new.started_at)
    and not (old.status = 'draft' and new.status = 'generating' and new.started_at is not null) then
    raise exception 'a campaign is started once' using errcode = 'integrity_constraint_violation', constraint = 'campaigns_started_once';
  end if;
  if old.member_count is distinct from new.member_count
    and not (old.member_count is null and new.status in ('generating', 'paused') and old.status = new.status) then
    raise exception 'an audience is frozen once' using errcode = 'integrity_constraint_violation', constraint = 'campaigns_frozen_once';
  end if;
  if new.status = old.status then return new; end if;
  if not (case old.status
    when 'draft' then new.status in ('generating', 'cancelled')
    when 'generating' then new.status in ('in_review', 'running', 'paused', 'completed', 'cancelled', 'failed')
    when 'in_review' then new.status in ('generating', 'running', 'paused', 'completed', 'cancelled')
    when 'running' then new.status in ('generating', 'in_review', 'paused', 'completed', 'cancelled')
    when 'paused' then new.status in ('generating', 'in_review', 'running', 'completed', 'cancelled')
    else false
  end) then
    raise exception 'a campaign cannot go from % to %', old.status, new.status
      using errcode = 'integrity_constraint_violation', constraint = 'campaigns_state_machine';
  end if;
  if new.status in ('in_review', 'running', 'completed') and new.member_count is null then
    raise exception 'its audience is not frozen' using errcode = 'integrity_constraint_violation', constraint = 'campaigns_frozen_first';
  end if;
  if new.status = 'completed' and exists (select from campaign_members where campaign_id = new.id and state in ('waiting', 'writing')) then
    raise exception 'somebody still waits for a draft' using errcode = 'integrity_constraint_violation', constraint = 'campaigns_completed';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger campaigns_state_machine before update on campaigns for each row execute function campaign_state_machine();
--> statement-breakpoint
create trigger campaigns_no_delete before delete on campaigns for each row execute function refuse_change();
--> statement-breakpoint
create trigger campaigns_no_truncate before truncate on campaigns for each statement execute function refuse_change();
--> statement-breakpoint
-- Members are added while the audience is being frozen, and never again. Looked at once a statement, which may add a million.
create function members_are_frozen() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  named uuid[];
  frozen uuid;
begin
  if exists (select from new_members
    where state not in ('waiting', 'holdout', 'excluded') or attempts <> 0 or draft_id is not null or position < 1) then
    raise exception 'a member begins without a draft' using errcode = 'integrity_constraint_violation', constraint = 'campaign_members_begin';
  end if;
  named := array(select distinct campaign_id from new_members);
  -- Last, as who pauses or cancels waits for this lock.
  foreach frozen in array named loop
    perform from campaigns where id = frozen and status in ('generating', 'paused') and member_count is null for share;
    if not found then
      raise exception 'the audience of campaign % is not being frozen', frozen
        using errcode = 'integrity_constraint_violation', constraint = 'campaign_members_frozen';
    end if;
  end loop;
  return null;
end $$;
--> statement-breakpoint
create trigger campaign_members_frozen after insert on campaign_members referencing new table as new_members
  for each statement execute function members_are_frozen();
--> statement-breakpoint
create function member_state_machine() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if (old.campaign_id, old.customer_id, old.position, old.arm) is distinct from (new.campaign_id, new.customer_id, new.position, new.arm) then
    raise exception 'who is written to, and how, never changes'
      using errcode = 'integrity_constraint_violation', constraint = 'campaign_members_fixed';
  end if;
  if new.state = old.state then return new; end if;
  if not (case old.state
    when 'waiting' then new.state in ('writing', 'excluded', 'cancelled')
    when 'writing' then new.state in ('written', 'waiting', 'failed', 'excluded', 'cancelled')
    when 'written' then new.state = 'waiting'
    when 'failed' then new.state = 'waiting'
    when 'holdout' then new.state = 'excluded'
    else false
  end) then
    raise exception 'a member cannot go from % to %', old.state, new.state
      using errcode = 'integrity_constraint_violation', constraint = 'campaign_members_state_machine';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger campaign_members_state_machine before update on campaign_members for each row execute function member_state_machine();
--> statement-breakpoint
-- Looked at when the statement is done: it may write draft and member at once.
create function member_has_its_draft() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.state = 'written' and not exists (
    select from drafts where id = new.draft_id and campaign_id = new.campaign_id and customer_id = new.customer_id) then
    raise exception 'a member that is written to has its own draft'
      using errcode = 'integrity_constraint_violation', constraint = 'campaign_members_own_draft';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger campaign_members_own_draft after update on campaign_members for each row
  when (new.state = 'written') execute function member_has_its_draft();
--> statement-breakpoint
create trigger campaign_members_no_delete before delete on campaign_members for each row execute function refuse_change();
--> statement-breakpoint
create trigger campaign_members_no_truncate before truncate on campaign_members for each statement execute function refuse_change();
--> statement-breakpoint
create function uploads_before_the_freeze() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  named uuid;
begin
  for named in select distinct campaign_id from new_uploads loop
    perform from campaigns where id = named and status in ('draft', 'generating', 'paused') and member_count is null for share;
    if not found then
      raise exception 'nobody can be added to the audience of campaign %', named
        using errcode = 'integrity_constraint_violation', constraint = 'campaign_uploads_before_the_freeze';
    end if;
  end loop;
  return null;
end $$;
--> statement-breakpoint
create trigger campaign_uploads_before_the_freeze after insert on campaign_uploads referencing new table as new_uploads
  for each statement execute function uploads_before_the_freeze();
--> statement-breakpoint
-- A draft of a campaign is for a member that is being written to, never for the holdout; who started the campaign asked for it.
create function draft_of_a_member() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if not exists (select from campaigns where id = new.campaign_id and started_by = new.requested_by
    and (channel, purpose) = (new.channel, new.purpose)) then
    raise exception 'who started the campaign asked for its drafts'
      using errcode = 'integrity_constraint_violation', constraint = 'drafts_of_their_campaign';
  end if;
  if not exists (select from campaign_members where campaign_id = new.campaign_id and customer_id = new.customer_id
    and arm <> 'holdout' and state in ('writing', 'written')) then
    raise exception 'nobody writes to this customer in the campaign'
      using errcode = 'integrity_constraint_violation', constraint = 'drafts_of_a_member';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger drafts_of_a_member after insert on drafts for each row
  when (new.campaign_id is not null) execute function draft_of_a_member();
--> statement-breakpoint
-- After a campaign is cancelled nothing of it is approved or scheduled. The lock makes the two take turns.
create function campaign_goes_on(checked uuid) returns void language plpgsql set search_path = public, pg_temp as $$
begin
  perform from campaigns where id = checked and status <> 'cancelled' for share;
  if not found then
    raise exception 'campaign % is cancelled', checked using errcode = 'integrity_constraint_violation', constraint = 'campaigns_cancelled';
  end if;
end $$;
--> statement-breakpoint
create function decision_in_campaign() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  campaign uuid := (select campaign_id from drafts where id = new.draft_id);
begin
  if campaign is not null then perform campaign_goes_on(campaign); end if;
  return new;
end $$;
--> statement-breakpoint
create trigger decisions_in_campaign before insert on decisions for each row
  when (new.verdict = 'approve') execute function decision_in_campaign();
--> statement-breakpoint
create function delivery_in_campaign() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform campaign_goes_on(new.campaign_id);
  return new;
end $$;
--> statement-breakpoint
create trigger deliveries_in_campaign before insert on deliveries for each row
  when (new.campaign_id is not null) execute function delivery_in_campaign();
--> statement-breakpoint
create function audit_campaigns() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    perform write_audit('campaign.made', new.created_by, new.id::text, digest => digest_of(jsonb_build_object('name', new.name,
      'channel', new.channel, 'purpose', new.purpose, 'prompt', new.prompt_name, 'offer', new.offer_id, 'agent', new.agent_name,
      'note', new.note, 'audience', new.audience, 'arms', new.arms, 'window', new.sending_window)::text));
  elsif new.member_count is distinct from old.member_count then
    perform write_audit('campaign.frozen', subject => new.id::text, count => new.member_count);
  else
    perform write_audit('campaign.status', case when old.status = 'draft' then new.started_by end, new.id::text,
      state => concat_ws('.', new.status, new.pause_reason));
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger campaigns_audit_insert after insert on campaigns for each row execute function audit_campaigns();
--> statement-breakpoint
create trigger campaigns_audit_update after update on campaigns for each row
  when ((old.status, old.pause_reason, old.member_count) is distinct from (new.status, new.pause_reason, new.member_count))
  execute function audit_campaigns();
--> statement-breakpoint
-- Who is erased leaves every campaign that has not written yet; the id stays, as everywhere. One look-up a campaign: members
-- have no index by customer, which a million of them would pay for.
create function customer_leaves_campaigns() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update campaign_members as m set state = 'excluded', reason = 'erased', lease_until = null
  from campaigns c
  where m.campaign_id = c.id and m.customer_id = new.id and m.state in ('waiting', 'writing', 'holdout');
  return null;
end $$;
--> statement-breakpoint
create trigger customers_leave_campaigns after update on customers for each row
  when (old.erased_at is null and new.erased_at is not null) execute function customer_leaves_campaigns();
--> statement-breakpoint
-- As before, and first the places in campaigns: who writes to a member takes them before the customer.
create or replace function hold_customer(held text) returns table (channel text, address text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  known uuid[];
begin
  perform from campaigns c join campaign_members m on m.campaign_id = c.id and m.customer_id = held order by c.id for update of m;
  select array_agg(d.id) into known from (select id from drafts where customer_id = held order by id for update) d;
  perform id from deliveries where customer_id = held order by id for update;
  perform id from customers where id = held for update;
  -- Asked for meanwhile, and not held: the caller begins anew.
  if exists (select from drafts where customer_id = held and not (id = any (coalesce(known, '{}')))) then
    raise exception 'a draft was begun' using errcode = 'serialization_failure';
  end if;
  return query
    select distinct d.channel, r.recipient from drafts d join revisions r on r.draft_id = d.id
    where d.customer_id = held and r.recipient is not null;
end $$;
--> statement-breakpoint
revoke execute on function campaign_begins_as_draft, campaign_state_machine, members_are_frozen, member_state_machine,
  member_has_its_draft, uploads_before_the_freeze, draft_of_a_member, campaign_goes_on, decision_in_campaign,
  delivery_in_campaign, audit_campaigns, customer_leaves_campaigns from public;
--> statement-breakpoint
grant execute on function campaign_goes_on to foreword_app;

--> statement-breakpoint
grant update (lease_until) on campaigns to foreword_app;
--> statement-breakpoint
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
