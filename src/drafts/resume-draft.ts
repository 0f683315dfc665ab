import type { Principal } from '../principals/principal.ts'
import { regenerateDraft, type ReviseDeps } from './revise-draft.ts'
import { findDraft, type FullDraft } from './store.ts'

/**
 * What became of a draft that an earlier try of the same request may have begun. One that failed before its first revision
 * is written now; one that is still being written is given back as it is: a worker finishes it, whoever began it.
 * @returns null when nothing was begun
 * @throws the model's problems
 */
export async function resumeDraft(
  deps: ReviseDeps,
  input: { draftId: string; by: Principal },
): Promise<FullDraft | null> {
  const begun = await findDraft(deps.db, input.draftId)
  const failed = begun?.draft.status === 'failed' && begun.draft.currentRevision === 0
  return failed ? regenerateDraft(deps, input) : begun
}
