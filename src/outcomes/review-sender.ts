import type { ChannelName } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import { countSent, insertPause, latestPause } from '../delivery/sender-store.ts'
import { emit } from '../events.ts'
import { COMPLAINT_WINDOW_DAYS, isTooMany } from './sender.ts'
import { channelsComplainedOf, countComplaints } from './store.ts'

const DAY_MS = 86_400_000

/** What a channel sent in the last days, and the complaints that nobody has answered for yet. */
export async function countsOf(context: Context, channel: ChannelName): Promise<{ complaints: number; sent: number }> {
  const since = new Date(context.now().getTime() - COMPLAINT_WINDOW_DAYS * DAY_MS)
  const resumedAt = (await latestPause(context.db, channel))?.resumedAt ?? since
  const complaints = await countComplaints(context.db, channel, resumedAt > since ? resumedAt : since)
  return { complaints, sent: await countSent(context.db, channel, since) }
}

/** Pauses the marketing of a channel when too many recipients complain. Nothing happens to what has left already. */
export async function reviewSender(context: Context, channel: ChannelName): Promise<void> {
  const counts = await countsOf(context, channel)
  if (!isTooMany(counts)) return
  const isNew = await insertPause(context.db, { id: context.newId(), channel, pausedAt: context.now(), ...counts })
  if (isNew) emit(context.log, { event: 'sender-paused', channel, ...counts })
}

/** Looks at the channels that got a complaint lately, also when the process that wrote it down died before it looked. */
export async function reviewSenders(context: Context): Promise<void> {
  const lately = new Date(context.now().getTime() - 60_000)
  for (const channel of await channelsComplainedOf(context.db, lately)) await reviewSender(context, channel)
}
