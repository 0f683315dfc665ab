import type { ChannelName } from '../channels/channel.ts'

/**
 * When a mail may leave for the domain of its recipient, by turns: null means now, a time means that its turn is then. The
 * same message asks again at that time and goes. Other channels have the pace of their provider.
 */
export type Pace = (message: { id: string; channel: ChannelName; recipient: string | null }, now: Date) => Date | null

/** Entries that may be left over from messages that never came back before the old ones are thrown out. */
const MANY = 10_000

/**
 * At most so many messages a second for one domain, and a second's worth of them at once: receivers slow down or block who
 * sends more. Kept in this process alone; each process has a pace of its own. 0 sets none.
 */
export function createPace(perSecond: number): Pace {
  if (perSecond === 0) return () => null
  const step = 1000 / perSecond
  const nextTurn = new Map<string, number>()
  const turns = new Map<string, number>()
  const forget = (map: Map<string, number>, before: number): void => {
    if (map.size < MANY) return
    for (const [key, time] of map) if (time < before) map.delete(key)
  }
  return ({ id, channel, recipient }, now) => {
    if (channel !== 'email' || recipient === null) return null
    const domain = recipient.slice(recipient.lastIndexOf('@') + 1).toLowerCase()
    const time = now.getTime()
    const given = turns.get(id)
    if (given !== undefined && given > time) return new Date(given)
    if (turns.delete(id)) return null
    forget(nextTurn, time - 1000)
    forget(turns, time - 60_000)
    const turn = Math.max(nextTurn.get(domain) ?? 0, time - 1000 + step)
    nextTurn.set(domain, turn + step)
    if (turn <= time) return null
    // Whole milliseconds, as the database keeps them.
    turns.set(id, Math.ceil(turn))
    return new Date(Math.ceil(turn))
  }
}
