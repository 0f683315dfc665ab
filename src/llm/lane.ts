import type { Logger } from 'pino'
import { afterCall, type Concurrency } from './concurrency.ts'
import { BREAK_AFTER, type LaneStore } from './lane-store.ts'
import { createReporter } from './lane-news.ts'
import { createPacer } from './pacer.ts'
import { type Failure, INLINE_WAIT_MS } from './retry.ts'

/** What a call needs. Single drafts of agents come before those of campaigns. */
export type Need = { tokens: number; priority: 'agent' | 'campaign' }

/** A call may be made now. Whoever made it says how it ended; `broken-off` when its caller went away. */
export type Turn = { end(outcome: 'worked' | 'broken-off' | Failure): void }

export type Lane = {
  /**
   * Waits until one more call of the model may be made, as all processes together keep to the limits. A campaign waits as long as
   * it takes; for an agent a provider that is away or overrun for long is a failure at once.
   * @throws the signal's own reason when it aborts
   */
  enter(need: Need, signal?: AbortSignal): Promise<Turn | Failure>
  close(): void
}

export type LaneSettings = {
  /** Of all processes together; undefined: no limit. */
  callsPerMinute: number | undefined
  tokensPerMinute: number | undefined
  /** Calls of campaigns at once in this process, at most. */
  concurrency: number
}

/** Milliseconds of a clock that never jumps, and a timer; tests put their own in place. */
export type LaneClock = { now(): number; after(ms: number, run: () => void): { cancel(): void } }

const REAL: LaneClock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return { cancel: () => clearTimeout(timer) }
  },
}

/** Calls keep to a little less than the limit: they reach the provider some milliseconds nearer to each other than they left. */
const MARGIN = 1.015
/** Campaigns ask for times that are so near: an agent waits no longer than for what is given out. */
const HORIZON_MS = 500
/** Times are asked for in groups of so much of the lane, and so long before the last ones are used up. */
const GROUP_MS = 250
const LEAD_MS = 120
/** For fewer calls than fill this much of the lane they are asked for later: others may come along. */
const FEW_MS = 50
/** Without a limit: so long a look at the lane holds. */
const FREE_MS = 250
/** The longest time between two looks at a lane that is closed. */
const LOOK_MS = 1000

type Waiter = { need: Need; go(answer: Turn | Failure): void }

