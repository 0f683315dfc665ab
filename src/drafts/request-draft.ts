import type { ChannelName, Purpose } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import type { Principal } from '../principals/principal.ts'
import { expiryFrom, GENERATION_LEASE_SECONDS } from './draft.ts'
import { type GenerateDeps, writeNextRevision } from './generate-revision.ts'
import { draftGenerate } from './jobs.ts'
import { type PreparedBrief, prepareBrief } from './prepare-brief.ts'
import { channelUnavailable } from './problems.ts'
import { type DraftRow, findDraft, type FullDraft, insertDraft } from './store.ts'
import type { WriteOptions } from './think-up-revision.ts'

export type DraftRequest = {
  /** The id that the draft is to have; left out, it gets a new one. */
  draftId?: string | undefined
  customerId: string
  promptName: string | null
  channel: ChannelName
  purpose: Purpose | null
  offerId: string | null
  agentName: string | null
  note: string | null
  requestedBy: Pick<Principal, 'id' | 'name' | 'kind'>
}

/**
 * Writes a draft for one customer and waits for it.
 * @throws as `beginDraft`, and the model's problems; after those the draft is kept as `failed`
 */
export async function requestDraft(deps: GenerateDeps, request: DraftRequest): Promise<FullDraft> {
  const { write } = await beginDraft(deps, request)
  return write()
}

/**
 * Stores a draft in the state `generating` and hands out what writes it. Who begins it, has to call `write`.
 * @throws customer-not-found, unknown-prompt, no-prompt-fits, offer-not-usable, channel-unavailable
 */
export async function beginDraft(
  deps: GenerateDeps,
  request: DraftRequest,
): Promise<{ draftId: string; write(options?: WriteOptions): Promise<FullDraft> }> {
  const { row, prepared } = await planDraft(deps, request)
  await insertDraft(deps.db, row)
  await deps.failpoint('draft.begun')
  const { name, kind } = request.requestedBy
  return {
    draftId: row.id,
    write: (options = {}) => writeNextRevision(deps, row, { ...options, prepared, requestedBy: { name, kind } }),
  }
}

/** Notes the wish for a draft and lets a worker write it. @throws as `beginDraft` */
export async function enqueueDraft(deps: GenerateDeps, request: DraftRequest): Promise<FullDraft> {
  const { row } = await planDraft(deps, request)
  await deps.db.transaction(async (tx) => {
    await insertDraft(tx, row)
    await deps.failpoint('draft.noted')
    await deps.queue.enqueue(tx, draftGenerate, { draftId: row.id })
    await deps.failpoint('draft.in-queue')
  })
  await deps.failpoint('draft.enqueued')
  return (await findDraft(deps.db, row.id))!
}

async function planDraft(
  deps: GenerateDeps,
  request: DraftRequest,
): Promise<{ row: DraftRow; prepared: PreparedBrief }> {
  const channel = findChannel(request.channel)
  if (channel === undefined) throw channelUnavailable(`Nothing can be written for ${request.channel} here.`)
  const prepared = await prepareBrief(deps, { ...request, channel })
  const now = deps.now()
  const row: DraftRow = {
    id: request.draftId ?? deps.newId(),
    customerId: request.customerId,
    campaignId: null,
    arm: null,
    channel: channel.name,
    purpose: prepared.brief.purpose,
    promptName: prepared.prompt.name,
    promptReason: prepared.promptReason,
    offerId: request.offerId,
    agentName: request.agentName,
    note: request.note,
    status: 'generating',
    currentRevision: 0,
    requestedBy: request.requestedBy.id,
    leaseUntil: new Date(now.getTime() + GENERATION_LEASE_SECONDS * 1000),
    attempts: 1,
    instruction: null,
    generationId: null,
    failure: null,
    createdAt: now,
    expiresAt: expiryFrom(now),
    updatedAt: now,
    erasedAt: null,
  }
  return { row, prepared }
}
