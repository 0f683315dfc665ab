import { randomBytes } from 'node:crypto'
import { findChannel } from '../channels/list.ts'
import type { Context } from '../context.ts'
import { emit } from '../events.ts'
import type { Answer } from '../llm/answer.ts'
import type { Call, Partial } from '../llm/ask.ts'
import { generate } from '../llm/generate.ts'
import type { Judge } from '../llm/judge.ts'
import type { Model } from '../llm/model.ts'
import type { PreparedBrief } from './prepare-brief.ts'
import { secondOpinion } from './second-opinion.ts'
import type { DraftRow, RevisionRow } from './store.ts'
import { writeRevision } from './write-revision.ts'

export type ThinkDeps = Pick<Context, 'log' | 'now' | 'failpoint'> & {
  model: Model
  /** Reads what the model wrote and may only add warnings; null: nobody does. */
  judge: Judge | null
  /** Start of every link to this service, without a slash at its end. */
  publicUrl: string
}

export type WriteOptions = {
  /** Aborted with a Problem, it stops the model, and that Problem is the draft's failure. */
  signal?: AbortSignal
  /** The campaign that pays for it and can wait for the model; undefined: a person waits for it. */
  campaignId?: string
  /** Gets the text while it is being written: unchecked, its slots not filled. */
  onPartial?: (partial: Partial) => void
} & Pick<Call, 'onUnderWay'>

/**
 * Has the model write the next revision of a draft, checks and renders it. Stores nothing.
 * @throws the model's problems; the signal's own reason when it aborts
 */
export async function thinkUpRevision(
  deps: ThinkDeps,
  draft: Pick<DraftRow, 'id' | 'channel' | 'currentRevision' | 'requestedBy' | 'instruction'>,
  { brief, slots, prompt, sources }: PreparedBrief,
  options: WriteOptions,
): Promise<RevisionRow> {
  const channel = findChannel(draft.channel)!
  const { answer, use } = await generate(deps.model, {
    ...prompt.render(brief, draft.instruction ?? undefined),
    hasSubject: channel.hasSubject,
    functionId: `${prompt.name}@${prompt.version}`,
    ...prompt.parameters,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.campaignId === undefined ? {} : { campaignId: options.campaignId }),
    ...(options.onPartial === undefined ? {} : { onPartial: options.onPartial }),
    ...(options.onUnderWay === undefined ? {} : { onUnderWay: options.onUnderWay }),
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
  const remarks = await secondOpinion(deps, { draftId: draft.id, content, brief, campaignId: options.campaignId })
  return { ...checked, findings: [...checked.findings, ...remarks] }
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

/** Says in the log that a revision of a model is stored. */
export function tellGenerated({ log }: Pick<Context, 'log'>, revision: RevisionRow): void {
  emit(log, {
    event: 'draft-generated',
    draftId: revision.draftId,
    revision: revision.number,
    prompt: `${revision.promptName}@${revision.promptVersion}`,
    model: revision.model!.id,
    fallback: revision.model!.fallback,
    blocking: revision.blockingCount,
  })
}
