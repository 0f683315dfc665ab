CREATE TABLE "audit_events" (
	"sequence" bigint PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"action" text NOT NULL,
	"actor_id" uuid,
	"subject_id" text,
	"customer_id" text,
	"revision" integer,
	"state" text,
	"digest" text,
	"count" integer,
	"previous" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_events_hashes" CHECK (hash ~ '^[0-9a-f]{64}$' and previous ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "audit_inbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_inbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone NOT NULL,
	"action" text NOT NULL,
	"actor_id" uuid,
	"subject_id" text,
	"customer_id" text,
	"revision" integer,
	"state" text,
	"digest" text,
	"count" integer
);
--> statement-breakpoint
CREATE TABLE "audit_sources" (
	"principal_id" uuid NOT NULL,
	"source" text NOT NULL,
	"day" date NOT NULL,
	CONSTRAINT "audit_sources_pkey" PRIMARY KEY("principal_id","source")
);
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "erased_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "drafts" ADD COLUMN "erased_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revisions" ADD COLUMN "erased_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD COLUMN "customer_id" text;--> statement-breakpoint
CREATE INDEX "audit_events_subject" ON "audit_events" USING btree ("subject_id","sequence");--> statement-breakpoint
CREATE INDEX "audit_events_customer" ON "audit_events" USING btree ("customer_id","sequence");--> statement-breakpoint
CREATE INDEX "drafts_unemptied" ON "drafts" USING btree ("created_at") WHERE erased_at is null;--> statement-breakpoint
CREATE INDEX "idempotency_keys_by_customer" ON "idempotency_keys" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "signals_by_receipt" ON "signals" USING brin ("received_at");--> statement-breakpoint
-- Events are written by triggers alone, in the transaction of what they tell, and only seal_audit() chains them: the
-- application's role may read, and neither add, change nor take away.
grant select on audit_events, audit_inbox to foreword_app;
--> statement-breakpoint
create trigger audit_events_append_only before update or delete on audit_events for each row execute function refuse_change();
--> statement-breakpoint
create trigger audit_events_no_truncate before truncate on audit_events for each statement execute function refuse_change();
--> statement-breakpoint
create trigger audit_inbox_append_only before update on audit_inbox for each row execute function refuse_change();
--> statement-breakpoint
create trigger audit_inbox_no_truncate before truncate on audit_inbox for each statement execute function refuse_change();
--> statement-breakpoint
-- Who acts is in most rows; where it is not, the transaction says it: set_config('foreword.principal', ..., true).
create function write_audit(
  action text, actor uuid default null, subject text default null, customer text default null,
  revision int default null, state text default null, digest text default null, count int default null
) returns void language plpgsql set search_path = public, pg_temp as $$
begin
  insert into audit_inbox (at, action, actor_id, subject_id, customer_id, revision, state, digest, count)
  values (clock_timestamp(), action, coalesce(actor, nullif(current_setting('foreword.principal', true), '')::uuid),
    subject, customer, revision, state, digest, count);
end $$;
--> statement-breakpoint
create function digest_of(content text) returns text language sql immutable set search_path = public, pg_temp as $$
  select 'sha256:' || encode(sha256(convert_to(content, 'UTF8')), 'hex');
$$;
--> statement-breakpoint
-- Chains committed events, oldest first. One at a time: who comes second finds nothing to do. An event that commits late is
-- simply there the next time, as its place in the chain is given here; it leaves the inbox as it enters the chain.
create function seal_audit(most int) returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare
  event record;
  place bigint;
  before text;
  sealed text;
  done int := 0;
begin
  if not pg_try_advisory_xact_lock(4600002) then return 0; end if;
  select sequence, hash into place, before from audit_events order by sequence desc limit 1;
  place := coalesce(place, 0);
  before := coalesce(before, repeat('0', 64));
  for event in
    with taken as (
      delete from audit_inbox where id in (select id from audit_inbox order by id limit most) returning *
    )
    select * from taken order by id
  loop
    place := place + 1;
    done := done + 1;
    sealed := encode(sha256(convert_to(before || json_build_array(
      place, (extract(epoch from event.at) * 1000)::bigint, event.action, event.actor_id, event.subject_id, event.customer_id,
      event.revision, event.state, event.digest, event.count)::text, 'UTF8')), 'hex');
    insert into audit_events values (place, event.at, event.action, event.actor_id, event.subject_id, event.customer_id,
      event.revision, event.state, event.digest, event.count, before, sealed);
    before := sealed;
  end loop;
  return done;
end $$;
--> statement-breakpoint
create function audit_signals() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  today date := (now() at time zone 'UTC')::date;
  told int;
begin
  if tg_op = 'DELETE' then
    perform write_audit('signals.deleted', count => gone.count) from (select count(*)::int from old_signals) gone where gone.count > 0;
    return null;
  end if;
  with sent as (
    select principal_id, digest_of(source) as source from (select distinct principal_id, source from new_signals) one_of_each
  ), news as (
    insert into audit_sources as known (principal_id, source, day)
    select principal_id, source, today from sent
    where not exists (
      select from audit_sources k where k.principal_id = sent.principal_id and k.source = sent.source and k.day >= today)
    order by principal_id, source
    on conflict (principal_id, source) do update set day = excluded.day where known.day < excluded.day
    returning principal_id, source
  )
  select count(*) into told from news, lateral write_audit('signals.source', principal_id, source);
  return null;
