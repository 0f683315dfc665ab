import { actAs } from '../audit/store.ts'
import type { Fact, SlotValues } from '../briefs/brief.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/client.ts'
import { type SentBack, tellSentBack, writeSentBack } from '../drafts/decide-draft.ts'
import { isExpired, type RejectReason } from '../drafts/draft.ts'
import { type DraftRow, findRevision, lockDraft, type RevisionRow } from '../drafts/store.ts'
import { emit } from '../events.ts'
import type { Principal } from '../principals/principal.ts'
import { mayJudge, mayRead, type StopReason, type Verdict } from './lot.ts'
import { lotNotFound, sampleNotFound } from './lot-problems.ts'
import { changeLot, findMember, type Lot, lockLot, type Sample } from './lot-store.ts'
import { type Planted, plantFault, shownOf, type Shown } from './planted-fault.ts'
import { countWords } from './rubber-stamp.ts'
import { countUnjudged, lockSample, noteShown, noteVerdict, takeNextPlace } from './sample-store.ts'
import { type Campaign, findCampaign } from './store.ts'

/** After this time without a verdict a place is shown to somebody else as well. */
const GIVEN_UP_MS = 30 * 60_000

/** One text to judge, with what it may say. Whether it is a draft or a copy with a fault is not told before the verdict. */
export type ToJudge = Shown & { place: number; shownAt: Date; slots: SlotValues; facts: Fact[] }
/** How a lot stands after something happened to it. */
export type Standing = Pick<Lot, 'id' | 'status' | 'stopReason'> & { remaining: number }

/**
 * What this person is to judge next, the same one until it is judged; null when nothing is left for him or her. A drawn draft that
 * was edited or decided alone meanwhile cannot be judged any more and stops the lot.
 * @throws lot-not-found, only-humans-decide, four-eyes, lot-ended, campaign-state
 */
export async function showNext(
  deps: Context,
  { lotId, by }: { lotId: string; by: Principal },
): Promise<{ next: ToJudge | null; lot: Standing }> {
  return deps.db.transaction(async (tx) => {
    const { lot, campaign } = await mustLock(tx, lotId)
    mayRead(lot, campaign, by)
    const now = deps.now()
    const sample = await takeNextPlace(tx, lotId, by.id, new Date(now.getTime() - GIVEN_UP_MS))
    if (sample === null) return { next: null, lot: await standing(tx, lot) }
    const found = await whatIsShown(tx, lot, sample, now)
    if (found === null) return { next: null, lot: await stop(deps, tx, lot, sample.place, 'changed', by) }
    const isOurs = sample.shownTo === by.id
    if (!isOurs) await noteShown(tx, lotId, sample.place, { to: by.id, at: now })
    const { revision, shown } = found
    return {
      next: {
        place: sample.place,
        shownAt: isOurs ? sample.shownAt! : now,
        subject: shown.subject,
        text: shown.text,
        slots: revision.slots,
        facts: revision.brief.facts.filter(({ use }) => use === 'mention'),
      },
      lot: await standing(tx, lot),
    }
  })
}

export type Judged = {
  place: number
  verdict: Verdict | null
  /** The fault that was put in, if it was a copy. */
  planted: Pick<Planted, 'kind' | 'was' | 'now'> | null
  /** The draft, if it was one. */
  draft: Pick<DraftRow, 'id' | 'customerId'> | null
  lot: Standing
}

/**
 * One person's verdict on one place. A bad draft is rejected and stops the lot; a copy with a fault only tells how carefully is
 * read. Said again by the same person it answers the same.
 * @throws lot-not-found, sample-not-found, only-humans-decide, four-eyes, lot-ended, campaign-state, sample-judged, sample-not-shown
 */
export async function judgeSample(deps: Context, input: Said): Promise<Judged> {
  const { judged, rejected, isNew } = await deps.db.transaction((tx) => judge(deps, tx, input))
  const { lotId, place, by } = input
  if (isNew) emit(deps.log, { event: 'lot-judged', lotId, place, verdict: input.verdict, principalId: by.id })
  if (rejected !== null) tellSentBack(deps, rejected)
  return judged
}

