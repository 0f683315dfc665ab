import type { ChannelName } from '../channels/channel.ts'
import { agentChannels } from '../channels/list.ts'
import { APPROVAL_LIFE_DAYS } from '../drafts/draft.ts'

/** What the deliveries of a campaign must know of it. Campaigns know deliveries, so it comes to them from outside. */
export type SendingCampaign = {
  id: string
  channel: ChannelName
  standing: 'sending' | 'paused' | 'cancelled'
  /** Nothing leaves before it. */
  startAt: Date | null
  /** Nothing leaves from then on. */
  endAt: Date | null
  /** Messages an hour, at most. */
  perHour: number | null
}

/**
 * A turn that is later than this is over: its delivery gets a new one behind those that wait. So what gathers while workers
 * are away, a campaign is paused or customers sleep does not leave all at once.
 */
export const TURN_HOLDS_MS = 60_000

const HOUR_MS = 3_600_000

/** Milliseconds from one turn to the next. */
export const stepOf = (perHour: number): number => HOUR_MS / perHour

/**
 * When a message whose turn it is at this time is asked: what has its turn at the end of the window or later is asked at the
 * end, and skipped.
 */
export const withinWindow = (turn: Date, { endAt }: SendingCampaign): Date =>
  endAt !== null && endAt < turn ? endAt : turn

/**
 * Up to when deliveries of a campaign are asked by a program. What waits for agents is left to them until its approval has run
 * out, which it has when it has been due for as long: so a program does not go through all that wait, each time.
 */
export const askedUpTo = ({ channel }: SendingCampaign, now: Date): Date =>
  agentChannels.includes(channel) ? new Date(now.getTime() - APPROVAL_LIFE_DAYS * 24 * HOUR_MS) : now

/** True for a delivery at its turn: it has not been put off for anything else since it got it, and is not late. */
export function hasTurn(delivery: { state: string; reason: string | null; notBefore: Date }, now: Date): boolean {
  const waited = delivery.state === 'queued' || delivery.reason === 'pace'
  return waited && now.getTime() - delivery.notBefore.getTime() <= TURN_HOLDS_MS
}

/** True for a delivery that may only leave at a turn, and has none. */
export const needsTurn = (
  campaign: SendingCampaign | undefined,
  delivery: Parameters<typeof hasTurn>[0],
  now: Date,
): campaign is SendingCampaign => campaign !== undefined && campaign.perHour !== null && !hasTurn(delivery, now)

export type Turns = {
  /** The next turn of a campaign: this moment, when nobody waits. */
  next(campaign: SendingCampaign): Date
  /** Where the lines of those campaigns begin now from which a turn was taken, in milliseconds since 1970. */
  moved(): Map<string, number>
}

/** Gives turns to deliveries that are asked now. `lines`: from when on each campaign's turns are free. */
export function turnsFrom(lines: ReadonlyMap<string, number>, now: Date): Turns {
  const moved = new Map<string, number>()
  return {
    next({ id, perHour }) {
      const turn = Math.max(moved.get(id) ?? lines.get(id) ?? 0, now.getTime())
      moved.set(id, turn + stepOf(perHour!))
      // Whole milliseconds, as the database keeps them.
      return new Date(Math.ceil(turn))
    },
    moved: () => moved,
  }
}
