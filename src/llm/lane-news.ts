import type { Logger } from 'pino'
import type { LaneStore, News } from './lane-store.ts'
import type { Failure, FailureKind } from './retry.ts'

/** The provider does not answer, or answers nobody: other calls would fail too. */
const AWAY: readonly FailureKind[] = ['unavailable', 'timeout', 'quota', 'auth']
/** A provider that is overrun and does not say for how long is left alone for this, and for twice as long each time. */
const FIRST_SILENCE_MS = 100
const LAST_SILENCE_MS = 10_000
/** Nobody is silent for longer, whatever a header says. */
const MOST_SILENCE_MS = 3_600_000

/**
 * Tells the other processes how calls ended: failures at once, a call that worked only when there were failures before. What
 * comes while the database is written to goes together.
 */
export function createReporter(store: Pick<LaneStore, 'note'>, log: Pick<Logger, 'error'>) {
  let failures = 0
  let hasWorked = false
  let refusals = 0
  let untold: News | null = null
  let telling: Promise<void> = Promise.resolve()
  let isTelling = false

  function silenceAfter({ kind, retryAfterMs }: Failure): number {
    if (retryAfterMs !== undefined) return Math.min(retryAfterMs, MOST_SILENCE_MS)
    if (kind !== 'rate') return 0
    refusals += 1
    return Math.min(FIRST_SILENCE_MS * 2 ** (refusals - 1), LAST_SILENCE_MS)
  }

  function send(news: News): void {
    const { failed, silenceMs } = untold ?? { failed: 0, silenceMs: 0 }
    untold = {
      failed: news.hasWorked ? news.failed : failed + news.failed,
      hasWorked: news.hasWorked || (untold?.hasWorked ?? false),
      silenceMs: Math.max(silenceMs, news.silenceMs),
    }
    if (isTelling) return
    isTelling = true
    telling = (async () => {
      while (untold !== null) {
        const told: News = untold
        untold = null
        await store.note(told).catch((error: unknown) => log.error({ event: 'lane-not-told', err: error }))
      }
      isTelling = false
    })()
  }

  return {
    /** @returns for how long nobody may call, and how many calls in a row have failed as far as is known here */
    tell(outcome: 'worked' | Failure): { silenceMs: number; failures: number } {
      const isRate = outcome !== 'worked' && outcome.kind === 'rate'
      const isAway = outcome !== 'worked' && AWAY.includes(outcome.kind)
      const silenceMs = outcome === 'worked' ? 0 : silenceAfter(outcome)
      if (isAway) {
        failures = hasWorked ? 1 : failures + 1
        send({ failed: 1, hasWorked, silenceMs })
        hasWorked = false
      } else if (isRate) {
        send({ failed: 0, hasWorked: false, silenceMs })
      } else {
        refusals = 0
        hasWorked = true
        if (failures > 0) send({ failed: 0, hasWorked: true, silenceMs })
        failures = 0
      }
      return { silenceMs, failures }
    },
    /** What the other processes have told. */
    heard(known: number): void {
      failures = known
    },
    /** Resolves when all is told. */
    told: () => telling,
  }
}