type Said = { lotId: string; place: number; by: Principal } & (
  | { verdict: 'good' }
  | { verdict: 'bad'; reason: RejectReason; note: string | null }
)

async function judge(
  deps: Context,
  tx: Tx,
  input: Said,
): Promise<{ judged: Judged; rejected: SentBack | null; isNew: boolean }> {
  const { lotId, place, by, verdict } = input
  const reason = input.verdict === 'bad' ? input.reason : null
  const { lot, campaign } = await mustLock(tx, lotId)
  const sample = await lockSample(tx, lotId, place)
  if (sample === null) throw sampleNotFound()
  const now = deps.now()
  const isNew = mayJudge(lot, campaign, sample, by, { verdict, reason }) === 'now'
  const found = await whatIsShown(tx, lot, sample, now, !isNew)
  if (found === null) {
    const stopped = await stop(deps, tx, lot, place, 'changed', by)
    const judged = { place, verdict: null, planted: null, draft: null, lot: stopped }
    return { judged, rejected: null, isNew: false }
  }
  const { draft, revision, shown, planted } = found
  const ours = sample.plantedFault === null ? { id: draft.id, customerId: draft.customerId } : null
  const told = { place, verdict, planted, draft: ours }
  if (isNew) {
    const words = countWords(`${shown.subject ?? ''} ${shown.text}`)
    await noteVerdict(tx, lotId, place, { verdict, reason, judgedBy: by.id, judgedAt: now, words })
    await deps.failpoint('lot.judged')
  }
  if (!isNew || ours === null || input.verdict === 'good') {
    return { judged: { ...told, lot: await standing(tx, lot) }, rejected: null, isNew }
  }
  const { note } = input
  const rejected: SentBack = {
    draftId: draft.id,
    revision: revision.number,
    by,
    verdict: 'reject',
    reason: input.reason,
    note,
  }
  await writeSentBack(deps, tx, rejected)
  return { judged: { ...told, lot: await stop(deps, tx, lot, place, 'bad', by) }, rejected, isNew }
}

async function mustLock(tx: Tx, lotId: string): Promise<{ lot: Lot; campaign: Campaign }> {
  const lot = await lockLot(tx, lotId)
  if (lot === null) throw lotNotFound()
  return { lot, campaign: (await findCampaign(tx, lot.campaignId))! }
}

type Found = { draft: DraftRow; revision: RevisionRow; shown: Shown; planted: Planted | null }

/** What stands at a place; null when the draft is no longer what was drawn. `anyState`: what was judged may have ended. */
async function whatIsShown(tx: Tx, lot: Lot, sample: Sample, now: Date, anyState = false): Promise<Found | null> {
  const draft = (await lockDraft(tx, sample.draftId))!
  const member = (await findMember(tx, lot.id, sample.draftId))!
  const revision = (await findRevision(tx, draft.id, member.revision))!
  if (sample.plantedFault !== null) {
    const planted = plantFault(revision, lot.seed, sample.plantedFault)
    return { draft, revision, shown: planted ?? shownOf(revision), planted }
  }
  const asDrawn =
    draft.status === 'ready_for_review' && draft.currentRevision === member.revision && !isExpired(draft, now)
  return asDrawn || anyState ? { draft, revision, shown: shownOf(revision), planted: null } : null
}

async function stop(
  deps: Context,
  tx: Tx,
  lot: Lot,
  place: number,
  reason: StopReason,
  by: Principal,
): Promise<Standing> {
  const change = { status: 'stopped', stopReason: reason, stoppedAt: place } as const
  await actAs(tx, by.id)
  await changeLot(tx, lot.id, { ...change, updatedAt: deps.now() })
  emit(deps.log, { event: 'lot-ended', lotId: lot.id, status: 'stopped', reason, principalId: by.id })
  return standing(tx, { ...lot, ...change })
}

const standing = async (tx: Tx, { id, status, stopReason }: Lot): Promise<Standing> => ({
  id,
  status,
  stopReason,
  remaining: await countUnjudged(tx, id),
})
