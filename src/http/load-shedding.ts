import type { FastifyInstance } from 'fastify'
import { overloaded } from './problems.ts'

/** Milliseconds between two looks at the event loop. */
const LOOK_MS = 100
/** What the newest look counts in the average. */
const NEWEST_WEIGHT = 0.3
const RETRY_SECONDS = 5

/** How late the event loop comes to its work, in milliseconds, on average, that is too late. */
export const MAX_LATE_MS = 1000

/**
 * Watches how late the event loop is, as a moving average: one long turn, such as a large body, is not yet too much. (The
 * histogram of `node:perf_hooks` loses its first sample after each reset, so that long turns never show in it.)
 */
export function watchEventLoop(maxLateMs: number, lookMs = LOOK_MS): { isOverloaded(): boolean; stop(): void } {
  let lateMs = 0
  let looked = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    lateMs += (Math.max(0, now - looked - lookMs) - lateMs) * NEWEST_WEIGHT
    looked = now
  }, lookMs).unref()
  return { isOverloaded: () => lateMs > maxLateMs, stop: () => clearInterval(timer) }
}

/**
 * Turns calls of the API away while there is too much to do, before anything is done for them. Health checks, metrics and
 * unsubscribe pages are always answered.
 */
export function installLoadShedding(app: FastifyInstance, isOverloaded: () => boolean): void {
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.access === undefined || !isOverloaded()) return
    throw overloaded('Nothing was done. Try again soon.', { retryAfter: RETRY_SECONDS })
  })
}
