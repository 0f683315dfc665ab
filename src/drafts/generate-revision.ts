import { findChannel } from '../channels/list.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/client.ts'
import { emit } from '../events.ts'
import { Problem } from '../problem.ts'
import type { Prompt } from '../prompts/prompt.ts'
import type { Queue } from '../queue/queue.ts'
import { statusAfterChecks } from './draft.ts'
import { type PreparedBrief, prepareBrief } from './prepare-brief.ts'
import { generationFailed } from './problems.ts'
import {
  completeGeneration,
  type DraftRow,
  findDraft,
  findRevision,
  type FullDraft,
  latestDecision,
  lockDraft,
  updateDraft,
} from './store.ts'
import { tellGenerated, type ThinkDeps, thinkUpRevision, type WriteOptions } from './think-up-revision.ts'

export type GenerateDeps = Context & ThinkDeps & { prompts: readonly Prompt[]; queue: Queue }

/**
 * Lets the model write the next revision of a draft in the state `generating`, checks it and stores it. No transaction is
 * open while the model thinks; whoever comes second with the same revision changes nothing. With `requestedBy` the draft is
 * given back as it was written; otherwise it is read again.
 * @throws the model's problems, after the draft was marked `failed` (or went back to what it was before)
 */
export async function writeNextRevision(
  deps: GenerateDeps,
  draft: DraftRow,
  options: WriteOptions & { prepared?: PreparedBrief; requestedBy?: FullDraft['requestedBy'] } = {},
): Promise<FullDraft> {
  try {
    const prepared = options.prepared ?? (await prepareAgain(deps, draft))
    const revision = await thinkUpRevision(deps, draft, prepared, options)
    const change = { status: statusAfterChecks(revision.blockingCount), updatedAt: deps.now() }
    const isOurs = await completeGeneration(deps.db, revision, change)
    await deps.failpoint('draft.written')
    if (isOurs) {
      tellGenerated(deps, revision)
      if (options.requestedBy !== undefined) {
        const done = { currentRevision: revision.number, leaseUntil: null, instruction: null, failure: null }
        return { draft: { ...draft, ...done, ...change }, revision, requestedBy: options.requestedBy }
      }
    }
  } catch (error) {
    const problem = error instanceof Problem ? error : generationFailed('', { cause: error })
    await noteFailure(deps, draft, problem)
    throw problem
  }
  return (await findDraft(deps.db, draft.id))!
}

/** Later revisions of a draft are of its arm, too. */
const prepareAgain = (deps: GenerateDeps, draft: DraftRow): Promise<PreparedBrief> =>
  prepareBrief(deps, { ...draft, channel: findChannel(draft.channel)!, withoutSignals: draft.arm === 'generic' })

/** A first revision that could not be written ends the draft; a later one leaves the draft as it was. */
export async function noteFailure(deps: GenerateDeps, draft: DraftRow, problem: Problem): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const current = await lockDraft(tx, draft.id)
    if (current?.status !== 'generating' || current.currentRevision !== draft.currentRevision) return
    await updateDraft(tx, draft.id, {
      ...(draft.currentRevision === 0 ? { status: 'failed' } : await whatItWas(tx, draft)),
      leaseUntil: null,
      generationId: null,
      failure: problem.type,
      updatedAt: deps.now(),
    })
  })
  emit(deps.log, { event: 'draft-failed', draftId: draft.id, problem: problem.type })
}

/** Status and wish of a draft before its next revision was begun: its current revision and the decision on that say so. */
async function whatItWas(tx: Tx, draft: DraftRow): Promise<Pick<DraftRow, 'status' | 'instruction'>> {
  const current = (await findRevision(tx, draft.id, draft.currentRevision))!
  const decision = await latestDecision(tx, draft.id)
  return decision?.verdict === 'request_changes' && decision.revision === current.number
    ? { status: 'changes_requested', instruction: decision.note }
    : { status: statusAfterChecks(current.blockingCount), instruction: null }
}
