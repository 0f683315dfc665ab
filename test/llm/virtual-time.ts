import { setImmediate as turn } from 'node:timers/promises'
import type { LaneClock } from '../../src/llm/lane.ts'
import type { LaneStore } from '../../src/llm/lane-store.ts'

/**
 * Time that passes only when everybody waits for it: an hour is over in a moment, and a slow machine changes nothing. Work on the
 * database takes no time at all.
 */
export function virtualTime(start: Date) {
  let now = 0
  let timers: { at: number; run: () => void }[] = []
  const working = new Set<Promise<unknown>>()

  const track = <Value>(work: Promise<Value>): Promise<Value> => {
    const tracked = work.finally(() => working.delete(tracked))
    working.add(tracked)
    return tracked
  }
  const idle = async (): Promise<void> => {
    do {
      await Promise.allSettled(working)
      await turn()
    } while (working.size > 0)
  }
  const after = (ms: number, run: () => void): { cancel(): void } => {
    const timer = { at: now + ms, run }
    timers.push(timer)
    return { cancel: () => void (timers = timers.filter((one) => one !== timer)) }
  }
  return {
    now: () => now,
    date: () => new Date(start.getTime() + now),
    after,
    sleep: (ms: number) => new Promise<void>((resolve) => void after(ms, resolve)),
    /** A clock whose timers are late by up to `lateMs`, as real ones are. */
    clock: (lateMs = 0): LaneClock => {
      let turnOf = 0
      return { now: () => now, after: (ms, run) => after(ms + ((turnOf++ * 7) % 11) * (lateMs / 10), run) }
    },
    tracked: (store: LaneStore): LaneStore => ({
      take: (wish) => track(store.take(wish)),
      note: (news) => track(store.note(news)),
    }),
    async pass(ms: number): Promise<void> {
      const end = now + ms
      for (;;) {
        await idle()
        const next = timers.reduce<(typeof timers)[number] | null>(
          (first, one) => (first === null || one.at < first.at ? one : first),
          null,
        )
        if (next === null || next.at > end) break
        timers = timers.filter((one) => one !== next)
        now = Math.max(now, next.at)
        next.run()
      }
      now = end
    },
  }
}
