import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { rowsOf } from '../db/results.ts'

/** What a process asks of the lane that it shares with all others. Times are relative, so that no machine's clock matters. */
export type LaneStore = {
  take(wish: Wish): Promise<Grant>
  note(news: News): Promise<void>
}

export type Wish = {
  calls: number
  /** Time that one call takes of the lane, in milliseconds; 0: there is no limit. */
  eachMs: number
  /** Only calls that may begin within it are given out. */
  horizonMs: number
}

/** `granted` calls, the first in `waitMs`; none: ask again after it. */
export type Grant = {
  granted: number
  waitMs: number
  /** Failed calls in a row, of all processes. */
  failures: number
  state: 'open' | 'probing' | 'full' | 'blocked' | 'broken'
}

/** How calls ended: `failed` in a row, after one that worked if `hasWorked`. */
export type News = { failed: number; hasWorked: boolean; silenceMs: number }

/** After so many failures in a row, of all processes together, nobody calls for BREAK_MS; then one call goes alone. */
export const BREAK_AFTER = 10
export const BREAK_MS = 5_000
/** A probe of which nobody heard for so long is made again. */
const PROBE_MS = 65_000

/** @param at stands in for the database's clock in tests */
export function openLaneStore(db: Db, model: string, at?: () => Date): LaneStore {
  const clock = () => sql`${at?.().toISOString() ?? null}::timestamptz`
  return {
    async take({ calls, eachMs, horizonMs }) {
      const [grant] = rowsOf<Grant>(
        await db.execute(sql`
          select granted, wait_ms as "waitMs", failures, state from take_calls(${model}, ${calls}::int,
            ${eachMs / 1000}::float8, ${horizonMs / 1000}::float8, ${BREAK_AFTER}::int, ${PROBE_MS / 1000}::float8, ${clock()})`),
      )
      return grant!
    },
    async note({ failed, hasWorked, silenceMs }) {
      await db.execute(sql`select note_calls(${model}, ${failed}::int, ${hasWorked}::boolean, ${silenceMs / 1000}::float8,
        ${BREAK_AFTER}::int, ${BREAK_MS / 1000}::float8, ${clock()})`)
    },
  }
}
