import { actAs } from '../audit/store.ts'
import { emit } from '../events.ts'
import type { Context } from '../context.ts'
import { loadCustomer } from '../customers/store.ts'
import type { Tx } from '../db/client.ts'
import { constraintOf } from '../db/errors.ts'
import type { Principal } from '../principals/principal.ts'
import {
  type ApprovedDraft,
  approve,
  expiryFrom,
  type RejectReason,
  sendBack,
  type Verdict,
  withdraw,
} from './draft.ts'
import { loadEvidence } from './load-evidence.ts'
import { campaignCancelled, draftNotFound, notDecidable, staleFact } from './problems.ts'
import { type StaleFact, staleFacts } from './stale-facts.ts'
import {
  type DecisionRow,
  type DraftRow,
  findDraft,
  findRevision,
  type FullDraft,
  insertDecision,
  latestDecision,
  lockDraft,
  updateDraft,
} from './store.ts'

/** The delivery that an approval brought about. */
export type Scheduled = { id: string; state: string; notBefore: Date }

export type DecideDeps = Context & {
  /** Puts an approved draft into the outbox, in the approval's transaction. @throws when this customer cannot be written to */
  schedule(tx: Tx, approved: ApprovedDraft, draft: DraftRow): Promise<Scheduled>
  /** The delivery that stands on a decision. */
  findScheduled(tx: Tx, decisionId: string): Promise<Scheduled | null>
  cancelDelivery(tx: Tx, draftId: string): Promise<void>
}

/**
 * One person's yes to exactly one revision, and its delivery, in one transaction. Said again by the same person it
 * answers the same.
 * @throws draft-not-found, only-humans-decide, four-eyes, stale-revision, draft-blocked, draft-not-decidable, stale-fact,
 *   campaign-cancelled, and what `schedule` throws
 */
export async function approveDraft(
  deps: DecideDeps,
  input: { draftId: string; revision: number; by: Principal },
): Promise<{ draft: FullDraft; delivery: Scheduled }> {
  const delivery = await deps.db.transaction(async (tx) => {
    const draft = await mustLock(tx, input.draftId)
    const said = await saidBefore(tx, draft, { ...input, verdict: 'approve' })
    const standing = said === null ? null : await deps.findScheduled(tx, said.id)
    if (standing !== null) return standing
    const current = await findRevision(tx, draft.id, draft.currentRevision)
    if (current === null) throw notDecidable('Nothing is written yet.')
    const now = deps.now()
    const { approved, ownEdit } = approve(draft, current, input.by, {
      revision: input.revision,
      decisionId: deps.newId(),
      now,
    })
    const timeZone = current.offerId === null ? null : (await loadCustomer(tx, draft.customerId))!.timeZone
    const stale = staleFacts(current, await loadEvidence(tx, current, { now, timeZone }))
    if (stale.length > 0) throw staleFact(staleSentence(stale), { errors: stale.map(pointerOf) })
    await insertDecision(tx, {
      id: approved.decisionId,
      draftId: draft.id,
      revision: approved.revision,
      digest: approved.digest,
      blockingCount: current.blockingCount,
      verdict: 'approve',
      principalId: input.by.id,
      ownEdit,
      createdAt: now,
    }).catch((error: unknown) => {
      // Asked of the database alone: in it, approving and cancelling take turns.
      throw constraintOf(error) === 'campaigns_cancelled' ? campaignCancelled('Nothing more of it is sent.') : error
    })
    await deps.failpoint('approval.decided')
    await updateDraft(tx, draft.id, { status: 'approved', updatedAt: now })
    await deps.failpoint('approval.draft-marked')
    const scheduled = await deps.schedule(tx, approved, draft)
    emit(deps.log, {
      event: 'draft-decided',
      draftId: draft.id,
      revision: approved.revision,
      verdict: 'approve',
      principalId: input.by.id,
      ownEdit,
    })
    return scheduled
  })
  await deps.failpoint('approval.committed')
  return { draft: (await findDraft(deps.db, input.draftId))!, delivery }
}

const staleSentence = (stale: readonly StaleFact[]): string =>
  `The catalogue changed since this was written: ${stale.map(({ about }) => about).join(', ')}. Regenerate the draft.`

const pointerOf = ({ about, was, now }: StaleFact) => ({
  pointer: '/revision',
  message: `${about} was "${was}", ${now === null ? 'which is no longer there' : `is now "${now}"`}`,
})

