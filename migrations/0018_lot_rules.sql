-- Lots, their drafts and what was shown of them are never deleted, and of each only what is named here can change.
grant select, insert, update (status, population, sample_size, stop_reason, stopped_at_place, decided_by, decided_at, statistics, applied_at, updated_at) on lots to foreword_app;
--> statement-breakpoint
grant select, insert, update (outcome) on lot_members to foreword_app;
--> statement-breakpoint
grant select, insert, update (shown_to, shown_at, verdict, reason, judged_by, judged_at, words) on lot_samples to foreword_app;
--> statement-breakpoint
-- True when a random sample holds none of the fewest bad drafts that are too many with a chance of 1 - confidence at most, halved
-- with each further attempt. The hypergeometric law at 0, C(N - bad, n) / C(N, n), in whole numbers: nothing is rounded. A factor
-- can only make the chance smaller, so the first one with which it is small enough ends it.
create function lot_sample_suffices(population int, sample int, max_bad_share numeric, confidence numeric, attempt int) returns boolean
language plpgsql immutable set search_path = public, pg_temp as $$
declare
  bad int := floor(max_bad_share * population)::int + 1;
  gone int := greatest(bad, sample);
  none numeric := 1 << (attempt - 1);
  every numeric := 1 - confidence;
begin
  if sample + bad > population then return true; end if;
  for i in 0 .. least(bad, sample) - 1 loop
    none := none * (population - gone - i);
    every := every * (population - i);
    if none <= every then return true; end if;
  end loop;
  return false;
end $$;
--> statement-breakpoint
create function may_judge_campaign(judge uuid, campaign uuid) returns boolean language sql stable set search_path = public, pg_temp as $$
  select exists (select from principals where id = judge and kind = 'human')
    and exists (select from api_keys where principal_id = judge and revoked_at is null and 'marketer' = any (roles))
    and not exists (select from campaigns where id = campaign and started_by = judge);
$$;
--> statement-breakpoint
-- The seed and the attempt are for nobody to choose.
create function lot_begins() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.status <> 'drawing' or new.population <> 0 or new.sample_size <> 0 then
    raise exception 'a lot begins empty' using errcode = 'integrity_constraint_violation', constraint = 'lots_begin_empty';
  end if;
  if not exists (select from campaigns where id = new.campaign_id and status in ('generating', 'in_review', 'running', 'paused')) then
    raise exception 'a lot is of a campaign at work' using errcode = 'integrity_constraint_violation', constraint = 'lots_of_live_campaigns';
  end if;
  new.seed := replace(gen_random_uuid()::text, '-', '');
  new.attempt := 1 + (
    select count(*) from lots l where l.campaign_id = new.campaign_id and l.status in ('stopped', 'cancelled')
      and exists (select from lot_samples s where s.lot_id = l.id and s.shown_at is not null));
  return new;
end $$;
--> statement-breakpoint
create trigger lots_begin_empty before insert on lots for each row execute function lot_begins();
--> statement-breakpoint
-- Only what has no finding at all, as it stands now; and not what somebody was shown in an earlier lot and passed over in silence.
create function lot_members_are_clean() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select from added left join lots l on l.id = added.lot_id where l.status is distinct from 'drawing') then
    raise exception 'what is in a lot is fixed' using errcode = 'integrity_constraint_violation', constraint = 'lot_members_fixed';
  end if;
  if exists (
    select from added
    join lots l on l.id = added.lot_id
    left join drafts d on d.id = added.draft_id and d.campaign_id = l.campaign_id and d.status = 'ready_for_review'
      and d.current_revision = added.revision
    left join revisions r on r.draft_id = d.id and r.number = added.revision and r.digest = added.digest and r.findings = '[]'
    where r.draft_id is null or added.outcome is not null
  ) then
    raise exception 'only clean drafts of the campaign' using errcode = 'integrity_constraint_violation', constraint = 'lot_members_clean';
  end if;
  if exists (
    select from added
    join lot_samples s on s.draft_id = added.draft_id and s.planted_fault is null and s.shown_at is not null and s.judged_at is null
    join lots l on l.id = s.lot_id and l.id <> added.lot_id
    where l.campaign_id = (select campaign_id from lots where id = added.lot_id)
  ) then
    raise exception 'what was shown and not judged is judged alone' using errcode = 'integrity_constraint_violation', constraint = 'lot_members_not_passed_over';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger lot_members_clean after insert on lot_members referencing new table as added
  for each statement execute function lot_members_are_clean();
