import { z } from 'zod'
import type { Rendered } from '../channels/channel.ts'
import type { Principal } from '../principals/principal.ts'
import { hasRole } from '../principals/principal.ts'
import { canonicalJson } from '../text.ts'
import {
  draftBlocked,
  fourEyes,
  notDecidable,
  notEditable,
  notWithdrawable,
  onlyHumansDecide,
  staleRevision,
} from './problems.ts'

/** All rules about what may happen to a draft. Pure: storage only keeps the answers. */

export const DraftStatus = z
  .enum([
    'generating',
    'ready_for_review',
    'blocked',
    'changes_requested',
    'approved',
    'rejected',
    'expired',
    'superseded',
    'failed',
  ])
  .meta({ id: 'DraftStatus' })
export type DraftStatus = z.infer<typeof DraftStatus>

export const Verdict = z.enum(['approve', 'reject', 'request_changes'])
export type Verdict = z.infer<typeof Verdict>

export const RejectReason = z
  .enum(['wrong_fact', 'tone', 'irrelevant', 'privacy', 'other'])
  .meta({ id: 'RejectReason' })
export type RejectReason = z.infer<typeof RejectReason>

/** What wrote a revision and what it cost; `costUsd` is null when the price is not known. */
export const ModelUse = z
  .strictObject({
    id: z.string(),
    /** True when the offline writer stepped in for a provider that was down. */
    fallback: z.boolean(),
    inputTokens: z.int(),
    outputTokens: z.int(),
    costUsd: z.number().nullable(),
  })
  .meta({ id: 'ModelUse' })
export type ModelUse = z.infer<typeof ModelUse>

/** Days a draft may wait for a decision, and an approval for its delivery. */
export const DRAFT_LIFE_DAYS = 7
export const APPROVAL_LIFE_DAYS = 7
/** Seconds between an approval and the earliest delivery: the time to take it back. */
export const UNDO_SECONDS = 10
/** Seconds a generation may take before its draft is taken up again by another process. */
export const GENERATION_LEASE_SECONDS = 120
/** Times a generation is taken up before the draft fails. */
export const MAX_GENERATIONS = 3

/** What the rules need to know of a draft and its current revision. */
export type DraftState = {
  id: string
  status: DraftStatus
  requestedBy: string
  currentRevision: number
  expiresAt: Date
}
export type RevisionState = {
  number: number
  digest: string
  blockingCount: number
  origin: 'model' | 'person'
  authorId: string
}

/** One human's yes to exactly one digest. Only `approve` makes it, and only this can be scheduled. */
declare const approved: unique symbol
export type ApprovedDraft = {
  readonly [approved]: true
  readonly draftId: string
  readonly revision: number
  readonly digest: string
  readonly decisionId: string
  readonly approvedAt: Date
}

/** The status after checks ran on a new revision. */
export const statusAfterChecks = (blockingCount: number): DraftStatus =>
  blockingCount === 0 ? 'ready_for_review' : 'blocked'

/** When a draft expires that waits for a decision from now on. */
export const expiryFrom = (now: Date): Date => new Date(now.getTime() + DRAFT_LIFE_DAYS * 86_400_000)

export const isExpired = (draft: Pick<DraftState, 'status' | 'expiresAt'>, now: Date): boolean =>
  (draft.status === 'ready_for_review' || draft.status === 'blocked' || draft.status === 'changes_requested') &&
  draft.expiresAt.getTime() <= now.getTime()

/** Who may decide at all: a human with the role. `admin` alone decides nothing, and no role makes up for the kind. */
function mustBeReviewer(principal: Principal): void {
  if (principal.kind !== 'human' || !hasRole(principal, 'marketer')) throw onlyHumansDecide()
}

function mustBeCurrent(draft: DraftState, revision: number): void {
  if (revision !== draft.currentRevision) {
    throw staleRevision(
      `Revision ${revision} was named, ${draft.currentRevision} is current. Read it and decide again.`,
    )
  }
}

