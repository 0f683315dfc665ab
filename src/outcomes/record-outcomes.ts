import type { Principal } from '../principals/principal.ts'
import type { ProblemPointer } from '../problem.ts'
import { readOutcome } from './outcome-input.ts'
import { type OutcomeDeps, recordOutcome, type Recorded } from './record-outcome.ts'

export type RejectedOutcome = { index: number; problem: { detail: string; errors: ProblemPointer[] } }
export type OutcomesResult = { accepted: number; duplicates: number; rejected: RejectedOutcome[] }

/** Why nothing can be written down, as the end of a sentence. */
const REFUSED: Record<Exclude<Recorded, 'accepted' | 'duplicate'>, string> = {
  'no-such-delivery': 'is no delivery of ours',
  'not-sent': 'has not been handed over yet',
  'another-recipient': 'went to somebody else',
}

/** Takes what a provider tells, each on its own: a bad one stops no other, and one that is sent again counts once. */
export async function recordOutcomes(
  deps: OutcomeDeps,
  input: { by: Principal; outcomes: readonly unknown[] },
): Promise<OutcomesResult> {
  const result: OutcomesResult = { accepted: 0, duplicates: 0, rejected: [] }
  const reject = (index: number, detail: string, errors: ProblemPointer[]): void =>
    void result.rejected.push({ index, problem: { detail, errors } })
  for (const [index, outcome] of input.outcomes.entries()) {
    const read = readOutcome(outcome, input.by.id, deps.now())
    if (!read.ok) {
      reject(index, 'This outcome cannot be taken as it is.', read.errors)
      continue
    }
    const recorded = await recordOutcome(deps, read.report)
    if (recorded === 'accepted') result.accepted += 1
    else if (recorded === 'duplicate') result.duplicates += 1
    else {
      const pointer = read.report.deliveryId === null ? '/providerMessageId' : '/deliveryId'
      reject(index, 'There is nothing that this could be an outcome of.', [{ pointer, message: REFUSED[recorded] }])
    }
  }
  return result
}
