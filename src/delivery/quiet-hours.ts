import type { ChannelName } from '../channels/channel.ts'
import { clocksOf } from '../customers/time-zone.ts'

/** A part of every day on the customer's clock, `from` included and `to` not; it may span midnight. Equal ends: no hours. */
export type QuietHours = { from: string; to: string }

/** Nobody is written to this close to quiet hours: providers queue, and clocks differ. */
export const QUIET_MARGIN_MS = 15 * 60_000
/**
 * No text messages at night, consent or not: 47 CFR 64.1200(c)(1) forbids telephone solicitation before 8:00 and after 21:00
 * at the called party's location.
 */
const BY_LAW: Partial<Record<ChannelName, QuietHours>> = { sms: { from: '21:00', to: '08:00' } }

const DAY_MS = 86_400_000
const msOfDay = (clock: string): number => (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))) * 60_000

/** All quiet hours of a channel: a brand adds to those of the law and takes nothing away. */
export const quietHoursOf = (
  channel: ChannelName,
  brand: Partial<Record<ChannelName, QuietHours | undefined>> | undefined,
): QuietHours[] =>
  [BY_LAW[channel], brand?.[channel]].filter((hours) => hours !== undefined && hours.from !== hours.to) as QuietHours[]

/**
 * The first moment from `now` on, and before `end`, that is no less than 15 minutes away from the quiet hours of every one
 * of these zones.
 * @returns null when there is none
 */
export function firstLoudMoment(
  now: Date,
  end: Date,
  zones: readonly string[],
  hours: readonly QuietHours[],
): Date | null {
  const asked = zones.flatMap((zone) =>
    hours.map((quiet) => ({ zone, from: msOfDay(quiet.from), to: msOfDay(quiet.to) })),
  )
  const limit = end.getTime()
  let at = now.getTime()
  // The moment at which the last one that moved it has its say again, and nothing moved it since, suits all of them.
  for (let unmoved = 0, next = 0; unmoved < asked.length; next = (next + 1) % asked.length) {
    const loud = loudFrom(asked[next]!, at, limit)
    if (loud >= limit) return null
    unmoved = loud === at ? unmoved + 1 : 1
    at = loud
  }
  return new Date(at)
}

type Asked = { zone: string; from: number; to: number }

/** Steps from one run of quiet time to the next, as long as their margins keep it from `at`. */
function loudFrom(asked: Asked, at: number, limit: number): number {
  let loud = at
  let seen = at - QUIET_MARGIN_MS
  while (loud < limit) {
    const begins = nextTurn(asked, seen, true)
    if (begins - QUIET_MARGIN_MS > loud) return loud
    seen = nextTurn(asked, begins, false)
    loud = Math.max(loud, seen + QUIET_MARGIN_MS)
  }
  return loud
}

/** The first moment from `at` on that is quiet, or is not. Clocks that are put forward or back may make or end it at once. */
function nextTurn({ zone, from, to }: Asked, at: number, quiet: boolean): number {
  for (let moment = at; ;) {
    const { aheadMs, until } = clocksOf(zone, moment)
    const clock = (((moment + aheadMs) % DAY_MS) + DAY_MS) % DAY_MS
    const isQuiet = from < to ? clock >= from && clock < to : clock >= from || clock < to
    if (isQuiet === quiet) return moment
    const turn = moment + (((quiet ? from : to) - clock + DAY_MS) % DAY_MS)
    if (turn < until) return turn
    moment = until
  }
}