export function openLane(
  store: LaneStore,
  settings: LaneSettings,
  log: Pick<Logger, 'error'>,
  clock: LaneClock = REAL,
): Lane {
  const waiting: Record<Need['priority'], Waiter[]> = { agent: [], campaign: [] }
  const askAgainAt: Record<Need['priority'], number> = { agent: 0, campaign: 0 }
  const pacer = createPacer()
  const reporter = createReporter(store, log)
  let concurrency: Concurrency = { limit: settings.concurrency, loweredAt: -Infinity }
  let campaignCalls = 0
  /** Without limits: calls may be made until then. */
  let freeUntil = -Infinity
  let silentUntil = -Infinity
  let isAsking = false
  let timer: { cancel(): void } | null = null

  const places = (): number => Math.max(0, Math.floor(concurrency.limit) - campaignCalls)
  /** Who could go now, if there were times. */
  const ready = (): Waiter[] => [...waiting.agent, ...waiting.campaign.slice(0, places())]

  /** Time of the lane that one of these calls takes: by its number, or by its tokens if that is longer. */
  function eachMs(calls: readonly Waiter[]): number {
    const tokens = calls.reduce((sum, { need }) => sum + need.tokens, 0) / Math.max(1, calls.length)
    const { callsPerMinute = Infinity, tokensPerMinute = Infinity } = settings
    return 60_000 * MARGIN * Math.max(1 / callsPerMinute, tokens / tokensPerMinute)
  }

  const mayGo = (now: number): boolean => now >= silentUntil && (now < freeUntil || pacer.take(now))

  function pump(): void {
    timer?.cancel()
    const now = clock.now()
    const goers = ready()
    while (goers.length > 0 && mayGo(now)) go(goers.shift()!, now)
    const uncovered = now < freeUntil ? 0 : goers.length - pacer.size()
    const asker = waiting.agent.length > pacer.size() ? 'agent' : 'campaign'
    const leadMs = uncovered * eachMs(goers) < FEW_MS ? LEAD_MS / 2 : LEAD_MS
    const askAt = Math.max(askAgainAt[asker], asker === 'agent' ? now : Math.max(pacer.last() - leadMs, silentUntil))
    if (uncovered > 0 && !isAsking && askAt <= now) void ask(asker, goers)
    if (goers.length === 0) return
    const next = Math.min(uncovered > 0 && !isAsking ? askAt : Infinity, Math.max(pacer.next(), silentUntil))
    if (Number.isFinite(next)) timer = clock.after(Math.max(0, next - now), pump)
  }

  function go(waiter: Waiter, now: number): void {
    const { priority } = waiter.need
    waiting[priority].splice(waiting[priority].indexOf(waiter), 1)
    if (priority === 'campaign') campaignCalls += 1
    let isOver = false
    waiter.go({
      end: (outcome) => {
        if (isOver) return
        isOver = true
        if (priority === 'campaign') campaignCalls -= 1
        if (outcome !== 'broken-off') heed(outcome, now)
        pump()
      },
    })
  }

  function heed(outcome: 'worked' | Failure, begunAt: number): void {
    const now = clock.now()
    concurrency = afterCall(concurrency, outcome, { begunAt, now, most: settings.concurrency })
    const { silenceMs, failures } = reporter.tell(outcome)
    if (silenceMs === 0 && failures < BREAK_AFTER) return
    silentUntil = Math.max(silentUntil, now + silenceMs)
    freeUntil = -Infinity
    // What was given out is not used any more, unless the silence is a short one: the lane is asked anew.
    if (failures >= BREAK_AFTER || silenceMs > GROUP_MS) pacer.clear()
  }

  async function ask(asker: Need['priority'], goers: readonly Waiter[]): Promise<void> {
    isAsking = true
    try {
      await reporter.told()
      const uncovered = goers.slice(pacer.size())
      const each = eachMs(uncovered)
      const most = asker === 'agent' ? waiting.agent.length - pacer.size() : Math.ceil(GROUP_MS / each)
      const calls = Math.max(1, Math.min(uncovered.length, most))
      const horizonMs = asker === 'agent' ? INLINE_WAIT_MS : HORIZON_MS
      const grant = await store.take({ calls, eachMs: each, horizonMs })
      reporter.heard(grant.failures)
      const now = clock.now()
      if (grant.granted === 0) refused(asker, grant, (calls - 1) * each)
      else if (each === 0 && grant.state === 'open') freeUntil = now + FREE_MS
      else pacer.add(now + grant.waitMs, grant.granted, each)
    } catch (error) {
      log.error({ event: 'lane-not-asked', err: error })
      askAgainAt.agent = askAgainAt.campaign = clock.now() + LOOK_MS
    } finally {
      isAsking = false
      pump()
    }
  }

  function refused(asker: Need['priority'], { state, waitMs }: { state: string; waitMs: number }, group: number): void {
    if (asker === 'agent' && (state !== 'blocked' || waitMs > INLINE_WAIT_MS)) {
      const kind = state === 'broken' ? 'unavailable' : 'rate'
      for (const { go: tell } of waiting.agent.splice(0)) tell({ kind, retryAfterMs: waitMs })
      return
    }
    // A lane that is full is asked when it has room for a group; one that is closed may open sooner than it says.
    askAgainAt[asker] = clock.now() + Math.min(LOOK_MS, state === 'full' ? waitMs + group : waitMs)
  }

  return {
    async enter(need, signal) {
      signal?.throwIfAborted()
      return new Promise((resolve, reject) => {
        const line = waiting[need.priority]
        const leave = (): void => {
          line.splice(line.indexOf(waiter), 1)
          reject(signal!.reason as Error)
        }
        const waiter: Waiter = {
          need,
          go: (answer) => {
            signal?.removeEventListener('abort', leave)
            resolve(answer)
          },
        }
        signal?.addEventListener('abort', leave, { once: true })
        line.push(waiter)
        pump()
      })
    },
    close: () => timer?.cancel(),
  }
}
