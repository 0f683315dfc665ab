import { sql } from 'drizzle-orm'
import type { AuditEvent } from '../../src/audit/audit-event.ts'
import { sealAudit } from '../../src/audit/seal-audit.ts'
import { pageEvents } from '../../src/audit/store.ts'
import { rowsOf } from '../drafts/shop.ts'
import type { TestApp } from '../support/app.ts'

/** Every event so far, sealed. */
export async function eventsOf(service: TestApp): Promise<AuditEvent[]> {
  await sealAudit(service.deps)
  return pageEvents(service.deps.db, 0, 100_000)
}

/** What an event says, without its place in the chain and its time. */
export const saying = ({ action, actorId, subjectId, customerId, revision, state }: AuditEvent) => ({
  action,
  actorId,
  subjectId,
  customerId,
  revision,
  state,
})

/** The ids of the principals by name. */
export async function principalsOf(service: TestApp): Promise<Record<string, string>> {
  const rows = await rowsOf(service, sql`select id, name from principals`)
  return Object.fromEntries(rows.map(({ id, name }) => [name as string, id as string]))
}
