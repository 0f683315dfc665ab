import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { APP_ROLE } from '../../src/db/client.ts'
import { rowsOf } from '../drafts/shop.ts'
import { NO_PRIVILEGE, openWorkbench } from './direct-sql.ts'

let bench: Awaited<ReturnType<typeof openWorkbench>>
beforeAll(async () => {
  bench = await openWorkbench()
})
afterAll(() => bench.close())

const read = (statement: string) => rowsOf(bench.service, sql.raw(statement))

test('the service works as a role without any power over the database', async () => {
  expect(await read('select current_user::text as "user"')).toEqual([{ user: APP_ROLE }])
  expect(
    await read(`select rolsuper, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls, rolinherit
      from pg_roles where rolname = current_user`),
  ).toMatchObject([
    {
      rolsuper: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolcanlogin: false,
      rolreplication: false,
      rolbypassrls: false,
    },
  ])
  // It is nobody else, and owns nothing.
  expect(await read(`select rolname from pg_roles where pg_has_role(current_user, oid, 'member')`)).toEqual([
    { rolname: APP_ROLE },
  ])
  expect(await read(`select relname from pg_class where relowner = current_user::regrole`)).toEqual([])
  expect(await read(`select proname from pg_proc where proowner = current_user::regrole`)).toEqual([])
})

test('the triggers are all there and on', async () => {
  const triggers = await read(`select tgrelid::regclass::text || '.' || tgname as name, tgenabled::text as enabled
    from pg_trigger where not tgisinternal and tgrelid::regclass::text in
      ('drafts', 'revisions', 'decisions', 'deliveries', 'audit_events', 'audit_inbox') order by 1`)
  expect(triggers.every(({ enabled }) => enabled === 'O')).toBe(true)
  expect(triggers.map(({ name }) => name)).toEqual([
    'audit_events.audit_events_append_only',
    'audit_events.audit_events_no_truncate',
    'audit_inbox.audit_inbox_append_only',
    'audit_inbox.audit_inbox_no_truncate',
    'decisions.decisions_append_only',
    'decisions.decisions_audit',
    'decisions.decisions_by_a_human',
    'decisions.decisions_in_campaign',
    'decisions.decisions_no_truncate',
    'decisions.decisions_of_lots',
    'deliveries.deliveries_audit_insert',
    'deliveries.deliveries_audit_update',
    'deliveries.deliveries_in_campaign',
    'deliveries.deliveries_no_delete',
    'deliveries.deliveries_no_truncate',
    'deliveries.deliveries_of_approvals',
    'deliveries.deliveries_of_stopped_campaigns',
    'deliveries.deliveries_state_machine',
    'deliveries.deliveries_taken_over',
    'drafts.drafts_audit_insert',
    'drafts.drafts_audit_update',
    'drafts.drafts_begin_empty',
    'drafts.drafts_of_a_member',
    'revisions.revisions_append_only',
    'revisions.revisions_audit',
    'revisions.revisions_become_current',
    'revisions.revisions_follow_draft',
    'revisions.revisions_no_truncate',
  ])
})

test('every function of ours reads our tables, whatever the session calls its own', async () => {
  const functions = await read(`select proname, proconfig::text as config from pg_proc
    where pronamespace = 'public'::regnamespace and prolang = (select oid from pg_language where lanname = 'plpgsql')`)
  expect(functions.length).toBeGreaterThanOrEqual(7)
  for (const { proname, config } of functions) expect(config, proname).toContain('search_path=public, pg_temp')
})

test.each([
  'alter table deliveries disable trigger all',
  'alter table deliveries disable trigger deliveries_state_machine',
  'alter table revisions disable trigger user',
  'drop trigger decisions_by_a_human on decisions',
  'alter trigger decisions_by_a_human on decisions rename to harmless',
  'create trigger quiet before insert on decisions for each row execute function refuse_change()',
  'create rule quiet as on insert to decisions do instead nothing',
  'alter table decisions drop constraint decisions_nothing_blocking',
  'alter table deliveries drop constraint deliveries_decision',
  'alter table deliveries alter column decision_id drop not null',
  'alter table decisions add column x text',
  'alter table decisions rename to old_decisions',
  'alter table decisions owner to foreword_app',
  'alter table decisions enable row level security',
  'drop index deliveries_once_per_campaign',
  'drop table deliveries cascade',
  'drop function decision_by_a_human_who_may_decide() cascade',
  'alter function decision_by_a_human_who_may_decide() reset search_path',
  `create or replace function decision_by_a_human_who_may_decide() returns trigger language plpgsql as 'begin return new; end'`,
  'create table anything (id int)',
  'create table public.anything as select 1',
  'create view anything as select 1',
  'create function anything() returns int language sql as $$ select 1 $$',
  'create schema anything',
  'create role anything',
  'alter role foreword_app superuser',
  'set session_replication_role = replica',
  'set local session_replication_role = replica',
  `select set_config('session_replication_role', 'replica', true)`,
  `update pg_trigger set tgenabled = 'D'`,
  `update pg_class set relhastriggers = false where relname = 'decisions'`,
  `insert into installation (name, secret) values ('x', 'y')`,
  `update installation set secret = 'x'`,
  `update brand_policies set policy = '{}'`,
  'delete from brand_policies',
  'update consents set at = now()',
  'delete from consents',
  'update suppressions set address_hash = id::text',
  'insert into drizzle.__drizzle_migrations (hash, created_at) values (1, 1)',
])('%s: refused', async (statement) => {
  expect(await bench.outcomeOf(sql.raw(statement))).toBe(NO_PRIVILEGE)
})

test('it cannot give itself what it has not', async () => {
  const outcome = await bench.outcomeOf(
    sql.raw('grant update on revisions to foreword_app'),
    sql.raw(`update revisions set body = 'x'`),
  )
  expect(outcome).toBe(NO_PRIVILEGE)
})

test('all that is refused because of the role: the owner may', async () => {
  await bench.service.asOwner('alter table deliveries disable trigger all; alter table deliveries enable trigger all')
})
