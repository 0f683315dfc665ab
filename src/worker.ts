import { setTimeout as pause } from 'node:timers/promises'
import { sealAudit } from './audit/seal-audit.ts'
import { sweepBudgets } from './campaigns/sweep-budgets.ts'
import { sweepCampaigns } from './campaigns/sweep.ts'
import { openCampaignRun } from './campaigns/run-campaigns.ts'
import { applyLots } from './campaigns/apply-lots.ts'
import type { Deps } from './deps.ts'
import { deliverySend } from './delivery/jobs.ts'
import { openOutbox } from './delivery/outbox.ts'
import { sweepDeliveries } from './delivery/sweep.ts'
import { draftGenerate } from './drafts/jobs.ts'
import { generateQueued, sweepDrafts } from './drafts/sweep.ts'
import { sweepOutcomes } from './outcomes/sweep.ts'
import { readMailbox } from './outcomes/read-mailbox.ts'
import { sweepAnswers } from './http/idempotency.ts'
import { applyRetention } from './privacy/apply-retention.ts'

/** Milliseconds between two looks for what nobody came back for. */
const SWEEP_MS = 2000
/** Milliseconds between two looks into the mailbox for what came back. */
const MAILBOX_MS = 5000
/** Milliseconds between two times that the audit log is sealed. */
const SEAL_MS = 1000
/** Milliseconds between two looks for what has been kept long enough. */
const RETENTION_MS = 3_600_000

/** Wake-ups of deliveries taken from the queue at once: each is a moment's work. */
const WAKE_UPS_AT_ONCE = 100

/** Takes jobs and sweeps until it is closed. */
export async function startWorker(deps: Deps, concurrency: number): Promise<{ close(): Promise<void> }> {
  await deps.queue.work(draftGenerate, concurrency, (payload, signal) => generateQueued(deps, payload, signal))
  const outbox = openOutbox(deps, concurrency)
  // Whichever delivery it is for, a wake-up is for all that are due: it is done at once.
  await deps.queue.work(deliverySend, WAKE_UPS_AT_ONCE, async () => {
    await deps.failpoint('delivery.woken')
    void outbox.wake()
  })
  const campaigns = openCampaignRun(deps, deps.config.campaignConcurrency)
  const stop = new AbortController()
  const runs = [
    repeat(deps, stop.signal, SWEEP_MS, [
      sweepDeliveries,
      sweepOutcomes,
      async () => void outbox.wake(),
      sweepDrafts,
      sweepBudgets,
      sweepAnswers,
    ]),
    repeat(deps, stop.signal, MAILBOX_MS, [readBounceMails]),
    repeat(deps, stop.signal, SEAL_MS, [sealAudit]),
    // On its own: an audience that is chosen by stage takes minutes.
    repeat(deps, stop.signal, SWEEP_MS, [sweepCampaigns]),
    // On its own: a decision on a large lot takes minutes.
    repeat(deps, stop.signal, SWEEP_MS, [applyLots]),
    repeat(deps, stop.signal, RETENTION_MS, [applyRetention]),
  ]
  return {
    close: async () => {
      stop.abort()
      await Promise.all([...runs, outbox.close(), campaigns.close()])
    },
  }
}

async function readBounceMails(deps: Deps): Promise<void> {
  if (deps.config.bounceDir !== undefined) await readMailbox(deps, deps.config.bounceDir)
}

type Sweep = (deps: Deps, signal: AbortSignal) => Promise<void>

async function repeat(deps: Deps, signal: AbortSignal, everyMs: number, sweeps: readonly Sweep[]): Promise<void> {
  while (!signal.aborted) {
    for (const run of sweeps) {
      await run(deps, signal).catch((error: unknown) => deps.log.error({ event: 'sweep-failed', err: error }))
    }
    await pause(everyMs, undefined, { signal }).catch(() => {})
  }
}
