import type { Context } from '../context.ts'
import type { Tx } from '../db/client.ts'
import { constraintOf } from '../db/errors.ts'
import { findCurrentRevisions } from '../drafts/decision-store.ts'
import { emit } from '../events.ts'
import type { Principal } from '../principals/principal.ts'
import { MAX_PLANTED, plantedFor, shareOfStratum, shownOrder } from './draw.ts'
import { sampleSize } from './hypergeometric.ts'
import { type LotPlan, mustBeReviewed } from './lot.ts'
import { lotEmpty, lotTooLarge, lotTriedTooOften, lotUnderWay } from './lot-problems.ts'
import {
  changeLot,
  countEligible,
  countTries,
  findLot,
  insertLot,
  insertMembers,
  insertSamples,
  type Lot,
  pickSample,
  type Stratum,
} from './lot-store.ts'
import { plantFault } from './planted-fault.ts'
import { campaignNotFound } from './problems.ts'
import { findCampaign, lockCampaign } from './store.ts'

/** Drafts of one lot: what the database counts its chance for, in whole numbers of any size. */
export const MAX_POPULATION = 1_000_000
/** Lots of one campaign. Whoever needs more has something to put right first. */
export const MAX_ATTEMPTS = 20
/** Times that a lot is drawn anew because a draft changed meanwhile. */
const MAX_DRAWINGS = 5

/** What a lot would come to. */
export type Expected = {
  population: number
  sampleSize: number
  attempt: number
  strata: (Stratum & { atLeast: number })[]
}

const asText = ({ maxBadShare, confidence }: LotPlan) => ({
  maxBadShare: String(maxBadShare),
  confidence: String(confidence),
})

function expect(strata: readonly Stratum[], plan: LotPlan, attempt: number): Expected {
  const population = strata.reduce((sum, { drafts }) => sum + drafts, 0)
  if (population === 0) throw lotEmpty('Drafts with a finding, and what was decided, are not part of a lot.')
  if (population > MAX_POPULATION) throw lotTooLarge(`A lot holds ${MAX_POPULATION} drafts at most.`)
  if (attempt > MAX_ATTEMPTS) throw lotTriedTooOften('Judge the drafts that are left one by one.')
  const size = sampleSize({ population, ...asText(plan), attempt })
  return {
    population,
    sampleSize: size,
    attempt,
    strata: strata.map((one) => ({ ...one, atLeast: shareOfStratum(one.drafts, population, size) })),
  }
}

/**
 * What would have to be read now. Nothing is stored.
 * @throws campaign-not-found, campaign-state, lot-empty, lot-too-large, lot-tried-too-often
 */
export async function expectLot(deps: Context, input: { campaignId: string; plan: LotPlan }): Promise<Expected> {
  const campaign = await findCampaign(deps.db, input.campaignId)
  if (campaign === null) throw campaignNotFound()
  mustBeReviewed(campaign)
  const strata = await countEligible(deps.db, campaign.id, deps.now())
  return expect(strata, input.plan, 1 + (await countTries(deps.db, campaign.id)))
}

/**
 * Makes a lot of all clean drafts of a campaign that wait for a decision, and draws what is to be read. A lot of that id that is
 * there is given back as it is.
 * @throws campaign-not-found, campaign-state, lot-empty, lot-too-large, lot-tried-too-often, lot-under-way
 */
export async function openLot(
  deps: Context,
  input: { campaignId: string; plan: LotPlan; by: Principal; lotId?: string | undefined },
): Promise<Lot> {
  const known = input.lotId === undefined ? null : await findLot(deps.db, input.lotId)
  if (known !== null) return known
  for (let drawing = 1; ; drawing++) {
    try {
      const lot = await deps.db.transaction((tx) => draw(deps, tx, input))
      await deps.failpoint('lot.opened')
      const { id: lotId, population, sampleSize: size } = lot
      emit(deps.log, { event: 'lot-opened', lotId, population, sampleSize: size, principalId: input.by.id })
      return lot
    } catch (error) {
      const rule = constraintOf(error)
      if (rule === 'lots_one_at_a_time') throw lotUnderWay('Judge it or cancel it first: GET /v1/campaigns/{id}/lots.')
      // A draft was decided or edited between being found and being put in.
      if (rule !== 'lot_members_clean' || drawing === MAX_DRAWINGS) throw error
    }
  }
}

async function draw(
  deps: Context,
  tx: Tx,
  { campaignId, plan, by, lotId }: Parameters<typeof openLot>[1],
): Promise<Lot> {
  const campaign = await lockCampaign(tx, campaignId)
  if (campaign === null) throw campaignNotFound()
  mustBeReviewed(campaign)
  if ((await countTries(tx, campaignId)) >= MAX_ATTEMPTS) throw lotTriedTooOften('Judge what is left one by one.')
  const now = deps.now()
  const lot = await insertLot(tx, {
    id: lotId ?? deps.newId(),
    campaignId,
    ...asText(plan),
    createdBy: by.id,
    createdAt: now,
  })
  const { population, sampleSize: size, strata } = expect(await insertMembers(tx, lot, now), plan, lot.attempt)
  await insertSamples(tx, lot.id, await places(tx, lot, size, strata))
  const opened = { status: 'open', population, sampleSize: size, updatedAt: now } as const
  await changeLot(tx, lot.id, opened)
  return { ...lot, ...opened }
}

/** What is shown, in its order: the drafts that were drawn, and among them copies of others with a fault. */
async function places(tx: Tx, lot: Lot, size: number, strata: Expected['strata']) {
  const wanted = strata.map(({ stratum, atLeast }) => ({ stratum, places: atLeast }))
  const picked = await pickSample(tx, lot, size, wanted, MAX_PLANTED)
  const drawn = picked.flatMap((one) => (one.drawn ? [one.draftId] : []))
  // Of a lot that is read as a whole, the copies are of drafts that are read themselves.
  const spare = [...picked.flatMap((one) => (one.drawn ? [] : [one.draftId])), ...drawn].slice(
    0,
    plantedFor(drawn.length),
  )
  const revisions = new Map((await findCurrentRevisions(tx, spare)).map((revision) => [revision.draftId, revision]))
  const faults = spare.flatMap((draftId) => {
    const revision = revisions.get(draftId)
    const planted = revision === undefined ? null : plantFault(revision, lot.seed)
    return planted === null ? [] : [{ draftId, planted: true, plantedFault: planted.kind }]
  })
  return shownOrder([...drawn.map((draftId) => ({ draftId, planted: false, plantedFault: null })), ...faults], lot.seed)
}
