import { emit } from '../events.ts'
import { GENERATION_LEASE_SECONDS, MAX_GENERATIONS } from './draft.ts'
import { type GenerateDeps, noteFailure, writeNextRevision } from './generate-revision.ts'
import { draftGenerate } from './jobs.ts'
import { generationFailed } from './problems.ts'
import { claimAbandoned, expireUndecided, findDraft, updateDraft } from './store.ts'

const BATCH = 20

/** Takes up generations whose process died, and lets drafts expire that nobody decided. */
export async function sweepDrafts(deps: GenerateDeps): Promise<void> {
  const now = deps.now()
  const expired = await expireUndecided(deps.db, now)
  if (expired > 0) emit(deps.log, { event: 'drafts-expired', count: expired })
  const leaseUntil = new Date(now.getTime() + GENERATION_LEASE_SECONDS * 1000)
  const spent = await deps.db.transaction(async (tx) => {
    const abandoned = await claimAbandoned(tx, now, leaseUntil, BATCH)
    for (const draft of abandoned) {
      if (draft.attempts >= MAX_GENERATIONS) continue
      await updateDraft(tx, draft.id, { attempts: draft.attempts + 1, updatedAt: now })
      await deps.queue.enqueue(tx, draftGenerate, { draftId: draft.id })
    }
    if (abandoned.length > 0) await deps.failpoint('draft.taken-up')
    return abandoned.filter((draft) => draft.attempts >= MAX_GENERATIONS)
  })
  for (const draft of spent) await noteFailure(deps, draft, generationFailed())
}

/** The job behind `Prefer: respond-async`. A draft that is no longer `generating` needs nothing. */
export async function generateQueued(
  deps: GenerateDeps,
  input: { draftId: string },
  signal?: AbortSignal,
): Promise<void> {
  const found = await findDraft(deps.db, input.draftId)
  if (found?.draft.status !== 'generating') return
  await deps.failpoint('draft.woken')
  await writeNextRevision(deps, found.draft, signal === undefined ? {} : { signal })
}
