import { setTimeout as pause } from 'node:timers/promises'
import type { Deps } from './deps.ts'
import { deliver } from './delivery/deliver.ts'
import { deliverySend } from './delivery/jobs.ts'
import { sweepDeliveries } from './delivery/sweep.ts'
import { draftGenerate } from './drafts/jobs.ts'
import { generateQueued, sweepDrafts } from './drafts/sweep.ts'
import { sweepAnswers } from './http/idempotency.ts'

/** Milliseconds between two looks for what nobody came back for. */
const SWEEP_MS = 2000

/** Takes jobs and sweeps until it is closed. */
export async function startWorker(deps: Deps, concurrency: number): Promise<{ close(): Promise<void> }> {
  await deps.queue.work(draftGenerate, concurrency, (payload, signal) => generateQueued(deps, payload, signal))
  await deps.queue.work(deliverySend, concurrency, (payload) => deliver(deps, payload))
  const stop = new AbortController()
  const sweeping = sweep(deps, stop.signal)
  return {
    close: async () => {
      stop.abort()
      await sweeping
    },
  }
}

async function sweep(deps: Deps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const run of [sweepDeliveries, sweepDrafts, sweepAnswers]) {
      await run(deps).catch((error: unknown) => deps.log.error({ event: 'sweep-failed', err: error }))
    }
    await pause(SWEEP_MS, undefined, { signal }).catch(() => {})
  }
}
