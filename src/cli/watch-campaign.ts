import { setTimeout as pause } from 'node:timers/promises'
import { type Api, Refused, Unreachable } from './api.ts'
import { barsOf, hasEnded, type Progress } from './progress.ts'
import type { Screen } from './screen.ts'

/** When to stop watching: when the campaign has ended, or as soon as nothing is left to write. */
export type Until = 'ended' | 'written'

const RETRY_MS = 2000
/** Times in a row that the service may be away. */
const RETRIES = 30

const isDone = (progress: Progress, until: Until): boolean => {
  const [written] = barsOf(progress)
  const allWritten = progress.members.total !== null && written!.done === written!.total
  return hasEnded(progress.status) || (until === 'written' && allWritten)
}

/**
 * Shows how far a campaign is until it is done. A service that is away for a while, as for a new version, is waited for.
 * @returns the last that was heard of it
 * @throws Refused, Unreachable, and the reason of `signal` when it is aborted
 */
export async function watchCampaign(
  api: Api,
  id: string,
  {
    until,
    screen,
    signal,
    retryMs = RETRY_MS,
  }: { until: Until; screen: Screen; signal: AbortSignal; retryMs?: number },
): Promise<Progress> {
  let failures = 0
  for (;;) {
    try {
      for await (const { event, data } of api.events(`/v1/campaigns/${encodeURIComponent(id)}/progress`, signal)) {
        if (event === 'problem') throw new Unreachable('The service cannot count at this moment.')
        failures = 0
        const progress = JSON.parse(data) as Progress
        screen.show(progress)
        if (isDone(progress, until)) return progress
      }
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof Refused && error.status < 500 && error.status !== 429) throw error
      if (++failures > RETRIES) throw error
    }
    await pause(retryMs, undefined, { signal })
  }
}
