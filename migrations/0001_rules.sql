-- The rules that nothing may break, as far as a database can say them. The application works as foreword_app: it owns no
-- table, so it can neither change the rules nor switch them off.
do $$ begin
  if not exists (select from pg_roles where rolname = 'foreword_app') then create role foreword_app nologin; end if;
exception when duplicate_object or unique_violation then null; -- another database of this cluster made it meanwhile
end $$;
--> statement-breakpoint
-- From version 16 on, who makes a role may grant it but not act as it until it is granted. Somebody else may have done so.
do $$ begin
  execute format('grant foreword_app to %I', current_user);
exception when insufficient_privilege then null;
end $$;
--> statement-breakpoint
grant usage on schema public to foreword_app;
--> statement-breakpoint
-- Keyed hashes of suppressed addresses need a secret of this installation (244 random bits).
insert into installation (name, secret) values ('address_hash', gen_random_uuid()::text || gen_random_uuid()::text);
--> statement-breakpoint
grant select on installation to foreword_app;
--> statement-breakpoint
grant select, insert, update, delete on customers, identities, products, offers, signals to foreword_app;
--> statement-breakpoint
grant select, insert on consents, brand_policies, principals, revisions, decisions to foreword_app;
--> statement-breakpoint
grant select, insert, delete on suppressions to foreword_app;
--> statement-breakpoint
grant select, insert, update (revoked_at) on api_keys to foreword_app;
--> statement-breakpoint
-- Who asked for a draft, for whom and on which channel never changes, and which revision is current is not for anybody to
-- say: no privilege on those columns.
grant select, insert, update (status, lease_until, attempts, instruction, failure, expires_at, updated_at) on drafts to foreword_app;
--> statement-breakpoint
-- What was approved, and by which decision, never changes either.
grant select, insert, update (state, reason, attempts, not_before, lease_until, provider_message_id, resolved_by, sent_at, updated_at) on deliveries to foreword_app;
--> statement-breakpoint
-- Every function below names its search path: a temporary table called "principals" must not be read in place of the real one.
create function refuse_change() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
end $$;
--> statement-breakpoint
create trigger revisions_append_only before update or delete on revisions for each row execute function refuse_change();
--> statement-breakpoint
create trigger revisions_no_truncate before truncate on revisions for each statement execute function refuse_change();
--> statement-breakpoint
create trigger decisions_append_only before update or delete on decisions for each row execute function refuse_change();
--> statement-breakpoint
create trigger decisions_no_truncate before truncate on decisions for each statement execute function refuse_change();
--> statement-breakpoint
create function draft_begins_empty() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.current_revision <> 0 or new.status = 'approved' then
    raise exception 'a draft begins without a revision' using errcode = 'integrity_constraint_violation', constraint = 'drafts_begin_empty';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger drafts_begin_empty before insert on drafts for each row execute function draft_begins_empty();
--> statement-breakpoint
-- An edit makes the next revision, and only while no delivery stands on the one before.
create function revision_follows_draft() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  draft drafts%rowtype;
begin
  select * into draft from drafts where id = new.draft_id for update;
  if new.number <> draft.current_revision + 1 then
    raise exception 'revision % does not follow revision %', new.number, draft.current_revision
      using errcode = 'integrity_constraint_violation', constraint = 'revisions_in_order';
  end if;
  if exists (select from deliveries where draft_id = new.draft_id and state <> 'cancelled') then
    raise exception 'a delivery stands on revision %', draft.current_revision
      using errcode = 'integrity_constraint_violation', constraint = 'revisions_void_the_approval';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger revisions_follow_draft before insert on revisions for each row execute function revision_follows_draft();
--> statement-breakpoint
-- As the owner: the application's role cannot make an older revision the current one again.
create function revision_becomes_current() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update drafts set current_revision = new.number where id = new.draft_id;
  return null;
