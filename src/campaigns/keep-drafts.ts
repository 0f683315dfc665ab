import type { Context } from '../context.ts'
import { inGroups } from '../db/in-groups.ts'
import { generationFailed } from '../drafts/problems.ts'
import { tellGenerated } from '../drafts/think-up-revision.ts'
import { type Ending, giveUp, isWritten, keepWritten, type Written } from './member-store.ts'

/** Results kept at once: enough for any provider, and a moment's work for the embedded database. */
const GROUP = 12
/** Milliseconds for which a result waits for others: a statement and a commit for each costs as much as a check of it. */
const WAIT_MS = 25

/**
 * Keeps what became of members, as it comes: all that came while the last group was being kept is the next one.
 * @returns a function that is done when its result is kept; it never throws
 */
export function createKeeper(deps: Context): (result: Written | Ending) => Promise<void> {
  return inGroups((results: (Written | Ending)[]) => keepGroup(deps, results), GROUP, WAIT_MS)
}

async function keepGroup(deps: Context, results: readonly (Written | Ending)[]): Promise<void> {
  try {
    await keepAll(deps, results)
  } catch (error) {
    deps.log.warn({ event: 'drafts-not-kept', count: results.length, err: error })
    // One that the database refuses must not take the others with it. What was kept all the same is not kept twice.
    for (const result of results) await keepOne(deps, result)
  }
}

async function keepOne(deps: Context, result: Written | Ending): Promise<void> {
  try {
    await keepAll(deps, [result])
  } catch (error) {
    const { claim } = result
    deps.log.error({ event: 'draft-not-kept', campaignId: claim.campaignId, err: error })
    const ending: Ending = { claim, state: 'failed', reason: generationFailed().type, isFree: false }
    // If not even that can be kept, its lease runs out.
    await giveUp(deps.db, [ending]).catch(() => {})
  }
}

async function keepAll(deps: Context, results: readonly (Written | Ending)[]): Promise<void> {
  const written = results.filter(isWritten)
  await giveUp(
    deps.db,
    results.flatMap((result) => (isWritten(result) ? [] : [result])),
  )
  if (written.length === 0) return
  await deps.failpoint('campaign.keeping')
  const kept = await keepWritten(deps.db, written)
  await deps.failpoint('campaign.kept')
  for (const { draft, revision } of written) {
    if (!kept.has(draft.id)) continue
    tellGenerated(deps, revision)
  }
}
