import type { Context } from '../context.ts'
import { sealEvents } from './store.ts'

/** Events chained in one transaction: some hundred milliseconds. */
const BATCH = 5000

/**
 * Chains every event that has committed. Of many processes one does it at a time; a process that dies in between leaves the
 * batch as it was.
 */
export async function sealAudit(context: Context): Promise<void> {
  for (;;) {
    const sealed = await context.db.transaction(async (tx) => {
      const chained = await sealEvents(tx, BATCH)
      if (chained > 0) await context.failpoint('audit.sealing')
      return chained
    })
    if (sealed > 0) await context.failpoint('audit.sealed')
    if (sealed < BATCH) return
  }
}
