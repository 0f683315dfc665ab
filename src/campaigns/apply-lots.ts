import { loadCustomers } from '../customers/store.ts'
import type { Tx } from '../db/client.ts'
import { isCollision } from '../db/errors.ts'
import { scheduleDeliveries, whyNoneScheduled } from '../delivery/schedule-deliveries.ts'
import type { ScheduleDeps } from '../delivery/schedule-delivery.ts'
import { findCurrentRevisions, insertApprovals, lockDrafts } from '../drafts/decision-store.ts'
import { approve, type ApprovedDraft } from '../drafts/draft.ts'
import { loadEvidenceOf } from '../drafts/load-evidence.ts'
import { staleFact } from '../drafts/problems.ts'
import { staleFacts } from '../drafts/stale-facts.ts'
import type { DecisionRow, DraftRow, RevisionRow } from '../drafts/store.ts'
import { emit } from '../events.ts'
import type { Principal } from '../principals/principal.ts'
import { findPrincipalById } from '../principals/store.ts'
import { Problem } from '../problem.ts'
import { refreshStatus } from './change-campaign.ts'
import type { MemberOutcome } from './lot.ts'
import {
  countOutcomes,
  findUnapplied,
  markApplied,
  type Lot,
  type LotMember,
  takeMembers,
  tellMembers,
} from './lot-store.ts'
import { findCampaign } from './store.ts'

export type ApplyDeps = ScheduleDeps

/** Drafts that are decided in one transaction: what a crash costs, and how long others wait for one of them. */
const CHUNK = 200

type Told = { draftId: string; outcome: MemberOutcome }

/** Brings decisions on lots to the drafts that they have not reached, by as many processes at once as there are. */
export async function applyLots(deps: ApplyDeps, signal?: AbortSignal): Promise<void> {
  for (const lot of await findUnapplied(deps.db)) {
    while (await applyChunk(deps, lot)) {
      if (signal?.aborted === true) return
    }
  }
}

/**
 * Brings a decision to the next drafts of its lot: each is approved by the rule for a single one, or told why it is not.
 * @returns whether there was any
 */
export async function applyChunk(deps: ApplyDeps, lot: Lot, limit = CHUNK): Promise<boolean> {
  try {
    const told = await deps.db.transaction((tx) => decideNext(deps, tx, lot, limit))
    await deps.failpoint('lot.chunk-decided')
    if (told.length < limit) await finish(deps, lot)
    return told.length > 0
  } catch (error) {
    if (isCollision(error)) return true
    deps.log.error({ event: 'lot-chunk-failed', lotId: lot.id, err: error })
    return oneByOne(deps, lot)
  }
}

/** One that cannot be decided must not keep the others waiting: it is told so, and can still be decided alone. */
async function oneByOne(deps: ApplyDeps, lot: Lot): Promise<boolean> {
  for (let left = CHUNK; left > 0; left--) {
    let tried: string | undefined
    try {
      const told = await deps.db.transaction(async (tx) => {
        const members = await takeMembers(tx, lot.id, 1)
        tried = members[0]?.draftId
        return decide(deps, tx, lot, members)
      })
      if (told.length === 0) return false
    } catch (error) {
      if (isCollision(error)) continue
      deps.log.error({ event: 'lot-draft-failed', lotId: lot.id, draftId: tried, err: error })
      if (tried === undefined) throw error
      await tellMembers(deps.db, lot.id, [{ draftId: tried, outcome: 'internal_error' }])
    }
  }
  return true
}

async function decideNext(deps: ApplyDeps, tx: Tx, lot: Lot, limit: number): Promise<Told[]> {
  return decide(deps, tx, lot, await takeMembers(tx, lot.id, limit))
}