end $$;
--> statement-breakpoint
create trigger signals_audit_insert after insert on signals referencing new table as new_signals
  for each statement execute function audit_signals();
--> statement-breakpoint
create trigger signals_audit_delete after delete on signals referencing old table as old_signals
  for each statement execute function audit_signals();
--> statement-breakpoint
create function audit_drafts() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    perform write_audit('draft.requested', new.requested_by, new.id::text, new.customer_id, state => new.status);
  else
    perform write_audit('draft.status', subject => new.id::text, customer => new.customer_id, state => new.status);
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger drafts_audit_insert after insert on drafts for each row execute function audit_drafts();
--> statement-breakpoint
create trigger drafts_audit_update after update on drafts for each row
  when (old.status is distinct from new.status) execute function audit_drafts();
--> statement-breakpoint
create function audit_revisions() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform write_audit('revision.written', new.author_id, new.draft_id::text,
    (select customer_id from drafts where id = new.draft_id), new.number, new.origin, new.digest);
  return null;
end $$;
--> statement-breakpoint
create trigger revisions_audit after insert on revisions for each row execute function audit_revisions();
--> statement-breakpoint
create function audit_decisions() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform write_audit('decision.made', new.principal_id, new.draft_id::text,
    (select customer_id from drafts where id = new.draft_id), new.revision, new.verdict, new.digest);
  return null;
end $$;
--> statement-breakpoint
create trigger decisions_audit after insert on decisions for each row execute function audit_decisions();
--> statement-breakpoint
create function audit_deliveries() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform write_audit('delivery.state', case when tg_op = 'UPDATE' and old.state = 'uncertain' then new.resolved_by end,
    new.id::text, new.customer_id, new.revision, new.state, new.digest);
  return null;
end $$;
--> statement-breakpoint
create trigger deliveries_audit_insert after insert on deliveries for each row execute function audit_deliveries();
--> statement-breakpoint
create trigger deliveries_audit_update after update on deliveries for each row
  when (old.state is distinct from new.state) execute function audit_deliveries();
--> statement-breakpoint
create function audit_consents() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform write_audit('consent.recorded', new.recorded_by, new.id::text, new.customer_id,
    state => concat_ws('.', new.channel, new.purpose, new.state));
  return null;
end $$;
--> statement-breakpoint
create trigger consents_audit after insert on consents for each row execute function audit_consents();
--> statement-breakpoint
create function audit_suppressions() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    perform write_audit('suppression.added', new.created_by, new.id::text, state => concat_ws('.', new.channel, new.reason));
  else
    perform write_audit('suppression.removed', subject => old.id::text, state => concat_ws('.', old.channel, old.reason));
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger suppressions_audit after insert or delete on suppressions for each row execute function audit_suppressions();
--> statement-breakpoint
create function audit_brand_policies() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform write_audit('brand.set', new.created_by, revision => new.version, digest => digest_of(new.policy::text));
  return null;
end $$;
--> statement-breakpoint
create trigger brand_policies_audit after insert on brand_policies for each row execute function audit_brand_policies();
--> statement-breakpoint
create function audit_offers() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    perform write_audit('offer.deleted', subject => old.id, revision => old.version);
  else
    perform write_audit('offer.set', subject => new.id, revision => new.version, digest => digest_of(to_jsonb(new)::text));
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger offers_audit after insert or update or delete on offers for each row execute function audit_offers();
--> statement-breakpoint
create function audit_api_keys() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform write_audit(case tg_op when 'INSERT' then 'key.made' else 'key.deleted' end,
    subject => new.id::text, state => array_to_string(new.roles, '.'));
  return null;
end $$;
--> statement-breakpoint
create trigger api_keys_audit_insert after insert on api_keys for each row execute function audit_api_keys();
--> statement-breakpoint
create trigger api_keys_audit_update after update on api_keys for each row
  when (old.revoked_at is null and new.revoked_at is not null) execute function audit_api_keys();
--> statement-breakpoint
-- What no row tells: that somebody read all there is.
create function audit_reading(what text, reader uuid, customer text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if what not in ('customer.exported', 'audit.exported') then
    raise exception '% is no reading', what using errcode = 'integrity_constraint_violation', constraint = 'audit_readings';
  end if;
  perform write_audit(what, reader, customer, customer);
end $$;
--> statement-breakpoint
-- Prompts are files: the service says at its start which it has. One that was said last needs no word.
create function audit_prompts(loaded jsonb) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform write_audit('prompt.set', subject => p.name, revision => p.version, digest => p.hash)
  from jsonb_to_recordset(loaded) as p(name text, version int, hash text)
  where p.hash is distinct from (
    select digest from (
      select 1 as room, id as place, digest from audit_inbox where action = 'prompt.set' and subject_id = p.name
      union all
      select 0, sequence, digest from audit_events where action = 'prompt.set' and subject_id = p.name
      order by room desc, place desc limit 1) newest)
  order by p.name;
end $$;
--> statement-breakpoint
-- A trigger function that works as the owner must not be hung on somebody's own temporary table, to be fed made-up rows.
revoke execute on function write_audit, digest_of, seal_audit, audit_signals, audit_drafts, audit_revisions, audit_decisions,
  audit_deliveries, audit_consents, audit_suppressions, audit_brand_policies, audit_offers, audit_api_keys, audit_reading,
  audit_prompts, revision_becomes_current, record_product_changes from public;
--> statement-breakpoint
grant execute on function seal_audit, audit_reading, audit_prompts to foreword_app;
