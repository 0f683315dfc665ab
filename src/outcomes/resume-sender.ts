import { actAs } from '../audit/store.ts'
import type { ChannelName } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import { endPause, releasePaused } from '../delivery/sender-store.ts'
import { onlyHumansDecide } from '../drafts/problems.ts'
import { emit } from '../events.ts'
import type { Principal } from '../principals/principal.ts'
import { senderNotPaused } from './problems.ts'

/**
 * A person's word that a channel may go on, and why. What waited for it is asked again at once.
 * @throws sender-not-paused, only-humans-decide
 */
export async function resumeSender(
  context: Context,
  input: { channel: ChannelName; reason: string; by: Principal },
): Promise<void> {
  if (input.by.kind !== 'human') throw onlyHumansDecide()
  const { channel, reason, by } = input
  const now = context.now()
  await context.db.transaction(async (tx) => {
    await actAs(tx, by.id)
    const ended = await endPause(tx, channel, { resumedAt: now, resumedBy: by.id, resumeReason: reason })
    if (!ended) throw senderNotPaused()
    await releasePaused(tx, channel, now)
  })
  emit(context.log, { event: 'sender-resumed', channel, principalId: by.id })
}
