import { hash } from 'node:crypto'
import { z } from 'zod'
import { Fact } from '../briefs/brief.ts'
import type { Context } from '../context.ts'
import { PrincipalKind } from '../principals/principal.ts'
import { findNames } from '../principals/store.ts'
import { Instant } from '../text.ts'
import { readingsOf, riskAsDrawn } from './decide-lot.ts'
import { Shared, sharedTraits } from './in-common.ts'
import type { Judged, Standing } from './judge-sample.ts'
import { countOutcomes, type Lot } from './lot-store.ts'
import { FaultKind } from './planted-fault.ts'
import { readingsByReviewer, ReviewWarning } from './rubber-stamp.ts'
import { countSample, countUnjudged, findSample, findTraces } from './sample-store.ts'

const LotStatusView = z
  .enum(['open', 'accepted', 'stopped', 'cancelled'])
  .meta({ id: 'LotStatus', description: '`open`: its sample is being judged' })
const StopReasonView = z.enum(['bad', 'changed']).meta({
  id: 'LotStopReason',
  description:
    '`bad`: a draft of the sample was judged bad; `changed`: one was edited or decided alone before it was judged',
})
const Person = z.strictObject({ name: z.string(), kind: PrincipalKind }).meta({ id: 'LotPerson' })

const head = {
  id: z.uuid(),
  campaignId: z.uuid(),
  status: LotStatusView,
  maxBadShare: z.number(),
  confidence: z.number(),
  attempt: z.int().meta({
    description:
      'One more than the lots of this campaign of which something was seen and that were not accepted. Each further try may err half as often, so trying again and again does not wear the guarantee down.',
  }),
  population: z.int().meta({ description: 'Drafts in the lot' }),
  sampleSize: z.int().meta({ description: 'What the plan needs: the zero-defect plan of the hypergeometric law' }),
  createdAt: Instant,
  decidedAt: Instant.nullable(),
}
export const ListedLot = z.strictObject(head).meta({ id: 'ListedLot' })

const Stratum = z
  .strictObject({
    stratum: z.string().meta({ description: 'Arm and stage of the journey' }),
    drafts: z.int(),
    drawn: z.int(),
    good: z.int(),
  })
  .meta({ id: 'LotStratum' })

const Reviewer = z
  .strictObject({
    name: z.string(),
    judged: z.int(),
    approved: z.int(),
    medianSeconds: z.number().meta({ description: 'Between being shown and being judged' }),
    wordsPerMinute: z.int(),
    planted: z.int().meta({ description: 'Copies with a fault put in on purpose that he or she was shown' }),
    missed: z.int().meta({ description: 'How many of those were approved' }),
    warnings: z.array(ReviewWarning),
  })
  .meta({ id: 'LotReviewer' })

const Stop = z
  .strictObject({
    reason: StopReasonView,
    place: z.int(),
    draftId: z.uuid(),
    lookedAt: z.int().meta({ description: 'Other drafts of the lot that it was compared with: 2,000 at most' }),
    shared: z.array(Shared).meta({ description: 'What it has in common with them' }),
  })
  .meta({ id: 'LotStop' })

const Result = z
  .strictObject({
    approved: z.int(),
    waiting: z.int().meta({ description: 'Drafts that the decision has not reached yet' }),
    dropped: z.record(z.string(), z.int()).meta({
      description: 'Drafts that were not approved, by reason, such as `stale_fact`: they can be decided one by one',
    }),
  })
  .meta({ id: 'LotResult' })

export const LotView = z
  .strictObject({
    ...head,
    risk: z.string().meta({
      description: 'The chance, at most, with which a lot that is worse than `maxBadShare` gets through; rounded up',
    }),
    remaining: z.int().meta({ description: 'Places of the sample that wait for a verdict' }),
    strata: z.array(Stratum),
    reviewers: z.array(Reviewer).meta({ description: 'How carefully was read. All marketers see the same.' }),
    stop: Stop.nullable(),
    decidedBy: Person.nullable(),
    result: Result.nullable(),
    seed: z.string().nullable().meta({
      description:
        'Told when the lot has ended. Drawn are the first `sampleSize` drafts in the order of SHA-256 over `<seed>:<draft id>`, and of each stratum the first ones up to its share.',
    }),
    seedHash: z.string().meta({ description: 'SHA-256 of the seed, told from the beginning' }),
    createdBy: Person,
  })
  .meta({ id: 'Lot' })

const LotStanding = z
  .strictObject({
    id: z.uuid(),
    status: LotStatusView,
    stopReason: StopReasonView.nullable(),
    remaining: z.int().meta({ description: 'Places that wait for a verdict' }),
  })
  .meta({ id: 'LotStanding' })

