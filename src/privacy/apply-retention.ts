import type { Context } from '../context.ts'
import { emit } from '../events.ts'
import { deleteOldSignals } from '../signals/store.ts'
import { type Retention, signalRules } from './retention.ts'
import { emptyOldDrafts } from './store.ts'

const DAY_MS = 86_400_000
/** Rows of one transaction: locks of some ten milliseconds, whatever has piled up. */
const SIGNALS = 1000
const DRAFTS = 100

export type RetentionDeps = Context & { config: { retentionDays: Retention } }

/**
 * Removes signals, and the words of drafts that have ended, that were kept long enough: signals by when they came in, drafts by
 * their last change. In small transactions, each with its audit event; several processes at once do not wait for each other.
 */
export async function applyRetention(deps: RetentionDeps, signal?: AbortSignal): Promise<void> {
  const { retentionDays } = deps.config
  const now = deps.now()
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS)
  /** In pieces until one is not full. */
  const all = async (most: number, remove: () => Promise<number>): Promise<number> => {
    for (let total = 0; ;) {
      const removed = await remove()
      total += removed
      await deps.failpoint('retention.removed')
      if (removed < most || signal?.aborted === true) return total
    }
  }
  let signals = 0
  for (const { types, days } of signalRules(retentionDays)) {
    signals += await all(SIGNALS, () => deleteOldSignals(deps.db, before(days), types, SIGNALS))
  }
  const { drafts: days } = retentionDays
  const drafts = days === undefined ? 0 : await all(DRAFTS, () => emptyOldDrafts(deps.db, before(days), now, DRAFTS))
  if (signals + drafts > 0) emit(deps.log, { event: 'retention-applied', signals, drafts })
}
