import type { Channel, Purpose } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import type { Stage } from './brief.ts'
import { briefOf, loadManyBriefSources } from './load-brief.ts'

/**
 * Where these customers are on the way to a purchase, as their briefs would say it: six queries, and half a millisecond of
 * work for each of them. Who is not there, or erased, is left out.
 */
export async function loadStages(
  context: Context,
  input: { customerIds: readonly string[]; channel: Channel; purpose: Purpose },
): Promise<{ id: string; stage: Stage }[]> {
  const sources = await loadManyBriefSources(context, { customerIds: input.customerIds, offerId: null })
  const wish = { channel: input.channel, purpose: input.purpose, agentName: null, note: null }
  const now = context.now()
  return [...sources].map(([id, found]) => ({ id, stage: briefOf(found, wish, now).stage }))
}