export const NextSample = z
  .strictObject({
    next: z
      .strictObject({
        place: z.int(),
        shownAt: Instant,
        subject: z.string().nullable(),
        text: z.string().meta({ description: 'What the customer would get, to the letter' }),
        slots: z.record(z.string(), z.string()).meta({ description: 'What code filled in from the records' }),
        facts: z.array(Fact).meta({ description: 'What the message may say' }),
      })
      .meta({ id: 'SampleToJudge' })
      .nullable()
      .meta({ description: 'null: nothing is left for you' }),
    lot: LotStanding,
  })
  .meta({ id: 'NextSample' })

export const JudgedSample = z
  .strictObject({
    place: z.int(),
    verdict: z.enum(['good', 'bad']).nullable().meta({ description: 'null: it could not be judged any more' }),
    planted: z
      .strictObject({
        kind: FaultKind,
        was: z.string().nullable(),
        now: z.string(),
        found: z.boolean().meta({ description: 'false: a fault that was put in was approved' }),
      })
      .meta({ id: 'PlantedFault' })
      .nullable()
      .meta({ description: 'The fault that was put in on purpose; null: it was a draft' }),
    draft: z.strictObject({ id: z.uuid(), customerId: z.string() }).meta({ id: 'SampledDraft' }).nullable(),
    lot: LotStanding,
    stop: Stop.nullable(),
  })
  .meta({ id: 'JudgedSample' })

type Head = z.output<typeof ListedLot>

export const viewListed = (lot: Lot): Head => ({
  id: lot.id,
  campaignId: lot.campaignId,
  status: shownStatus(lot),
  maxBadShare: Number(lot.maxBadShare),
  confidence: Number(lot.confidence),
  attempt: lot.attempt,
  population: lot.population,
  sampleSize: lot.sampleSize,
  createdAt: lot.createdAt,
  decidedAt: lot.decidedAt,
})

/** A lot that is still being drawn is seen by nobody. */
const shownStatus = ({ status }: Pick<Lot, 'status'>): Head['status'] => (status === 'drawing' ? 'open' : status)

/** Others that a bad draft is compared with: as many as are read in a moment. */
const MAX_TRACES = 2000

export async function viewStop(deps: Context, lot: Lot): Promise<z.output<typeof Stop> | null> {
  if (lot.stopReason === null || lot.stoppedAt === null) return null
  const { draftId } = (await findSample(deps.db, lot.id, lot.stoppedAt))!
  const traces = lot.stopReason === 'bad' ? await findTraces(deps.db, lot.id, draftId, MAX_TRACES) : []
  const bad = traces.find((trace) => trace.draftId === draftId)
  const others = traces.filter((trace) => trace.draftId !== draftId)
  const shared = bad === undefined ? [] : sharedTraits(bad, others)
  return { reason: lot.stopReason, place: lot.stoppedAt, draftId, lookedAt: others.length, shared }
}

export async function viewLot(deps: Context, lot: Lot): Promise<z.output<typeof LotView>> {
  const reviewers = readingsByReviewer(await readingsOf(deps.db, lot.id))
  const names = await findNames(deps.db, [
    ...reviewers.keys(),
    lot.createdBy,
    ...(lot.decidedBy ? [lot.decidedBy] : []),
  ])
  const strata = await countSample(deps.db, lot.id)
  return {
    ...viewListed(lot),
    risk: riskAsDrawn(lot),
    remaining: await countUnjudged(deps.db, lot.id),
    strata: strata.map(({ stratum, drafts, places, good }) => ({ stratum, drafts, drawn: places, good })),
    reviewers: [...reviewers].map(([id, view]) => ({ name: names.get(id)!.name, ...view })),
    stop: await viewStop(deps, lot),
    decidedBy: lot.decidedBy === null ? null : names.get(lot.decidedBy)!,
    result: lot.status === 'accepted' ? await viewResult(deps, lot) : null,
    seed: lot.status === 'open' ? null : lot.seed,
    seedHash: hash('sha256', lot.seed),
    createdBy: names.get(lot.createdBy)!,
  }
}

async function viewResult(deps: Context, { id }: Lot): Promise<z.output<typeof Result>> {
  const outcomes = await countOutcomes(deps.db, id)
  const of = (wanted: string | null): number => outcomes.find(({ outcome }) => outcome === wanted)?.drafts ?? 0
  const dropped = outcomes.flatMap(({ outcome, drafts }): [string, number][] =>
    outcome === null || outcome === 'approved' ? [] : [[outcome, drafts]],
  )
  return { approved: of('approved'), waiting: of(null), dropped: Object.fromEntries(dropped) }
}

export const viewStanding = ({ id, status, stopReason, remaining }: Standing): z.output<typeof LotStanding> => ({
  id,
  status: shownStatus({ status }),
  stopReason,
  remaining,
})

export const viewPlanted = ({ planted, verdict }: Judged): z.output<typeof JudgedSample>['planted'] =>
  planted && { kind: planted.kind, was: planted.was, now: planted.now, found: verdict === 'bad' }
