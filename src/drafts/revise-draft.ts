import { randomBytes } from 'node:crypto'
import { findChannel } from '../channels/list.ts'
import { loadBrandVersion } from '../brand/store.ts'
import { emit } from '../events.ts'
import type { Principal } from '../principals/principal.ts'
import { hasRole } from '../principals/principal.ts'
import type { Tx } from '../db/client.ts'
import { expiryFrom, GENERATION_LEASE_SECONDS, mayRevise, statusAfterChecks } from './draft.ts'
import { type GenerateDeps, writeNextRevision } from './generate-revision.ts'
import { draftNotFound, notEditable } from './problems.ts'
import {
  type DraftRow,
  findDraft,
  findRevision,
  type FullDraft,
  insertRevision,
  lockDraft,
  type RevisionRow,
  updateDraft,
} from './store.ts'
import { writeRevision } from './write-revision.ts'

export type ReviseDeps = GenerateDeps & {
  /** Takes the delivery of an approval back. @throws when it is no longer `queued` or `held` */
  cancelDelivery(tx: Tx, draftId: string): Promise<void>
}

/** A draft that its requester or a marketer may see and change. @throws draft-not-found for everybody else */
export function mustBeInvolved(draft: DraftRow | null, by: Principal): DraftRow {
  if (draft === null || (draft.requestedBy !== by.id && !hasRole(by, 'marketer'))) throw draftNotFound()
  return draft
}

/**
 * A person's own words as the next revision. The checks run again, and an approval of the revision before is void. Sent again,
 * while those words are the current revision, it changes nothing.
 * @throws draft-not-found, stale-revision, draft-not-editable
 */
export async function reviseDraft(
  deps: ReviseDeps,
  input: { draftId: string; baseRevision: number; subject?: string | undefined; body: string; by: Principal },
): Promise<FullDraft> {
  const number = await deps.db.transaction(async (tx) => {
    const draft = mustBeInvolved(await lockDraft(tx, input.draftId), input.by)
    const now = deps.now()
    const current = await findRevision(tx, draft.id, draft.currentRevision)
    if (current !== null && (await isSaidAgain(tx, current, input))) return null
    const { voidsApproval } = mayRevise(draft, { baseRevision: input.baseRevision, now })
    const base = current!
    const channel = findChannel(draft.channel)!
    if (voidsApproval) await deps.cancelDelivery(tx, draft.id)
    await deps.failpoint('revision.approval-void')
    const { subject, body } = wordsOf(input, base)
    const revision = writeRevision({
      draftId: draft.id,
      number: base.number + 1,
      origin: 'person',
      authorId: input.by.id,
      instruction: null,
      channel,
      content: channel.hasSubject ? { subject, body } : { body },
      // What the model claimed stands where its words still stand; the rest is checked without claims.
      claims: base.claims.filter((claim) => body.includes(claim.text) || subject.includes(claim.text)),
      brief: base.brief,
      slots: base.slots,
      recipient: base.recipient,
      brand: await loadBrandVersion(tx, base.brandVersion),
      prompt: {
        name: base.promptName,
        version: base.promptVersion,
        hash: base.promptHash,
        orders: deps.prompts.find(({ hash }) => hash === base.promptHash)?.orders,
      },
      model: base.model,
      unsubscribeToken: randomBytes(24).toString('base64url'),
      publicUrl: deps.publicUrl,
      createdAt: now,
    })
    await insertRevision(tx, revision)
    await deps.failpoint('revision.written')
    await updateDraft(tx, draft.id, {
      status: statusAfterChecks(revision.blockingCount),
      instruction: null,
      failure: null,
      updatedAt: now,
    })
    await deps.failpoint('revision.draft-marked')
    return revision.number
  })
  await deps.failpoint('revision.committed')
  if (number !== null) {
    emit(deps.log, { event: 'draft-revised', draftId: input.draftId, revision: number, principalId: input.by.id })
  }
  return (await findDraft(deps.db, input.draftId))!
}

type Words = { subject?: string | undefined; body: string }

/** The words of an edit, with the subject of the revision before where it names none. */
function wordsOf({ subject, body }: Words, base: RevisionRow): { subject: string; body: string } {
  const lines = (text: string): string => text.replace(/\r\n?/g, '\n')
  return { subject: lines(subject ?? base.subject ?? ''), body: lines(body) }
}

/** True when the current revision is this very edit: its author got no answer and sends it again. */
async function isSaidAgain(
  tx: Tx,
  current: RevisionRow,
  edit: Words & { baseRevision: number; by: Principal },
): Promise<boolean> {
  if (current.number !== edit.baseRevision + 1 || current.origin !== 'person' || current.authorId !== edit.by.id) {
    return false
  }
  const words = wordsOf(edit, (await findRevision(tx, current.draftId, edit.baseRevision))!)
  return words.body === current.body && (current.subject === null || words.subject === current.subject)
}

/**
 * Lets the model write the next revision, with a wish in plain words if there is one. A request that is known by its
 * `generationId` and was begun before is not begun again: the draft is given back as it is, and may be `generating` still.
 * @throws draft-not-found, draft-not-editable, and the model's problems
 */
export async function regenerateDraft(
  deps: ReviseDeps,
  input: { draftId: string; instruction?: string | undefined; generationId?: string | undefined; by: Principal },
): Promise<FullDraft> {
  const draft = await deps.db.transaction(async (tx) => {
    const current = mustBeInvolved(await lockDraft(tx, input.draftId), input.by)
    const now = deps.now()
    if (input.generationId !== undefined && current.generationId === input.generationId) return null
    if (current.status === 'approved') throw notEditable('Take the approval back first.')
    if (current.status !== 'failed') mayRevise(current, { baseRevision: current.currentRevision, now })
    const leased = {
      status: 'generating' as const,
      leaseUntil: new Date(now.getTime() + GENERATION_LEASE_SECONDS * 1000),
      attempts: 1,
      instruction: input.instruction ?? current.instruction,
      generationId: input.generationId ?? null,
      expiresAt: expiryFrom(now),
      updatedAt: now,
    }
    await updateDraft(tx, current.id, leased)
    await deps.failpoint('draft.leased')
    return { ...current, ...leased }
  })
  if (draft === null) return (await findDraft(deps.db, input.draftId))!
  await deps.failpoint('draft.begun')
  return writeNextRevision(deps, draft)
}