async function decide(deps: ApplyDeps, tx: Tx, lot: Lot, members: readonly LotMember[]): Promise<Told[]> {
  if (members.length === 0) return []
  const campaign = (await findCampaign(tx, lot.campaignId))!
  const told =
    campaign.status === 'cancelled'
      ? members.map(({ draftId }) => ({ draftId, outcome: 'campaign_cancelled' }))
      : await approveAll(deps, tx, lot, members)
  await tellMembers(tx, lot.id, told)
  return told
}

type Approval = { approved: ApprovedDraft; draft: DraftRow; row: DecisionRow }

async function approveAll(deps: ApplyDeps, tx: Tx, lot: Lot, members: readonly LotMember[]): Promise<Told[]> {
  const now = deps.now()
  const ids = members.map(({ draftId }) => draftId)
  const drafts = await lockDrafts(tx, ids)
  const revisions = await findCurrentRevisions(tx, ids)
  const [by, customers, evidenceOf] = await Promise.all([
    findPrincipalById(tx, lot.decidedBy!),
    loadCustomers(tx, [...new Set(drafts.map(({ customerId }) => customerId))]),
    loadEvidenceOf(tx, revisions, now),
  ])
  const customerOf = new Map(customers.map((customer) => [customer.id, customer]))
  const revisionOf = new Map(revisions.map((revision) => [revision.draftId, revision]))
  const draftOf = new Map(drafts.map((draft) => [draft.id, draft]))
  const asked = drafts.map((draft) => ({
    draft,
    revision: revisionOf.get(draft.id)!,
    customer: customerOf.get(draft.customerId)!,
  }))
  const unschedulable = await whyNoneScheduled(deps, tx, asked)
  const approvals: Approval[] = []
  const told = members.map(({ draftId, revision: number }): Told => {
    const draft = draftOf.get(draftId)!
    const revision = revisionOf.get(draftId)!
    const timeZone = revision.offerId === null ? null : customerOf.get(draft.customerId)!.timeZone
    try {
      const approval = approveOne(deps, lot, { draft, revision, number, by: by!, now })
      const stale = staleFacts(revision, evidenceOf(revision, timeZone))
      if (stale.length > 0) throw staleFact()
      const why = unschedulable.get(draftId)
      if (why !== undefined) throw why
      approvals.push(approval)
      return { draftId, outcome: 'approved' }
    } catch (error) {
      if (error instanceof Problem) return { draftId, outcome: codeOf(error) }
      throw error
    }
  })
  await insertApprovals(
    tx,
    approvals.map(({ row }) => row),
    now,
  )
  await scheduleDeliveries(deps, tx, lot.campaignId, approvals)
  return told
}

function approveOne(
  deps: ApplyDeps,
  lot: Lot,
  one: { draft: DraftRow; revision: RevisionRow; number: number; by: Principal; now: Date },
): Approval {
  const { draft, revision, by, now } = one
  const { approved, ownEdit } = approve(draft, revision, by, { revision: one.number, decisionId: deps.newId(), now })
  const row = {
    id: approved.decisionId,
    draftId: draft.id,
    revision: approved.revision,
    digest: approved.digest,
    blockingCount: revision.blockingCount,
    verdict: 'approve',
    principalId: by.id,
    ownEdit,
    reason: null,
    note: null,
    lotId: lot.id,
    createdAt: now,
  } as const
  return { approved, draft, row }
}

const codeOf = ({ type }: Problem): MemberOutcome => type.slice('/problems/'.length).replaceAll('-', '_')

/** Marks a lot whose last draft is told. What somebody else is at work on is for him to finish. */
async function finish(deps: ApplyDeps, lot: Lot): Promise<void> {
  const outcomes = await countOutcomes(deps.db, lot.id)
  if (outcomes.some(({ outcome }) => outcome === null)) return
  if (!(await markApplied(deps.db, lot.id, deps.now()))) return
  const approved = outcomes.find(({ outcome }) => outcome === 'approved')?.drafts ?? 0
  emit(deps.log, { event: 'lot-applied', lotId: lot.id, approved, dropped: lot.population - approved })
  await refreshStatus(deps, lot.campaignId)
}