end $$;
--> statement-breakpoint
create trigger revisions_become_current after insert on revisions for each row execute function revision_becomes_current();
--> statement-breakpoint
-- Four eyes: a human who holds the role, who did not ask for the draft, about the current revision. No exception for anybody.
create function decision_by_a_human_who_may_decide() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  draft drafts%rowtype;
begin
  select * into draft from drafts where id = new.draft_id for update;
  if not exists (select from principals where id = new.principal_id and kind = 'human') then
    raise exception 'only a human decides' using errcode = 'integrity_constraint_violation', constraint = 'decisions_only_humans';
  end if;
  if not exists (select from api_keys where principal_id = new.principal_id and revoked_at is null and 'marketer' = any (roles)) then
    raise exception 'only a marketer decides' using errcode = 'integrity_constraint_violation', constraint = 'decisions_only_marketers';
  end if;
  if draft.requested_by = new.principal_id then
    raise exception 'the requester cannot decide' using errcode = 'integrity_constraint_violation', constraint = 'decisions_four_eyes';
  end if;
  if new.revision <> draft.current_revision then
    raise exception 'revision % is not current', new.revision using errcode = 'integrity_constraint_violation', constraint = 'decisions_current_revision';
  end if;
  if draft.status <> 'ready_for_review' and not (draft.status = 'blocked' and new.verdict <> 'approve') then
    raise exception 'a % draft cannot be decided', draft.status using errcode = 'integrity_constraint_violation', constraint = 'decisions_open_draft';
  end if;
  -- One word at a time: an approval stands until its delivery is taken back.
  if exists (
    select from decisions d
    where d.draft_id = new.draft_id and d.revision = new.revision and d.verdict = 'approve'
      and not exists (select from deliveries where decision_id = d.id and state = 'cancelled')
  ) then
    raise exception 'revision % is approved already', new.revision
      using errcode = 'integrity_constraint_violation', constraint = 'decisions_one_standing_approval';
  end if;
  if new.verdict = 'approve' and new.own_edit <> exists (
    select from revisions
    where draft_id = new.draft_id and number = new.revision and origin = 'person' and author_id = new.principal_id
  ) then
    raise exception 'an approval says whether it is of the own edit' using errcode = 'integrity_constraint_violation', constraint = 'decisions_own_edit';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger decisions_by_a_human before insert on decisions for each row execute function decision_by_a_human_who_may_decide();
--> statement-breakpoint
create function delivery_of_an_approval() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  draft drafts%rowtype;
begin
  select * into draft from drafts where id = new.draft_id for share;
  if draft.status <> 'approved' or draft.current_revision <> new.revision then
    raise exception 'revision % is not approved', new.revision using errcode = 'integrity_constraint_violation', constraint = 'deliveries_current_approval';
  end if;
  if (draft.customer_id, draft.channel, draft.purpose) is distinct from (new.customer_id, new.channel, new.purpose)
    or draft.campaign_id is distinct from new.campaign_id then
    raise exception 'a delivery is for the customer of its draft' using errcode = 'integrity_constraint_violation', constraint = 'deliveries_match_draft';
  end if;
  if new.state not in ('queued', 'held') or new.attempts <> 0 then
    raise exception 'a delivery begins as queued or held' using errcode = 'integrity_constraint_violation', constraint = 'deliveries_begin_queued';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger deliveries_of_approvals before insert on deliveries for each row execute function delivery_of_an_approval();
--> statement-breakpoint
create function delivery_state_machine() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  draft drafts%rowtype;
begin
  if (old.id, old.decision_id, old.draft_id, old.revision, old.digest, old.verdict, old.customer_id, old.campaign_id, old.channel, old.purpose)
    is distinct from
    (new.id, new.decision_id, new.draft_id, new.revision, new.digest, new.verdict, new.customer_id, new.campaign_id, new.channel, new.purpose) then
    raise exception 'what was approved never changes' using errcode = 'integrity_constraint_violation', constraint = 'deliveries_fixed';
  end if;
  if new.state = old.state then return new; end if;
  if not (case old.state
    when 'queued' then new.state in ('sending', 'held', 'skipped', 'cancelled')
    when 'held' then new.state in ('queued', 'sending', 'skipped', 'cancelled')
    when 'sending' then new.state in ('sent', 'queued', 'failed', 'uncertain', 'handed_over')
    when 'uncertain' then new.state in ('queued', 'sent', 'delivered', 'bounced', 'complained')
    when 'sent' then new.state in ('delivered', 'bounced', 'complained')
    when 'delivered' then new.state in ('bounced', 'complained')
    when 'bounced' then new.state = 'complained'
    else false
  end) then
    raise exception 'a delivery cannot go from % to %', old.state, new.state
      using errcode = 'integrity_constraint_violation', constraint = 'deliveries_state_machine';
  end if;
  if new.state = 'sending' then
    if new.attempts <> old.attempts + 1 then
      raise exception 'each hand-over is counted' using errcode = 'integrity_constraint_violation', constraint = 'deliveries_attempts';
    end if;
    -- An edit or a withdrawal since the approval voids it; the lock keeps either from slipping in between.
    select * into draft from drafts where id = new.draft_id for share;
    if draft.status <> 'approved' or draft.current_revision <> new.revision then
      raise exception 'the approval of revision % is void', new.revision
        using errcode = 'integrity_constraint_violation', constraint = 'deliveries_current_approval';
    end if;
  end if;
  -- What may have gone out is handed over again only when a person says so, each time anew.
  if new.state = 'uncertain' then new.resolved_by := null; end if;
  if old.state = 'uncertain' and new.state = 'queued'
    and not exists (select from principals where id = new.resolved_by and kind = 'human') then
    raise exception 'only a person resolves an uncertain delivery'
      using errcode = 'integrity_constraint_violation', constraint = 'deliveries_resolved_by_human';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger deliveries_state_machine before update on deliveries for each row execute function delivery_state_machine();
--> statement-breakpoint
create trigger deliveries_no_delete before delete on deliveries for each row execute function refuse_change();
--> statement-breakpoint
create trigger deliveries_no_truncate before truncate on deliveries for each statement execute function refuse_change();