--> statement-breakpoint
create function lot_member_is_told() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if old.outcome is not null or (old.lot_id, old.draft_id, old.revision, old.digest, old.stratum)
      is distinct from (new.lot_id, new.draft_id, new.revision, new.digest, new.stratum)
    or not exists (select from lots where id = new.lot_id and status = 'accepted') then
    raise exception 'what is in a lot is fixed' using errcode = 'integrity_constraint_violation', constraint = 'lot_members_fixed';
  end if;
  if new.outcome = 'approved' and not exists (select from decisions where lot_id = new.lot_id and draft_id = new.draft_id) then
    raise exception 'no decision says so' using errcode = 'integrity_constraint_violation', constraint = 'lot_members_decided';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger lot_members_fixed before update on lot_members for each row execute function lot_member_is_told();
--> statement-breakpoint
create function lot_samples_begin() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (
    select from added left join lots l on l.id = added.lot_id
    where l.status is distinct from 'drawing' or added.shown_at is not null or added.verdict is not null
  ) then
    raise exception 'what is drawn is fixed' using errcode = 'integrity_constraint_violation', constraint = 'lot_samples_fixed';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger lot_samples_begin after insert on lot_samples referencing new table as added
  for each statement execute function lot_samples_begin();
--> statement-breakpoint
create function lot_sample_is_judged() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  lot lots%rowtype;
begin
  select * into lot from lots where id = new.lot_id for share;
  if old.verdict is not null or lot.status <> 'open'
    or (old.lot_id, old.place, old.draft_id, old.planted_fault) is distinct from (new.lot_id, new.place, new.draft_id, new.planted_fault) then
    raise exception 'a verdict is given once' using errcode = 'integrity_constraint_violation', constraint = 'lot_samples_fixed';
  end if;
  if new.verdict is null then return new; end if;
  if new.judged_by is distinct from new.shown_to or new.judged_at < new.shown_at then
    raise exception 'who judges has seen it' using errcode = 'integrity_constraint_violation', constraint = 'lot_samples_seen';
  end if;
  if not may_judge_campaign(new.judged_by, lot.campaign_id) then
    raise exception 'only a human who may decide' using errcode = 'integrity_constraint_violation', constraint = 'lot_samples_by_a_human';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger lot_samples_fixed before update on lot_samples for each row execute function lot_sample_is_judged();
