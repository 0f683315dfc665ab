-- Messages that turned out to have arrived had no time of sending: no frequency cap counted them.
update deliveries set sent_at = updated_at where sent_at is null and state in ('sent', 'delivered', 'complained', 'handed_over');
--> statement-breakpoint
CREATE INDEX "suppressions_newest" ON "suppressions" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
ALTER TABLE "sender_pauses" ADD CONSTRAINT "sender_pauses_channel" CHECK (channel in ('email', 'sms', 'chat', 'call', 'webhook'));--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_skip_reason" CHECK (state <> 'skipped' or coalesce(reason in ('suppressed', 'no_consent', 'objected', 'frequency_cap', 'quiet_hours_expired', 'approval_expired', 'digest_mismatch', 'evidence_stale', 'offer_expired', 'invalid_address', 'address_changed'), false));--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_hold_reason" CHECK (state <> 'held' or coalesce(reason in ('frequency_cap', 'quiet_hours', 'no_common_hour', 'sender_paused', 'pace', 'internal_error'), false));--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_sent_at" CHECK (sent_at is not null or state not in ('sent', 'delivered', 'complained', 'handed_over'));--> statement-breakpoint
ALTER TABLE "suppressions" ADD CONSTRAINT "suppressions_address_hash" CHECK (address_hash ~ '^[0-9a-f]{64}$');--> statement-breakpoint
ALTER TABLE "suppressions" ADD CONSTRAINT "suppressions_channel" CHECK (channel in ('email', 'sms', 'chat', 'call', 'webhook'));--> statement-breakpoint
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_detail" CHECK (detail - '{status,reason,value}'::text[] = '{}'
        and coalesce(detail ->> 'status', '5.1.1') ~ '^[245][.][0-9]{1,3}[.][0-9]{1,3}$'
        and coalesce(detail ->> 'reason', 'none') ~ '^[a-z0-9][a-z0-9_-]{0,59}$'
        and coalesce(detail #>> '{value,amount}', '0') ~ '^[0-9]{1,12}([.][0-9]{1,4})?$'
        and coalesce(detail #>> '{value,currency}', 'EUR') ~ '^[A-Z]{3}$'
        and coalesce(detail -> 'value', '{}') - '{amount,currency}'::text[] = '{}');
--> statement-breakpoint
-- As with consents: who claims a delivery holds the customer, and a word against it waits.
create trigger signal_objections_take_turns before insert on signal_objections for each row execute function consent_takes_turns();
--> statement-breakpoint
-- As before, and new: who took over what is handed over.
create or replace function audit_deliveries() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform write_audit('delivery.state',
    case when new.state = 'handed_over' then new.handed_over_by when tg_op = 'UPDATE' and old.state = 'uncertain' then new.resolved_by end,
    new.id::text, new.customer_id, new.revision, new.state, new.digest);
  return null;
end $$;
