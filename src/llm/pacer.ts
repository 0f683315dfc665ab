/** Times at which calls may be made, given out beforehand, and taken one by one. */
export type Pacer = {
  /** `count` times from `first` on, `eachMs` apart. */
  add(first: number, count: number, eachMs: number): void
  /** Takes a time that has come. @returns false when there is none */
  take(now: number): boolean
  /** When the next one comes; Infinity: there is none. */
  next(): number
  /** When the last one was to come, taken or not. */
  last(): number
  size(): number
  clear(): void
}

/** Providers count the calls of any second. A little more, as calls do not reach them as evenly as they leave. */
const SECOND_MS = 1009
/** A time that is missed by more than this is lost. */
const STALE_MS = 250

type Time = { at: number; eachMs: number; takenAt: number }

/**
 * Keeps to the times also when this process was held up: what was missed is made up for, but a call never follows the one that
 * was to be made a second before it by less than a second. So no second ever holds more calls than were given out for one.
 */
export function createPacer(): Pacer {
  let times: Time[] = []
  /** What was taken, the oldest first; of those that are more than a second before the next one only the last. */
  const taken: Time[] = []
  let last = -Infinity

  function due({ at, eachMs }: Time): number {
    const windowMs = Math.max(SECOND_MS, eachMs)
    const isBefore = (one: Time | undefined): one is Time => one !== undefined && one.at <= at - windowMs
    while (isBefore(taken[1])) taken.shift()
    return isBefore(taken[0]) ? Math.max(at, taken[0].takenAt + windowMs) : at
  }

  return {
    add(first, count, eachMs) {
      for (let index = 0; index < count; index++) times.push({ at: first + index * eachMs, eachMs, takenAt: 0 })
      last = first + (count - 1) * eachMs
    },
    take(now) {
      while (times.length > 0 && times[0]!.at < now - Math.max(STALE_MS, times[0]!.eachMs)) times.shift()
      const [time] = times
      if (time === undefined || due(time) > now) return false
      taken.push({ ...time, takenAt: now })
      times.shift()
      return true
    },
    next: () => (times.length === 0 ? Infinity : due(times[0]!)),
    last: () => last,
    size: () => times.length,
    clear() {
      times = []
      last = -Infinity
    },
  }
}