/**
 * Decides on an approval.
 * @throws only-humans-decide, four-eyes, stale-revision, draft-blocked, draft-not-decidable
 */
export function approve(
  draft: DraftState,
  current: RevisionState,
  by: Principal,
  input: { revision: number; decisionId: string; now: Date },
): { approved: ApprovedDraft; ownEdit: boolean } {
  mustBeReviewer(by)
  if (by.id === draft.requestedBy) throw fourEyes('Somebody else has to read it: you asked for this draft.')
  mustBeCurrent(draft, input.revision)
  if (draft.status === 'blocked' || current.blockingCount > 0) {
    throw draftBlocked('Its checks found something that must be put right first: see findings.')
  }
  if (draft.status !== 'ready_for_review' || isExpired(draft, input.now))
    throw notDecidable(statusSentence(draft, input.now))
  const yes = {
    draftId: draft.id,
    revision: current.number,
    digest: current.digest,
    decisionId: input.decisionId,
    approvedAt: input.now,
  } as ApprovedDraft
  return { approved: yes, ownEdit: current.origin === 'person' && current.authorId === by.id }
}

/**
 * Decides on a rejection or a request for changes. The requester may do neither: both are words of a reviewer.
 * @throws only-humans-decide, four-eyes, stale-revision, draft-not-decidable
 */
export function sendBack(
  draft: DraftState,
  by: Principal,
  input: { verdict: 'reject' | 'request_changes'; revision: number; now: Date },
): DraftStatus {
  mustBeReviewer(by)
  if (by.id === draft.requestedBy) throw fourEyes('Somebody else has to decide: you asked for this draft.')
  mustBeCurrent(draft, input.revision)
  const open = draft.status === 'ready_for_review' || draft.status === 'blocked'
  if (!open || isExpired(draft, input.now)) throw notDecidable(statusSentence(draft, input.now))
  return input.verdict === 'reject' ? 'rejected' : 'changes_requested'
}

/**
 * Decides whether a new revision may be written onto `baseRevision`. An approved draft may be edited as long as its
 * delivery can still be taken back: the edit voids the approval.
 * @throws stale-revision, draft-not-editable
 */
export function mayRevise(draft: DraftState, input: { baseRevision: number; now: Date }): { voidsApproval: boolean } {
  mustBeCurrent(draft, input.baseRevision)
  if (isExpired(draft, input.now)) throw notEditable(statusSentence(draft, input.now))
  switch (draft.status) {
    case 'ready_for_review':
    case 'blocked':
    case 'changes_requested':
      return { voidsApproval: false }
    case 'approved':
      return { voidsApproval: true }
    default:
      throw notEditable(statusSentence(draft, input.now))
  }
}

/**
 * Only an approved draft can be withdrawn, by anybody who may decide. One that waits for review although its latest decision
 * approves the current revision was withdrawn before.
 * @throws only-humans-decide, draft-not-withdrawable
 */
export function withdraw(
  draft: DraftState,
  by: Principal,
  latest: { verdict: Verdict; revision: number } | null,
): 'now' | 'already' {
  mustBeReviewer(by)
  if (draft.status === 'approved') return 'now'
  const wasApproved = latest?.verdict === 'approve' && latest.revision === draft.currentRevision
  if (draft.status === 'ready_for_review' && wasApproved) return 'already'
  throw notWithdrawable(`This draft is ${draft.status}.`)
}

const statusSentence = (draft: DraftState, now: Date): string =>
  isExpired(draft, now) ? 'This draft has expired.' : `This draft is ${draft.status}.`

/** Everything that an approval binds, in the order in which it is hashed. */
export type DigestInput = {
  channel: string
  recipient: string | null
  rendered: Rendered
  offer: { id: string; version: number } | null
  brandVersion: number
  prompt: { name: string; version: number; hash: string }
}

/** The text that the digest is a SHA-256 of: equal input gives equal bytes. */
export const canonicalText = (input: DigestInput): string => canonicalJson(input)