export type SentBack = { draftId: string; revision: number; by: Principal } & (
  | { verdict: 'reject'; reason: RejectReason; note: string | null }
  | { verdict: 'request_changes'; instruction: string }
)

/**
 * A reviewer's no, or wish for changes, to one revision. Said again by the same person, in the same words, it answers the same.
 * @throws draft-not-found, only-humans-decide, four-eyes, stale-revision, draft-not-decidable
 */
export async function sendDraftBack(deps: Context, input: SentBack): Promise<FullDraft> {
  const isNew = await deps.db.transaction((tx) => writeSentBack(deps, tx, input))
  await deps.failpoint('decision.committed')
  if (isNew) tellSentBack(deps, input)
  return (await findDraft(deps.db, input.draftId))!
}

/** The same in a transaction of the caller, who tells it when that is committed. @returns false when it was said before */
export async function writeSentBack(deps: Context, tx: Tx, input: SentBack): Promise<boolean> {
  const words =
    input.verdict === 'reject' ? { reason: input.reason, note: input.note } : { reason: null, note: input.instruction }
  const draft = await mustLock(tx, input.draftId)
  const said = await saidBefore(tx, draft, input)
  if (said !== null && said.reason === words.reason && said.note === words.note) return false
  const now = deps.now()
  const status = sendBack(draft, input.by, { verdict: input.verdict, revision: input.revision, now })
  const current = (await findRevision(tx, draft.id, draft.currentRevision))!
  await insertDecision(tx, {
    id: deps.newId(),
    draftId: draft.id,
    revision: current.number,
    digest: current.digest,
    blockingCount: current.blockingCount,
    verdict: input.verdict,
    principalId: input.by.id,
    ownEdit: false,
    ...words,
    createdAt: now,
  })
  await deps.failpoint('decision.written')
  await updateDraft(tx, draft.id, {
    status,
    ...(input.verdict === 'request_changes' ? { instruction: input.instruction } : {}),
    updatedAt: now,
  })
  await deps.failpoint('decision.draft-marked')
  return true
}

export const tellSentBack = (deps: Context, { draftId, revision, verdict, by }: SentBack): void =>
  emit(deps.log, { event: 'draft-decided', draftId, revision, verdict, principalId: by.id, ownEdit: false })

/**
 * Takes an approval back while its delivery has not left; the draft waits for review again. One that was taken back, and not
 * given again, stays so.
 * @throws draft-not-found, only-humans-decide, draft-not-withdrawable
 */
export async function withdrawApproval(
  deps: DecideDeps,
  input: { draftId: string; by: Principal },
): Promise<FullDraft> {
  const isNew = await deps.db.transaction(async (tx) => {
    const draft = await mustLock(tx, input.draftId)
    if (withdraw(draft, input.by, await latestDecision(tx, draft.id)) === 'already') return false
    await actAs(tx, input.by.id)
    await deps.cancelDelivery(tx, draft.id)
    await deps.failpoint('withdrawal.cancelled')
    const now = deps.now()
    // It waits for a decision anew: an approval may be taken back later than the draft would have expired.
    await updateDraft(tx, draft.id, { status: 'ready_for_review', expiresAt: expiryFrom(now), updatedAt: now })
    await deps.failpoint('withdrawal.draft-marked')
    return true
  })
  await deps.failpoint('withdrawal.committed')
  if (isNew) emit(deps.log, { event: 'approval-withdrawn', draftId: input.draftId, principalId: input.by.id })
  return (await findDraft(deps.db, input.draftId))!
}

const STATUS_AFTER = { approve: 'approved', reject: 'rejected', request_changes: 'changes_requested' } as const

/** The decision that holds on a draft, if it is what this person says now of the same revision; otherwise null. */
async function saidBefore(
  tx: Tx,
  draft: DraftRow,
  now: { verdict: Verdict; revision: number; by: Principal },
): Promise<DecisionRow | null> {
  if (draft.status !== STATUS_AFTER[now.verdict] || draft.currentRevision !== now.revision) return null
  const held = await latestDecision(tx, draft.id)
  return held?.verdict === now.verdict && held.revision === now.revision && held.principalId === now.by.id ? held : null
}

async function mustLock(tx: Tx, draftId: string): Promise<DraftRow> {
  const draft = await lockDraft(tx, draftId)
  if (draft === null) throw draftNotFound()
  return draft
}
