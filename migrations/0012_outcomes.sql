CREATE TABLE "sender_pauses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"paused_at" timestamp (3) with time zone NOT NULL,
	"complaints" integer NOT NULL,
	"sent" integer NOT NULL,
	"resumed_at" timestamp (3) with time zone,
	"resumed_by" uuid,
	"resume_reason" text,
	CONSTRAINT "sender_pauses_resumed" CHECK ((resumed_at is null) = (resumed_by is null) and (resumed_at is null) = (resume_reason is null))
);
--> statement-breakpoint
CREATE TABLE "outcomes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"delivery_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"attempt" integer NOT NULL,
	"type" text NOT NULL,
	"bounce" text,
	"detail" jsonb NOT NULL,
	"source" text NOT NULL,
	"message_id" text NOT NULL,
	"principal_id" uuid,
	"is_early" boolean NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "outcomes_counted_once" UNIQUE("source","message_id"),
	CONSTRAINT "outcomes_type" CHECK (type in ('delivered', 'bounced', 'complained', 'clicked', 'replied', 'converted', 'unsubscribed')),
	CONSTRAINT "outcomes_bounce" CHECK ((type = 'bounced') = (bounce is not null) and bounce in ('hard', 'soft'))
);
--> statement-breakpoint
ALTER TABLE "sender_pauses" ADD CONSTRAINT "sender_pauses_resumed_by_principals_id_fk" FOREIGN KEY ("resumed_by") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_principal_id_principals_id_fk" FOREIGN KEY ("principal_id") REFERENCES "public"."principals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "sender_pauses_one_at_a_time" ON "sender_pauses" USING btree ("channel") WHERE resumed_at is null;--> statement-breakpoint
CREATE INDEX "outcomes_by_delivery" ON "outcomes" USING btree ("delivery_id","received_at");--> statement-breakpoint
CREATE INDEX "outcomes_complained" ON "outcomes" USING btree ("channel","received_at") WHERE type = 'complained';--> statement-breakpoint
CREATE INDEX "outcomes_early" ON "outcomes" USING btree ("received_at") WHERE is_early;--> statement-breakpoint
CREATE INDEX "deliveries_by_provider_id" ON "deliveries" USING btree ("provider_message_id") WHERE provider_message_id is not null;--> statement-breakpoint
CREATE INDEX "deliveries_by_hand_over" ON "deliveries" USING btree ("channel","sent_at") WHERE sent_at is not null;--> statement-breakpoint
-- What was told is neither changed nor taken back; another word may follow.
grant select, insert on outcomes to foreword_app;
--> statement-breakpoint
create trigger outcomes_append_only before update or delete on outcomes for each row execute function refuse_change();
--> statement-breakpoint
create trigger outcomes_no_truncate before truncate on outcomes for each statement execute function refuse_change();
--> statement-breakpoint
create function outcome_of_what_left() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if not exists (select from deliveries where id = new.delivery_id and channel = new.channel and new.attempt between 1 and attempts) then
    raise exception 'nothing comes of a message that did not leave'
      using errcode = 'integrity_constraint_violation', constraint = 'outcomes_of_what_left';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger outcomes_of_what_left before insert on outcomes for each row execute function outcome_of_what_left();
--> statement-breakpoint
-- A channel is paused by what was counted, and resumed once, by a person who says why.
grant select, insert, update (resumed_at, resumed_by, resume_reason) on sender_pauses to foreword_app;
--> statement-breakpoint
create function sender_resumed_by_a_human() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.resumed_at is not null then
      raise exception 'a pause begins without an end' using errcode = 'integrity_constraint_violation', constraint = 'sender_pauses_begin_open';
    end if;
    return new;
  end if;
  if old.resumed_at is not null then
    raise exception 'a pause that is over stays as it is' using errcode = 'integrity_constraint_violation', constraint = 'sender_pauses_over';
  end if;
  if not exists (select from principals where id = new.resumed_by and kind = 'human') then
    raise exception 'only a human resumes a sender' using errcode = 'integrity_constraint_violation', constraint = 'sender_pauses_only_humans';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger sender_pauses_by_a_human before insert or update on sender_pauses for each row execute function sender_resumed_by_a_human();
--> statement-breakpoint
create function audit_sender_pauses() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    perform write_audit('sender.paused', subject => new.id::text, state => new.channel, count => new.complaints);
  else
    perform write_audit('sender.resumed', new.resumed_by, new.id::text, state => new.channel);
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger sender_pauses_audit after insert or update on sender_pauses for each row execute function audit_sender_pauses();
--> statement-breakpoint
revoke execute on function outcome_of_what_left, sender_resumed_by_a_human, audit_sender_pauses from public;
--> statement-breakpoint
-- As before, and new: what was sent goes out again when its provider says, with a key, that this hand-over bounced softly and
-- so nothing arrived; three times at most.
create or replace function delivery_state_machine() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  draft drafts%rowtype;
begin
  if (old.id, old.decision_id, old.draft_id, old.revision, old.digest, old.verdict, old.customer_id, old.campaign_id, old.channel, old.purpose)
    is distinct from
    (new.id, new.decision_id, new.draft_id, new.revision, new.digest, new.verdict, new.customer_id, new.campaign_id, new.channel, new.purpose) then
    raise exception 'what was approved never changes' using errcode = 'integrity_constraint_violation', constraint = 'deliveries_fixed';
  end if;
  if new.state = old.state then return new; end if;
  -- `coalesce`: what is not known to be allowed is not.
  if not coalesce(case old.state
    when 'queued' then new.state in ('sending', 'held', 'skipped', 'cancelled')
    when 'held' then new.state in ('queued', 'sending', 'skipped', 'cancelled')
    when 'sending' then new.state in ('sent', 'queued', 'failed', 'uncertain', 'handed_over')
    when 'uncertain' then new.state in ('queued', 'sent', 'delivered', 'bounced', 'complained')
    when 'sent' then new.state in ('delivered', 'bounced', 'complained') or new.state = 'queued' and 3 >= (
      select count(distinct attempt) from outcomes
      where delivery_id = old.id and type = 'bounced' and bounce = 'soft' and principal_id is not null
      having bool_or(attempt = old.attempts))
    when 'delivered' then new.state in ('bounced', 'complained')
    when 'bounced' then new.state = 'complained'
    else false
  end, false) then
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
