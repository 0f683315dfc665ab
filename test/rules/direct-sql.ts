import { randomBytes, randomUUID } from 'node:crypto'
import { sql, type SQL } from 'drizzle-orm'
import { constraintOf } from '../../src/db/errors.ts'
import { aDraft, aShopper, openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'

/** What PostgreSQL answers when a privilege or ownership is missing. */
export const NO_PRIVILEGE = '42501'

type Row = Record<string, unknown>

/** The service, and a place where its role can try any SQL: what was tried is always rolled back. */
export async function openWorkbench() {
  const service: TestApp = await startApp()
  await openShop(service)
  const principals = await rowsOf(service, sql`select id, name from principals`)
  return {
    service,
    close: () => service.close(),
    who: (name: string): string => principals.find((row) => row['name'] === name)!['id'] as string,
    /** `accepted`, or the name of the rule, or PostgreSQL's error code, with which the first of these was refused. */
    async outcomeOf(...statements: SQL[]): Promise<string> {
      const rollback = new Error('rolled back')
      try {
        await service.deps.db.transaction(async (tx) => {
          for (const statement of statements) await tx.execute(statement)
          throw rollback
        })
      } catch (error) {
        return error === rollback ? 'accepted' : (constraintOf(error) ?? codeOf(error))
      }
      throw new Error('a transaction that must have been rolled back was not')
    },
    /** A draft that ana asked for, ready for review, and the statements that bring it on its way. */
    async aDraft() {
      const draft = await aDraft(service, (await aShopper(service)).id)
      return waysOf(draft, principals.find((row) => row['name'] === 'mia')!['id'] as string)
    },
  }
}

function codeOf(error: unknown): string {
  for (let inner: unknown = error; inner instanceof Error; inner = inner.cause) {
    if ('code' in inner && typeof inner.code === 'string') return inner.code
  }
  throw error
}

/** An insert of exactly these columns; the others are null. */
export const insertRow = (table: string, row: Row): SQL =>
  sql`insert into ${sql.identifier(table)}
    select * from jsonb_populate_record(null::${sql.identifier(table)}, ${JSON.stringify(row)}::text::jsonb)`

/** An insert of a copy, changed in these columns. */
export const copyRow = (table: string, where: SQL, change: Row): SQL =>
  sql`insert into ${sql.identifier(table)}
    select copy.* from ${sql.identifier(table)} as original,
      jsonb_populate_record(original, ${JSON.stringify(change)}::text::jsonb) as copy
    where ${where}`

export type Ways = ReturnType<typeof waysOf>

const NOW = '2026-11-20T12:00:00Z'

function waysOf(draft: { id: string; digest: string; customerId: string }, reviewer: string) {
  const decisionId = randomUUID()
  const deliveryId = randomUUID()
  const { id, digest, customerId } = draft
  return {
    id,
    digest,
    customerId,
    reviewer,
    decisionId,
    deliveryId,
    /** Mia's yes to revision 1. */
    decide: (change: Row = {}): SQL =>
      insertRow('decisions', {
        id: decisionId,
        draft_id: id,
        revision: 1,
        digest,
        blocking_count: 0,
        verdict: 'approve',
        principal_id: reviewer,
        own_edit: false,
        created_at: NOW,
        ...change,
      }),
    mark: (status: string): SQL =>
      sql`update drafts set status = ${status}, lease_until = ${status === 'generating' ? NOW : null} where id = ${id}`,
    deliver: (change: Row = {}): SQL =>
      insertRow('deliveries', {
        id: deliveryId,
        decision_id: decisionId,
        draft_id: id,
        revision: 1,
        digest,
        verdict: 'approve',
        customer_id: customerId,
        channel: 'email',
        purpose: 'marketing',
        state: 'queued',
        reason: change['state'] === 'held' ? 'quiet_hours' : null,
        attempts: 0,
        not_before: NOW,
        created_at: NOW,
        updated_at: NOW,
        ...change,
      }),
    /** The next revision: a copy of the first one with other words. */
    revise: (change: Row = {}): SQL =>
      copyRow('revisions', sql`original.draft_id = ${id} and original.number = 1`, {
        number: 2,
        origin: 'person',
        body: 'Other words.',
        digest: `sha256:${'2'.repeat(64)}`,
        unsubscribe_token: randomBytes(24).toString('base64url'),
        ...change,
      }),
    /** The delivery goes on to `state`, with all that belongs to it. */
    move: (state: string, change: { resolvedBy?: string } = {}): SQL =>
      sql`update deliveries set state = ${state},
        attempts = attempts + ${state === 'sending' ? 1 : 0},
        lease_until = ${state === 'sending' ? NOW : null},
        reason = ${state === 'skipped' ? 'suppressed' : state === 'held' ? 'quiet_hours' : null},
        sent_at = ${['sent', 'delivered', 'complained', 'handed_over'].includes(state) ? NOW : null},
        resolved_by = coalesce(${change.resolvedBy ?? null}::uuid, resolved_by),
        handed_over_by = ${state === 'handed_over' ? sql`(select id from principals limit 1)` : null}
        where id = ${deliveryId}`,
  }
}

/** A second draft like this one, with one revision, ready for review, that differs in these columns. */
export function anotherLike(ways: Ways, change: Row = {}): { other: Ways; statements: SQL[] } {
  const other = waysOf({ ...ways, id: randomUUID() }, ways.reviewer)
  const statements = [
    copyRow('drafts', sql`original.id = ${ways.id}`, {
      id: other.id,
      current_revision: 0,
      status: 'generating',
      lease_until: NOW,
      ...change,
    }),
    copyRow('revisions', sql`original.draft_id = ${ways.id} and original.number = 1`, {
      draft_id: other.id,
      unsubscribe_token: randomBytes(24).toString('base64url'),
    }),
    other.mark('ready_for_review'),
  ]
  return { other, statements }
}
