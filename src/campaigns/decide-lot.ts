import { actAs } from '../audit/store.ts'
import type { Context } from '../context.ts'
import type { Db, Tx } from '../db/client.ts'
import { emit } from '../events.ts'
import type { Principal } from '../principals/principal.ts'
import { applyChunk, type ApplyDeps } from './apply-lots.ts'
import { chanceOfNone, decimalOf, fewestTooMany } from './hypergeometric.ts'
import { mayCancel, mayDecide, type Statistics } from './lot.ts'
import { lotNotFound } from './lot-problems.ts'
import { changeLot, findLot, type Lot, lockLot } from './lot-store.ts'
import { type Reading, readingsByReviewer } from './rubber-stamp.ts'
import { countUnjudged, findSamples } from './sample-store.ts'
import { findCampaign } from './store.ts'

/**
 * One person's yes to every draft of a lot, after its whole sample was judged and none of it is bad. The decision is written down
 * with what it rests on; the first drafts are approved at once, the others in the background, and any crash in between is made
 * up for. Said again by the same person it answers the same.
 * @throws lot-not-found, only-humans-decide, four-eyes, lot-ended, campaign-state, lot-not-judged
 */
export async function decideLot(deps: ApplyDeps, { lotId, by }: { lotId: string; by: Principal }): Promise<Lot> {
  const { lot, isNew } = await deps.db.transaction(async (tx) => {
    const lot = await mustLock(tx, lotId)
    const campaign = (await findCampaign(tx, lot.campaignId))!
    if (mayDecide(lot, campaign, await countUnjudged(tx, lotId), by) === 'already') return { lot, isNew: false }
    const now = deps.now()
    const statistics = await statisticsOf(tx, lot)
    const change = { status: 'accepted', decidedBy: by.id, decidedAt: now, statistics, updatedAt: now } as const
    await changeLot(tx, lotId, change)
    return { lot: { ...lot, ...change }, isNew: true }
  })
  await deps.failpoint('lot.decided')
  if (isNew) emit(deps.log, { event: 'lot-ended', lotId, status: 'accepted', principalId: by.id })
  if (lot.appliedAt === null) await applyChunk(deps, lot)
  return (await findLot(deps.db, lotId))!
}

/** Ends a lot without a decision; its drafts wait as before. @throws lot-not-found, lot-ended */
export async function cancelLot(deps: Context, { lotId, by }: { lotId: string; by: Principal }): Promise<Lot> {
  const isNew = await deps.db.transaction(async (tx) => {
    if (mayCancel(await mustLock(tx, lotId)) === 'already') return false
    await actAs(tx, by.id)
    await changeLot(tx, lotId, { status: 'cancelled', updatedAt: deps.now() })
    return true
  })
  if (isNew) emit(deps.log, { event: 'lot-ended', lotId, status: 'cancelled', principalId: by.id })
  return (await findLot(deps.db, lotId))!
}

async function mustLock(tx: Tx, lotId: string): Promise<Lot> {
  const lot = await lockLot(tx, lotId)
  if (lot === null) throw lotNotFound()
  return lot
}

/** How carefully each reviewer of a lot has read. */
export async function readingsOf(db: Db | Tx, lotId: string): Promise<Reading[]> {
  return (await findSamples(db, lotId)).flatMap(({ verdict, judgedBy, judgedAt, shownAt, words, plantedFault }) =>
    verdict === null
      ? []
      : [
          {
            reviewer: judgedBy!,
            words: words!,
            dwellMs: judgedAt!.getTime() - shownAt!.getTime(),
            verdict,
            planted: plantedFault !== null,
          },
        ],
  )
}

/** The chance, at most, with which a lot that is worse than wanted gets through this sample: what was read beyond it counts nothing. */
export const riskAsDrawn = ({ population, sampleSize, maxBadShare }: Lot): string =>
  decimalOf(chanceOfNone(population, fewestTooMany({ population, maxBadShare }), sampleSize))

async function statisticsOf(tx: Tx, lot: Lot): Promise<Statistics> {
  const readings = await readingsOf(tx, lot.id)
  const planted = readings.filter((reading) => reading.planted)
  return {
    population: lot.population,
    sampleSize: lot.sampleSize,
    judged: readings.length - planted.length,
    bad: 0,
    maxBadShare: Number(lot.maxBadShare),
    confidence: Number(lot.confidence),
    attempt: lot.attempt,
    risk: riskAsDrawn(lot),
    planted: planted.length,
    missed: planted.filter(({ verdict }) => verdict === 'good').length,
    reviewers: [...readingsByReviewer(readings).values()],
  }
}
