import { type BriefSources, loadManyBriefSources } from '../briefs/load-brief.ts'
import { findChannel } from '../channels/list.ts'
import type { Context } from '../context.ts'
import { expiryFrom, statusAfterChecks } from '../drafts/draft.ts'
import { type PreparedBrief, prepareFrom } from '../drafts/prepare-brief.ts'
import { generationFailed } from '../drafts/problems.ts'
import type { DraftRow } from '../drafts/store.ts'
import { type ThinkDeps, thinkUpRevision, type WriteOptions } from '../drafts/think-up-revision.ts'
import type { Failure, FailureKind } from '../llm/retry.ts'
import { Problem } from '../problem.ts'
import type { Prompt } from '../prompts/prompt.ts'
import type { Claim, Ending, Written } from './member-store.ts'
import { pauseForBudget } from './pause-for-budget.ts'
import type { Campaign } from './store.ts'

export type WriteDeps = Context & ThinkDeps & { prompts: readonly Prompt[] }

/** Times a member's draft may go wrong before the member fails. */
export const MAX_TRIES = 3
/** Times a member is claimed when its process dies each time: it may be what kills them. */
const MAX_CLAIMS = 10

/** A claimed member with all that its draft is made of. */
export type Task = { campaign: Campaign; claim: Claim; sources: BriefSources }

/** Reads what the drafts of some members are made of, in a constant number of queries. @returns those of whom nothing can be read, too */
export async function gatherTasks(
  deps: WriteDeps,
  campaign: Campaign,
  claims: readonly Claim[],
): Promise<{ tasks: Task[]; endings: Ending[] }> {
  const customerIds = claims.map(({ customerId }) => customerId)
  const found = await loadManyBriefSources(deps, { customerIds, offerId: campaign.offerId })
  const tasks: Task[] = []
  const endings: Ending[] = []
  for (const claim of claims) {
    const sources = found.get(claim.customerId)
    if (sources === undefined) endings.push({ claim, state: 'excluded', reason: 'erased', isFree: true })
    else if (claim.attempts > MAX_CLAIMS) endings.push(failed(claim, generationFailed().type))
    else tasks.push({ campaign, claim, sources })
  }
  return { tasks, endings }
}

/**
 * Writes one member's draft, checked like every other one. Stores nothing, and never throws.
 * @param hasWorked whether another call came back well since this one began: then what goes wrong is this member's own matter
 */
export async function writeDraft(
  deps: WriteDeps,
  task: Task,
  {
    hasWorked,
    ...call
  }: Pick<WriteOptions, 'signal' | 'onUnderWay'> & { signal: AbortSignal; hasWorked: () => boolean },
): Promise<Written | Ending> {
  const { campaign, claim } = task
  try {
    const prepared = prepare(deps, task)
    const draft = rowOf(deps, task, prepared)
    const revision = await thinkUpRevision(deps, draft, prepared, { ...call, campaignId: campaign.id })
    return { claim, draft: { ...draft, status: statusAfterChecks(revision.blockingCount) }, revision }
  } catch (error) {
    if (call.signal.aborted) return { claim, state: 'waiting', reason: null, isFree: true }
    if (!(error instanceof Problem)) {
      deps.log.error({ event: 'member-not-written', campaignId: campaign.id, err: error })
    }
    const failure = failureOf(error)
    if (failure?.kind === 'budget') await pauseForBudget(deps, campaign.id, failure.scope ?? '')
    return endingAfter(claim, error, hasWorked())
  }
}

/** The brief of a member's arm: the same wish, and for `generic` nothing of what the customer did. */
function prepare(deps: WriteDeps, { campaign, claim, sources }: Task): PreparedBrief {
  const request = {
    customerId: claim.customerId,
    channel: findChannel(campaign.channel)!,
    promptName: campaign.promptName,
    purpose: campaign.purpose,
    offerId: campaign.offerId,
    agentName: campaign.agentName,
    note: campaign.note,
    withoutSignals: claim.arm === 'generic',
  }
  return prepareFrom(sources, request, deps.prompts, deps.now())
}

function rowOf(deps: WriteDeps, { campaign, claim }: Task, { brief, prompt, promptReason }: PreparedBrief): DraftRow {
  const now = deps.now()
  return {
    id: deps.newId(),
    customerId: claim.customerId,
    campaignId: campaign.id,
    arm: claim.arm,
    channel: campaign.channel,
    purpose: brief.purpose,
    promptName: prompt.name,
    promptReason,
    offerId: campaign.offerId,
    agentName: campaign.agentName,
    note: campaign.note,
    status: 'ready_for_review',
    currentRevision: 0,
    requestedBy: campaign.startedBy!,
    leaseUntil: null,
    attempts: claim.attempts,
    instruction: null,
    generationId: null,
    failure: null,
    createdAt: now,
    expiresAt: expiryFrom(now),
    updatedAt: now,
    erasedAt: null,
  }
}

const failed = (claim: Claim, reason: string): Ending => ({ claim, state: 'failed', reason, isFree: false })

/** Nobody gets through: no member's fault. */
const AWAY: readonly FailureKind[] = ['rate', 'quota', 'auth', 'budget']
/** The provider is away, or this one request is more than it can bear: whether others get through tells which. */
const UNSURE: readonly FailureKind[] = ['unavailable', 'timeout', 'bad-request']

/** What becomes of a member whose draft went wrong: it waits for another try, or has failed. Pure. */
export function endingAfter(claim: Claim, error: unknown, hasWorked: boolean): Ending {
  const kind = failureOf(error)?.kind ?? null
  if (kind !== null && (AWAY.includes(kind) || (UNSURE.includes(kind) && !hasWorked))) {
    return { claim, state: 'waiting', reason: null, isFree: true }
  }
  const problem = error instanceof Problem ? error : generationFailed()
  // Nobody was asked: what makes the draft impossible will do so again.
  const isHopeless = error instanceof Problem && kind === null
  if (isHopeless || claim.attempts >= MAX_TRIES) return failed(claim, problem.type)
  return { claim, state: 'waiting', reason: null, isFree: false }
}

/** How the model's call failed; null when something else went wrong. */
function failureOf(error: unknown): Failure | null {
  const cause = error instanceof Problem ? (error.cause as Failure | null | undefined) : null
  return cause?.kind === undefined ? null : cause
}
