-- What was told still never changes. The one exception, for an erasure, can only take the details out.
create function outcome_is_only_emptied() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if tg_op = 'DELETE' or to_jsonb(new) <> to_jsonb(old) || '{"detail": {}}' then
    raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
  end if;
  return new;
end $$;
--> statement-breakpoint
drop trigger outcomes_append_only on outcomes;
--> statement-breakpoint
create trigger outcomes_append_only before update or delete on outcomes for each row execute function outcome_is_only_emptied();
