-- Answers that tell of a customer go with the customer. The key makes an answer wait for an erasure that is under way.
ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
--> statement-breakpoint
create function answer_of_nobody_erased() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- Read before the erasure, kept after it: such an answer is not kept, and who asks again is answered anew.
  if exists (select from (select erased_at from customers where id = new.customer_id for key share) c where c.erased_at is not null) then
    return null;
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger idempotency_keys_erased before insert or update on idempotency_keys for each row
  when (new.customer_id is not null) execute function answer_of_nobody_erased();
--> statement-breakpoint
-- A revision and a decision still never change, whoever asks. The one exception can only take words out: numbers, ids, digest,
-- verdict and what was counted stay as they are.
create function revision_is_only_emptied() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  emptied jsonb := to_jsonb(old) || jsonb_build_object(
    'erased_at', new.erased_at, 'recipient', new.recipient, 'instruction', null, 'subject', null, 'body', '',
    'rendered_text', '', 'rendered_html', null, 'headers', '{}'::jsonb, 'slots', '{}'::jsonb, 'claims', '[]'::jsonb,
    'findings', bare_findings(old.findings), 'brief', bare_brief(old.brief));
begin
  if tg_op = 'DELETE' or new.erased_at is null or to_jsonb(new) <> emptied or (new.recipient is distinct from old.recipient and new.recipient is not null) then
    raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
  end if;
  return new;
end $$;
--> statement-breakpoint
create function decision_is_only_emptied() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if tg_op = 'DELETE' or to_jsonb(new) <> to_jsonb(old) || '{"note": null}' then
    raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
  end if;
  return new;
end $$;
--> statement-breakpoint
-- Which rule found how much stays: the count of what blocks is part of what decisions rest on.
create function bare_findings(findings jsonb) returns jsonb language sql immutable set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('rule', f -> 'rule', 'severity', f -> 'severity', 'message', '', 'span', null, 'facts', '[]'::jsonb)), '[]')
  from jsonb_array_elements(case jsonb_typeof(findings) when 'array' then findings else '[]' end) f;
$$;
--> statement-breakpoint
create function bare_brief(brief jsonb) returns jsonb language sql immutable set search_path = public, pg_temp as $$
  select brief || '{"locale": null, "stageReason": "", "stageSignals": [], "absence": null, "complaint": false, "products": [],
    "facts": [], "offer": null, "interests": {"products": [], "categories": []}, "slots": [], "unknown": [], "note": null}';
$$;
--> statement-breakpoint
drop trigger revisions_append_only on revisions;
--> statement-breakpoint
create trigger revisions_append_only before update or delete on revisions for each row execute function revision_is_only_emptied();
--> statement-breakpoint
drop trigger decisions_append_only on decisions;
--> statement-breakpoint
create trigger decisions_append_only before update or delete on decisions for each row execute function decision_is_only_emptied();
--> statement-breakpoint
-- Takes the words out of drafts: what was written, asked for and noted. Without its address too when nobody is left to stop it.
create function empty_drafts(ids uuid[], moment timestamptz, with_recipient boolean) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update revisions set erased_at = moment, instruction = null, subject = null, body = '', rendered_text = '', rendered_html = null,
    headers = '{}', slots = '{}', claims = '[]', findings = bare_findings(findings), brief = bare_brief(brief),
    recipient = case when with_recipient then null else recipient end
  where draft_id = any (ids);
  update decisions set note = null where draft_id = any (ids) and note is not null;
  -- A draft that failed could be written anew, without what it was asked for.
  update drafts set note = null, instruction = null, agent_name = null, prompt_reason = '', erased_at = moment,
    status = case status when 'failed' then 'expired' else status end
  where id = any (ids);
end $$;
--> statement-breakpoint
-- Holds everything of a customer that others may be at work on, in the order in which they take it, and tells to which addresses
-- was written.
create function hold_customer(held text) returns table (channel text, address text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  known uuid[];
begin
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
-- Takes out all that says something of a person: GDPR, article 17. What was decided and sent stays as ids, states and digests.
-- The addresses come hashed, as the key with which they are is the application's to use; they are not written to again (article 21).
create function erase_customer(erased text, eraser uuid, moment timestamptz, suppressed jsonb) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  of_customer uuid[];
begin
  perform hold_customer(erased);
  if not exists (select from customers where id = erased) then return false; end if;
  insert into suppressions (id, address_hash, channel, reason, created_by, created_at)
  select s.id, s.hash, s.channel, 'erasure', eraser, moment
  from jsonb_to_recordset(suppressed) as s(id uuid, channel text, hash text)
  on conflict do nothing;
  update deliveries set state = 'cancelled', reason = 'erased', updated_at = moment where customer_id = erased and state in ('queued', 'held');
  -- Codes stay; a provider may have answered with the address.
  update deliveries set reason = null where customer_id = erased and reason !~ '^([a-z_]{1,40}|[A-Z]{1,20}( [0-9]{3})?|[0-9]{3,5})$';
  select array_agg(id) into of_customer from drafts where customer_id = erased;
  update drafts set status = 'expired', lease_until = null, updated_at = moment
  where customer_id = erased and status <> 'expired' and status <> 'superseded' and status <> 'rejected'
    and not exists (select from deliveries where draft_id = drafts.id and state <> 'cancelled');
  perform empty_drafts(of_customer, moment, true);
  update outcomes set detail = '{}' where detail <> '{}' and delivery_id in (select id from deliveries where customer_id = erased);
  delete from idempotency_keys where customer_id = erased;
  delete from signals where customer_id = erased;
  delete from signals where customer_id is null and anonymous_id in (select anonymous_id from identities where customer_id = erased);
  delete from identities where customer_id = erased;
  delete from consents where customer_id = erased;
  update customers set first_name = null, last_name = null, email = null, phone = null, locale = null, time_zone = null,
    traits = '{}', updated_at = moment, erased_at = moment
  where id = erased;
  perform write_audit('customer.erased', eraser, erased, erased);
  return true;
end $$;
--> statement-breakpoint
-- The words of drafts that nothing waits for any more. The recipient stays: the link to unsubscribe in what was sent needs it.
create function empty_old_drafts(before timestamptz, moment timestamptz, most int) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  old uuid[];
begin
  select array_agg(d.id) into old from (
    select id from drafts
    where erased_at is null and created_at < before and updated_at < before
      and status in ('approved', 'rejected', 'expired', 'superseded', 'failed')
      and not exists (select from deliveries where draft_id = drafts.id
        and (updated_at >= before or state in ('queued', 'held', 'sending', 'uncertain')))
    order by created_at limit most for update skip locked
  ) d;
  if old is null then return 0; end if;
  perform empty_drafts(old, moment, false);
  perform write_audit('drafts.emptied', count => cardinality(old));
  return cardinality(old);
end $$;
--> statement-breakpoint
revoke execute on function answer_of_nobody_erased, empty_drafts, hold_customer, erase_customer, empty_old_drafts from public;
--> statement-breakpoint
grant execute on function hold_customer, erase_customer, empty_old_drafts to foreword_app;
