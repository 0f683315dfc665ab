import type { Principal } from '../principals/principal.ts'
import type { ProblemPointer } from '../problem.ts'
import { readOutcome } from './outcome-input.ts'
import { type OutcomeDeps, type OutcomeReport, type Recorded, recordTogether } from './record-outcome.ts'

export type RejectedOutcome = { index: number; problem: { detail: string; errors: ProblemPointer[] } }
export type OutcomesResult = { accepted: number; duplicates: number; rejected: RejectedOutcome[] }

/** Why nothing can be written down, as the end of a sentence. */
const REFUSED: Record<Exclude<Recorded, 'accepted' | 'duplicate'>, string> = {
  'no-such-delivery': 'is no delivery of ours',
  'not-sent': 'has not been handed over yet',
  'another-recipient': 'went to somebody else',
}

/** Outcomes of one transaction: locks of some ten milliseconds. */
const TOGETHER = 100

/** Takes what a provider tells, each on its own: a bad one stops no other, and one that is sent again counts once. */
export async function recordOutcomes(
  deps: OutcomeDeps,
  input: { by: Principal; outcomes: readonly unknown[] },
): Promise<OutcomesResult> {
  const now = deps.now()
  const result: OutcomesResult = { accepted: 0, duplicates: 0, rejected: [] }
  const reject = (index: number, detail: string, errors: ProblemPointer[]): void =>
    void result.rejected.push({ index, problem: { detail, errors } })
  const told: { index: number; report: OutcomeReport }[] = []
  for (const [index, outcome] of input.outcomes.entries()) {
    const read = readOutcome(outcome, input.by.id, now)
    if (read.ok) told.push({ index, report: read.report })
    else reject(index, 'This outcome cannot be taken as it is.', read.errors)
  }
  for (let start = 0; start < told.length; start += TOGETHER) {
    const together = told.slice(start, start + TOGETHER)
    const recorded = await recordTogether(
      deps,
      together.map(({ report }) => report),
    )
    for (const [place, { index, report }] of together.entries()) {
      const what = recorded[place]!
      if (what === 'accepted') result.accepted += 1
      else if (what === 'duplicate') result.duplicates += 1
      else {
        const pointer = report.deliveryId === null ? '/providerMessageId' : '/deliveryId'
        reject(index, 'There is nothing that this could be an outcome of.', [{ pointer, message: REFUSED[what] }])
      }
    }
  }
  return { ...result, rejected: result.rejected.toSorted((a, b) => a.index - b.index) }
}
