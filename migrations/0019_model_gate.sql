-- Both are changed by the functions below alone, so that no statement of the application can spend more than was set aside for it,
-- set aside more than a budget has left, or call money back that is spent.
grant select on model_lanes, budgets, reservations to foreword_app;
--> statement-breakpoint
-- Gives out the next free times of a lane, `each_call` seconds apart, to as many calls as begin within `horizon` seconds from now.
-- All is told relative to the database's clock. granted = 0: ask again after wait_ms. With `probe_after` failures in a row one call
-- goes alone, and nobody else for `probe_seconds` or until it is told how that ended. `at` is for tests.
create function take_calls(
  lane text, wanted int, each_call double precision, horizon double precision, probe_after int, probe_seconds double precision,
  at timestamptz default null
) returns table (granted int, wait_ms double precision, failures int, state text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  known model_lanes;
  clock timestamptz;
  ahead double precision;
begin
  loop
    select * into known from model_lanes where model = lane for update;
    exit when found;
    insert into model_lanes (model, next_call_at, blocked_until, broken_until) values (lane, 'epoch', 'epoch', 'epoch')
    on conflict do nothing;
  end loop;
  -- Read when the lock is there: waiting for it takes time.
  clock := coalesce(at, clock_timestamp());
  failures := known.failures;
  granted := 0;
  if greatest(known.blocked_until, known.broken_until) > clock then
    wait_ms := extract(epoch from greatest(known.blocked_until, known.broken_until) - clock) * 1000;
    state := case when known.broken_until > clock then 'broken' else 'blocked' end;
    return next;
    return;
  end if;
  ahead := greatest(0, extract(epoch from known.next_call_at - clock));
  if ahead > horizon then
    wait_ms := (ahead - horizon) * 1000;
    state := 'full';
    return next;
    return;
  end if;
  granted := case
    when known.failures >= probe_after then 1
    when each_call <= 0 then wanted
    else least(wanted, floor((horizon - ahead) / each_call)::int + 1)
  end;
  wait_ms := ahead * 1000;
  state := case when known.failures >= probe_after then 'probing' else 'open' end;
  update model_lanes set
    next_call_at = greatest(next_call_at, clock) + make_interval(secs => granted * greatest(each_call, 0)),
    broken_until = case when known.failures >= probe_after then clock + make_interval(secs => probe_seconds) else broken_until end
  where model = lane;
  return next;
end $$;
--> statement-breakpoint
-- Is told how calls ended: `failed` in a row, after one that worked if `has_worked`. From `break_after` failures in a row on nobody
-- calls for `break_seconds`. `silence` is how many seconds the provider asked for.
create function note_calls(
  lane text, failed int, has_worked boolean, silence double precision, break_after int, break_seconds double precision,
  at timestamptz default null
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  clock timestamptz := coalesce(at, clock_timestamp());
begin
  update model_lanes as l set
    failures = least(failed + case when has_worked then 0 else l.failures end, 1000000),
    broken_until = case
      when failed + case when has_worked then 0 else l.failures end < break_after then least(l.broken_until, clock)
      when failed > 0 then clock + make_interval(secs => break_seconds)
      else l.broken_until
    end,
    blocked_until = case when silence > 0 then greatest(l.blocked_until, clock + make_interval(secs => silence)) else l.blocked_until end
  where model = lane;
end $$;
--> statement-breakpoint
-- Sets money and tokens aside for calls, in their order, as long as every budget has them. Budgets are locked by name, here and
-- below, so that nobody waits in a circle. refused: the first budget that has not enough left; is_busy: some of what is set aside
-- there may come back.
create function reserve_spend(wanted_scopes text[], wanted jsonb, lease_seconds double precision)
returns table (id uuid, refused text, is_busy boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  call record;
  taken_usd numeric := 0;
  taken_tokens bigint := 0;
begin
  insert into budgets (scope) select unnest(wanted_scopes) order by 1 on conflict do nothing;
  perform from budgets where scope = any (wanted_scopes) order by scope for update;
  for call in
    select * from rows from (jsonb_to_recordset(wanted) as (id uuid, usd numeric, tokens bigint)) with ordinality as w order by w.ordinality
  loop
    id := call.id;
    refused := null;
    is_busy := false;
    select b.scope, b.reserved_tokens + taken_tokens > 0 into refused, is_busy from budgets b
    where b.scope = any (wanted_scopes) and (
      (b.limit_usd is not null and (call.usd is null or b.spent_usd + b.reserved_usd + taken_usd + call.usd > b.limit_usd))
      or b.spent_tokens + b.reserved_tokens + taken_tokens + call.tokens > b.limit_tokens)
    order by b.scope limit 1;
    if refused is null then
      insert into reservations values (call.id, wanted_scopes, coalesce(call.usd, 0), call.tokens,
        clock_timestamp() + make_interval(secs => lease_seconds));
      taken_usd := taken_usd + coalesce(call.usd, 0);
      taken_tokens := taken_tokens + call.tokens;
    end if;
    return next;
  end loop;
  update budgets b set reserved_usd = b.reserved_usd + taken_usd, reserved_tokens = b.reserved_tokens + taken_tokens
  where b.scope = any (wanted_scopes) and (taken_usd > 0 or taken_tokens > 0);
end $$;
--> statement-breakpoint
-- What was set aside becomes what was spent: never more, and all of it where nobody can say (null). What is not set aside any more
-- is passed over.
create function settle_spend(settled jsonb) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  done int;
begin
  perform from budgets where scope in (
    select unnest(r.scopes) from reservations r join jsonb_to_recordset(settled) as s (id uuid) on s.id = r.id)
  order by scope for update;
  with ended as (
    delete from reservations r using jsonb_to_recordset(settled) as s (id uuid, usd numeric, tokens bigint) where r.id = s.id
    returning r.scopes, r.usd as held_usd, r.tokens as held_tokens,
      least(greatest(coalesce(s.usd, r.usd), 0), r.usd) as usd, least(greatest(coalesce(s.tokens, r.tokens), 0), r.tokens) as tokens
  ), sums as (
    select named.scope, sum(e.held_usd) as held_usd, sum(e.held_tokens) as held_tokens, sum(e.usd) as usd, sum(e.tokens) as tokens
    from ended e, unnest(e.scopes) as named (scope) group by 1
  ), changed as (
    update budgets b set
      reserved_usd = b.reserved_usd - s.held_usd, reserved_tokens = b.reserved_tokens - s.held_tokens,
      spent_usd = b.spent_usd + s.usd, spent_tokens = b.spent_tokens + s.tokens
    from sums s where b.scope = s.scope
  )
  select count(*) into done from ended;
  return done;
end $$;
--> statement-breakpoint
create function renew_spend(ids uuid[], lease_seconds double precision) returns void
language sql security definer set search_path = public, pg_temp as $$
  update reservations set lease_until = clock_timestamp() + make_interval(secs => lease_seconds) where id = any (ids);
$$;
--> statement-breakpoint
create function sweep_spend() returns int language sql security definer set search_path = public, pg_temp as $$
  select settle_spend(coalesce(jsonb_agg(jsonb_build_object('id', id)), '[]')) from reservations where lease_until < clock_timestamp();
$$;
--> statement-breakpoint
-- `or_spent`: where more is spent or set aside already, that is the limit. Otherwise it is refused.
create function set_budget(named text, usd numeric, tokens bigint, or_spent boolean default false) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into budgets (scope) values (named) on conflict do nothing;
  update budgets b set
    limit_usd = case when or_spent and usd is not null then greatest(usd, b.spent_usd + b.reserved_usd) else usd end,
    limit_tokens = case when or_spent and tokens is not null then greatest(tokens, b.spent_tokens + b.reserved_tokens) else tokens end
  where b.scope = named;
end $$;
--> statement-breakpoint
create function audit_budgets() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform write_audit('campaign.budget', subject => substr(new.scope, 10), digest => digest_of(
    jsonb_build_object('usd', new.limit_usd, 'tokens', new.limit_tokens)::text));
  return null;
end $$;
--> statement-breakpoint
create trigger budgets_audit after update on budgets for each row
  when (new.scope like 'campaign:%' and (old.limit_usd, old.limit_tokens) is distinct from (new.limit_usd, new.limit_tokens))
  execute function audit_budgets();
--> statement-breakpoint
revoke execute on function take_calls, note_calls, reserve_spend, settle_spend, renew_spend, sweep_spend, set_budget, audit_budgets from public;
--> statement-breakpoint
grant execute on function take_calls, note_calls, reserve_spend, settle_spend, renew_spend, sweep_spend, set_budget to foreword_app;