--> statement-breakpoint
create function lot_state_machine() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if (old.id, old.campaign_id, old.max_bad_share, old.confidence, old.attempt, old.seed, old.created_by, old.created_at)
      is distinct from (new.id, new.campaign_id, new.max_bad_share, new.confidence, new.attempt, new.seed, new.created_by, new.created_at)
    or old.status <> 'drawing' and (old.population, old.sample_size) is distinct from (new.population, new.sample_size)
    or old.status = new.status and (old.stop_reason, old.stopped_at_place, old.decided_by, old.decided_at, old.statistics)
      is distinct from (new.stop_reason, new.stopped_at_place, new.decided_by, new.decided_at, new.statistics) then
    raise exception 'what a lot is never changes' using errcode = 'integrity_constraint_violation', constraint = 'lots_fixed';
  end if;
  if new.status <> old.status and not (case old.status
    when 'drawing' then new.status = 'open'
    when 'open' then new.status in ('accepted', 'stopped', 'cancelled')
    else false
  end) then
    raise exception 'a lot cannot go from % to %', old.status, new.status
      using errcode = 'integrity_constraint_violation', constraint = 'lots_state_machine';
  end if;
  if old.applied_at is distinct from new.applied_at
    and (old.applied_at is not null or old.status <> 'accepted' or exists (select from lot_members where lot_id = new.id and outcome is null)) then
    raise exception 'the decision has not reached every draft' using errcode = 'integrity_constraint_violation', constraint = 'lots_applied';
  end if;
  if new.status = old.status then return new; end if;
  if new.status = 'open' then
    if new.population <> (select count(*) from lot_members where lot_id = new.id) then
      raise exception 'a lot counts its drafts' using errcode = 'integrity_constraint_violation', constraint = 'lots_population';
    end if;
    if not lot_sample_suffices(new.population, new.sample_size, new.max_bad_share::numeric, new.confidence::numeric, new.attempt) then
      raise exception 'this sample is too small' using errcode = 'integrity_constraint_violation', constraint = 'lots_sample_size';
    end if;
    -- The first ones by SHA-256 of seed and id, as they are: none can be left out, and none put in their place.
    if exists (
      select from (
        select draft_id from lot_members where lot_id = new.id
        order by sha256(convert_to(new.seed || ':' || draft_id, 'UTF8')) limit new.sample_size
      ) drawn
      where not exists (
        select from lot_samples s where s.lot_id = new.id and s.draft_id = drawn.draft_id and s.planted_fault is null)
    ) then
      raise exception 'what was drawn is shown' using errcode = 'integrity_constraint_violation', constraint = 'lots_drawn';
    end if;
  end if;
  if new.status = 'accepted' then
    if exists (
      select from lot_samples where lot_id = new.id and planted_fault is null and verdict is distinct from 'good'
    ) then
      raise exception 'every draft of the sample is judged good' using errcode = 'integrity_constraint_violation', constraint = 'lots_all_good';
    end if;
    if not may_judge_campaign(new.decided_by, new.campaign_id) then
      raise exception 'only a human who may decide' using errcode = 'integrity_constraint_violation', constraint = 'lots_by_a_human';
    end if;
    if not exists (select from campaigns where id = new.campaign_id and status in ('generating', 'in_review', 'running', 'paused')) then
      raise exception 'a lot is of a campaign at work' using errcode = 'integrity_constraint_violation', constraint = 'lots_of_live_campaigns';
    end if;
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger lots_state_machine before update on lots for each row execute function lot_state_machine();
--> statement-breakpoint
create trigger lots_no_delete before delete on lots for each row execute function refuse_change();
--> statement-breakpoint
create trigger lots_no_truncate before truncate on lots for each statement execute function refuse_change();
--> statement-breakpoint
create trigger lot_members_no_delete before delete on lot_members for each row execute function refuse_change();
--> statement-breakpoint
create trigger lot_members_no_truncate before truncate on lot_members for each statement execute function refuse_change();
--> statement-breakpoint
create trigger lot_samples_no_delete before delete on lot_samples for each row execute function refuse_change();
--> statement-breakpoint
create trigger lot_samples_no_truncate before truncate on lot_samples for each statement execute function refuse_change();
--> statement-breakpoint
-- A decision that rests on a lot is its decider's yes to exactly the revision that was in it.
create function decision_of_a_lot() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.verdict <> 'approve' or not exists (
    select from lots l join lot_members m on m.lot_id = l.id
    where l.id = new.lot_id and l.status = 'accepted' and l.decided_by = new.principal_id
      and m.draft_id = new.draft_id and m.revision = new.revision and m.digest = new.digest and m.outcome is null
  ) then
    raise exception 'no accepted lot says so' using errcode = 'integrity_constraint_violation', constraint = 'decisions_of_accepted_lots';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger decisions_of_lots before insert on decisions for each row when (new.lot_id is not null) execute function decision_of_a_lot();
--> statement-breakpoint
create function audit_lots() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform write_audit('lot.status', case new.status when 'open' then new.created_by when 'accepted' then new.decided_by end,
    new.id::text, state => new.status, count => new.population);
  return null;
end $$;
--> statement-breakpoint
create trigger lots_audit after update on lots for each row
  when (old.status is distinct from new.status) execute function audit_lots();
--> statement-breakpoint
create function audit_lot_samples() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform write_audit('lot.judged', new.judged_by, new.lot_id::text,
    case when new.planted_fault is null then (select customer_id from drafts where id = new.draft_id) end,
    state => concat_ws('.', case when new.planted_fault is not null then 'planted' end, new.verdict), count => new.place);
  return null;
end $$;
--> statement-breakpoint
create trigger lot_samples_audit after update on lot_samples for each row
  when (old.verdict is distinct from new.verdict) execute function audit_lot_samples();
--> statement-breakpoint
revoke execute on function audit_lots, audit_lot_samples from public;
