import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealAudit } from '../../src/audit/seal-audit.ts'
import { rowsOf } from '../drafts/shop.ts'
import { NO_PRIVILEGE, openWorkbench, type Ways } from './direct-sql.ts'

let bench: Awaited<ReturnType<typeof openWorkbench>>
let draft: Ways
const tried = (...statements: string[]) => bench.outcomeOf(...statements.map((statement) => sql.raw(statement)))
const asOwner = (statement: string) => bench.service.asOwner(statement)

beforeAll(async () => {
  bench = await openWorkbench()
  draft = await bench.aDraft()
  await sealAudit(bench.service.deps)
})
afterAll(() => bench.close())

describe('rule 10: the audit log only grows', () => {
  test.each([
    `insert into audit_events select sequence + 1000, at, action, actor_id, subject_id, customer_id, revision, state, digest, count, hash, hash from audit_events limit 1`,
    `insert into audit_inbox (at, action) values (now(), 'decision.made')`,
    `insert into audit_sources values (gen_random_uuid(), 'x', now())`,
    `update audit_events set action = 'key.made'`,
    `update audit_events set hash = previous`,
    `update audit_inbox set action = 'key.made'`,
    `delete from audit_events where sequence = 1`,
    `delete from audit_inbox`,
    `truncate audit_events`,
    `truncate audit_inbox`,
    `select write_audit('decision.made')`,
    `alter sequence audit_inbox_id_seq restart`,
    `select setval('audit_inbox_id_seq', 1)`,
  ])('the application cannot %s', async (statement) => {
    expect(await tried(statement)).toBe(NO_PRIVILEGE)
  })

  test.each([
    'audit_drafts',
    'audit_deliveries',
    'audit_decisions',
    'audit_revisions',
    'audit_api_keys',
    'audit_suppressions',
    'revision_becomes_current',
    'record_product_changes',
    'answer_of_nobody_erased',
  ])('nor hang %s on a table of its own, to have made-up rows told', async (name) => {
    const outcome = await tried(
      `create temporary table made_up (like drafts)`,
      `create trigger told after insert on made_up for each row execute function ${name}()`,
    )
    expect(outcome).toBe(NO_PRIVILEGE)
  })

  test('nor pretend that a person read what was not read', async () => {
    expect(await tried(`select audit_reading('decision.made', null, 'c-1')`)).toBe('audit_readings')
  })

  test('not even the owner changes or removes one without switching a trigger off', async () => {
    for (const statement of [
      `update audit_events set state = 'x'`,
      `delete from audit_events where sequence = 1`,
      'truncate audit_events',
      `update audit_inbox set state = 'x'`,
      'truncate audit_inbox',
    ]) {
      await asOwner(`insert into audit_inbox (at, action) values (now(), 'test')`)
      await expect(asOwner(statement), statement).rejects.toThrow('is append-only')
    }
    await asOwner('delete from audit_inbox')
  })

  test('what is changed by direct SQL is told as well', async () => {
    await bench.service.deps.db.execute(draft.mark('expired'))
    await sealAudit(bench.service.deps)
    const [newest] = await rowsOf(
      bench.service,
      sql`select action, subject_id, state from audit_events order by sequence desc limit 1`,
    )
    expect(newest).toEqual({ action: 'draft.status', subject_id: draft.id, state: 'expired' })
  })

  test('everything that another rule lets change has a trigger that tells it', async () => {
    const audited = await rowsOf(
      bench.service,
      sql`select distinct tgrelid::regclass::text as name from pg_trigger where tgname ~ '_audit(_|$)' order by 1`,
    )
    expect(audited.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'api_keys',
        'brand_policies',
        'consents',
        'decisions',
        'deliveries',
        'drafts',
        'offers',
        'revisions',
        'signals',
        'suppressions',
      ]),
    )
  })
})

describe('rule 3, its one exception: erasure and retention take words out, and nothing else', () => {
  const EMPTY = `erased_at = now(), instruction = null, subject = null, body = '', rendered_text = '', rendered_html = null,
    headers = '{}', slots = '{}', claims = '[]', findings = bare_findings(findings), brief = bare_brief(brief)`

  test('the application may not do it row by row', async () => {
    expect(await tried(`update revisions set ${EMPTY}`)).toBe(NO_PRIVILEGE)
    expect(await tried(`update decisions set note = null`)).toBe(NO_PRIVILEGE)
    expect(await tried(`select empty_drafts(array[]::uuid[], now(), true)`)).toBe(NO_PRIVILEGE)
  })

  test.each([
    ['other words', EMPTY.replace(`body = ''`, `body = 'Other words.'`)],
    ['another digest', `${EMPTY}, digest = 'sha256:${'1'.repeat(64)}'`],
    ['another recipient', `${EMPTY}, recipient = 'somebody.else@shop.invalid'`],
    ['fewer blocking findings', `${EMPTY}, blocking_count = 1`],
    ['another author', `${EMPTY}, author_id = draft_id`],
    ['no time at which it was done', EMPTY.replace('erased_at = now(), ', '')],
    ['a brief with other facts', EMPTY.replace('bare_brief(brief)', `'{"facts": [1]}'`)],
  ])('nor may the owner leave %s', async (_, change) => {
    const where = `where draft_id = '${draft.id}'`
    await expect(asOwner(`update revisions set ${change} ${where}`)).rejects.toThrow(/append-only/)
  })

  test('nor change what was decided', async () => {
    await bench.service.deps.db.execute(draft.mark('ready_for_review'))
    await bench.service.deps.db.execute(draft.decide({ note: 'why' }))
    for (const change of [`note = 'why not'`, `note = null, verdict = 'reject', reason = 'tone'`, `own_edit = true`]) {
      await expect(asOwner(`update decisions set ${change}`)).rejects.toThrow('decisions is append-only')
    }
    await asOwner('update decisions set note = null')
  })
})
