import { setImmediate } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { constraintOf } from '../db/errors.ts'
import { campaignNotFound, campaignState, noUpload, uploadTooLarge } from './problems.ts'
import { addUploaded } from './selection-store.ts'
import { findCampaign } from './store.ts'
import type { IdReader, UploadedId } from './uploaded-ids.ts'

export const MAX_UPLOAD_BYTES = 1024 * 1024 * 1024
const BATCH_IDS = 10_000
const MAX_LISTED = 1000

export type Uploaded = {
  /** Ids that were not in the audience before. */
  accepted: number
  /** Ids that were in it already, or came twice. */
  duplicates: number
  rejectedCount: number
  /** The first thousand of them. */
  rejected: { line: number; problem: { detail: string } }[]
}

/**
 * Adds ids to the audience of a campaign that is not started, as they come: no more than a batch of them is in memory. Each batch
 * stays, whatever comes after it, and the same file sent again adds what is missing. Whether there are such customers is for the
 * start to see. The input is read to its end even when nothing more is taken from it, because many clients hear no answer before.
 * @throws campaign-not-found, campaign-state, campaign-takes-no-upload, upload-too-large, upload-unreadable
 */
export async function uploadAudience(
  context: Context,
  input: { campaignId: string; chunks: AsyncIterable<Uint8Array>; reader: IdReader },
): Promise<Uploaded> {
  const result: Uploaded = { accepted: 0, duplicates: 0, rejectedCount: 0, rejected: [] }
  let batch: string[] = []
  let received = 0

  const flush = async (): Promise<void> => {
    const ids = batch
    batch = []
    const added = await addBatch(context, input.campaignId, ids)
    result.accepted += added
    result.duplicates += ids.length - added
    await context.failpoint('upload.batch-written')
    // The embedded database works on this very thread, and so do we: other requests get their turn between batches.
    await setImmediate()
  }
  const take = async (found: Iterable<UploadedId>): Promise<void> => {
    for (const one of found) {
      if ('id' in one) batch.push(one.id)
      else {
        result.rejectedCount += 1
        if (result.rejected.length < MAX_LISTED)
          result.rejected.push({ line: one.line, problem: { detail: one.problem } })
      }
      if (batch.length === BATCH_IDS) await flush()
    }
  }

  let failure: unknown = await whyNot(context, input.campaignId)
  for await (const chunk of input.chunks) {
    if (failure !== null) continue
    try {
      received += chunk.length
      if (received > MAX_UPLOAD_BYTES) throw uploadTooLarge('At most 1 GiB at once. What came before that was taken.')
      await take(input.reader.push(chunk))
    } catch (error) {
      failure = error
    }
  }
  if (failure !== null) throw failure
  await take(input.reader.end())
  await flush()
  return result
}

async function whyNot({ db }: Context, campaignId: string): Promise<Error | null> {
  const campaign = await findCampaign(db, campaignId)
  if (campaign === null) return campaignNotFound()
  if (campaign.audience.upload !== true) return noUpload('Its definition names its audience.')
  return campaign.status === 'draft' ? null : campaignState('It was started.')
}

/** @throws campaign-state when it was started meanwhile */
async function addBatch({ db }: Context, campaignId: string, ids: readonly string[]): Promise<number> {
  try {
    return await addUploaded(db, campaignId, ids)
  } catch (error) {
    throw constraintOf(error) === 'campaign_uploads_before_the_freeze' ? campaignState('It was started.') : error
  }
}
