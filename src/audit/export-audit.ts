import type { Db } from '../db/client.ts'
import { type AuditFilter, pageEvents } from './store.ts'

const PAGE = 1000

/** Sealed events as NDJSON, in pieces as they are read: who reads slowly is waited for. */
export async function* exportAudit(db: Db, after: number, filter: AuditFilter): AsyncGenerator<string> {
  for (;;) {
    const page = await pageEvents(db, after, PAGE, filter)
    if (page.length > 0) yield page.map((event) => `${JSON.stringify(event)}\n`).join('')
    if (page.length < PAGE) return
    after = page.at(-1)!.sequence
  }
}
