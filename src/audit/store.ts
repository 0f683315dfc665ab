import { and, asc, count, eq, gt, gte, lt, or, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import type { AuditEvent } from './audit-event.ts'
import { auditEvents, auditInbox } from './table.ts'

/** One row, for functions of the database. */
const once = sql`(values (1)) as once`

/** Chains at most `most` events that have committed. @returns how many; 0 also while another process is at it */
export async function sealEvents(tx: Tx, most: number): Promise<number> {
  const [row] = await tx.select({ sealed: sql<number>`seal_audit(${most}::int)` }).from(once)
  return row!.sealed
}

/** Says who acts in the rest of this transaction, for what is written without a name of its own. */
export async function actAs(tx: Tx, principalId: string): Promise<void> {
  await tx.select({ set: sql`set_config('foreword.principal', ${principalId}, true)` }).from(once)
}

/** Writes down that somebody read all there is: of a customer, or of this log. */
export async function noteReading(
  db: Db | Tx,
  what: 'customer.exported' | 'audit.exported',
  reader: string,
  customerId: string | null,
): Promise<void> {
  await db.select({ done: sql`audit_reading(${what}, ${reader}::uuid, ${customerId})` }).from(once)
}

/** Writes down which prompts are in use, where that is not known yet. */
export async function notePrompts(
  db: Db | Tx,
  loaded: readonly { name: string; version: number; hash: string }[],
): Promise<void> {
  const prompts = loaded.map(({ name, version, hash }) => ({ name, version, hash }))
  await db.select({ done: sql`audit_prompts(${JSON.stringify(prompts)}::text::jsonb)` }).from(once)
}

export type AuditFilter = {
  from?: Date | undefined
  /** Exclusive. */
  to?: Date | undefined
  subjectId?: string | undefined
}

/** Sealed events after that place, in their order. */
export function pageEvents(
  db: Db,
  after: number,
  limit: number,
  { from, to, subjectId }: AuditFilter = {},
): Promise<AuditEvent[]> {
  return db
    .select()
    .from(auditEvents)
    .where(
      and(
        gt(auditEvents.sequence, after),
        from && gte(auditEvents.at, from),
        to && lt(auditEvents.at, to),
        subjectId === undefined
          ? undefined
          : or(eq(auditEvents.subjectId, subjectId), eq(auditEvents.customerId, subjectId)),
      ),
    )
    .orderBy(asc(auditEvents.sequence))
    .limit(limit)
}

/** How many committed events wait for the sealer. */
export async function countUnsealed(db: Db): Promise<number> {
  const [row] = await db.select({ count: count() }).from(auditInbox)
  return row!.count
}
