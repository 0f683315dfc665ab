import { randomBytes } from 'node:crypto'
import { findChannel } from '../channels/list.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/client.ts'
import { emit } from '../events.ts'
import type { Answer } from '../llm/answer.ts'
import type { Partial } from '../llm/ask.ts'
import { generate } from '../llm/generate.ts'
import type { Judge } from '../llm/judge.ts'
import type { Model } from '../llm/model.ts'
import { Problem } from '../problem.ts'
import type { Prompt } from '../prompts/prompt.ts'
import type { Queue } from '../queue/queue.ts'
import { secondOpinion } from './second-opinion.ts'
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
import { writeRevision } from './write-revision.ts'

export type GenerateDeps = Context & {
  model: Model
  /** Reads what the model wrote and may only add warnings; null: nobody does. */
  judge: Judge | null
  prompts: readonly Prompt[]
  queue: Queue
  /** Start of every link to this service, without a slash at its end. */
  publicUrl: string
}

export type WriteOptions = {
  /** Aborted with a Problem, it stops the model, and that Problem is the draft's failure. */
  signal?: AbortSignal
  /** Gets the text while it is being written: unchecked, its slots not filled. */
  onPartial?: (partial: Partial) => void
}

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
    const channel = findChannel(draft.channel)!
    const prepared = options.prepared ?? (await prepareBrief(deps, { ...draft, channel }))
    const { brief, slots, prompt, sources } = prepared
    const { answer, use } = await generate(deps.model, {
      ...prompt.render(brief, draft.instruction ?? undefined),
      hasSubject: channel.hasSubject,
      functionId: `${prompt.name}@${prompt.version}`,
      ...prompt.parameters,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.onPartial === undefined ? {} : { onPartial: options.onPartial }),
    })
    await deps.failpoint('draft.thought-up')
    const { subject = '', body, claims } = storable(answer)
    const content = channel.hasSubject ? { subject, body } : { body }
    const checked = writeRevision({
      draftId: draft.id,
      number: draft.currentRevision + 1,
      origin: 'model',
      authorId: draft.requestedBy,
      instruction: draft.instruction,
      channel,
      content,
      claims,
      brief,
      slots,
      recipient: channel.addressOf(sources.customer),
      brand: sources.brand,
      prompt,
      model: use,
      unsubscribeToken: randomBytes(24).toString('base64url'),
      publicUrl: deps.publicUrl,
      createdAt: deps.now(),
    })
    const remarks = await secondOpinion(deps, { draftId: draft.id, content, brief })
    const revision = { ...checked, findings: [...checked.findings, ...remarks] }
    const change = { status: statusAfterChecks(revision.blockingCount), updatedAt: deps.now() }
    const isOurs = await completeGeneration(deps.db, revision, change)
    await deps.failpoint('draft.written')
    if (isOurs) {
      emit(deps.log, {
        event: 'draft-generated',
        draftId: draft.id,
        revision: revision.number,
        prompt: `${prompt.name}@${prompt.version}`,
        model: use.id,
        fallback: use.fallback,
        blocking: revision.blockingCount,
      })
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

/** A model may answer with what no database keeps: U+0000 goes, lone surrogates become U+FFFD. */
function storable(answer: Answer): Answer {
  const clean = (text: string): string => text.replaceAll('\u0000', '').toWellFormed()
  return {
    ...(answer.subject === undefined ? {} : { subject: clean(answer.subject) }),
    body: clean(answer.body),
    claims: answer.claims.map((claim) => ({ text: clean(claim.text), facts: claim.facts.map(clean) })),
  }
}
