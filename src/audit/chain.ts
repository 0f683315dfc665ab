import { type AuditEvent, FIRST_PREVIOUS, hashOf } from './audit-event.ts'

/** Where a chain stands: the sequence and hash of its last event. */
export type Head = { sequence: number; hash: string }

export const EMPTY: Head = { sequence: 0, hash: FIRST_PREVIOUS }

/**
 * What is wrong with the next event of a chain, each as one sentence that names its row. An altered row is named alone: those
 * after it follow from the hash that it carries.
 */
export function faultsOf(head: Head, event: AuditEvent): string[] {
  const { sequence, previous, hash } = event
  const faults: string[] = []
  const missing = sequence - head.sequence - 1
  if (missing > 0) {
    const last = sequence - 1
    faults.push(missing === 1 ? `event ${last} is missing` : `events ${head.sequence + 1} to ${last} are missing`)
  } else if (previous !== head.hash) {
    faults.push(
      sequence === 1
        ? 'event 1 does not begin the chain'
        : `event ${sequence} does not follow from event ${head.sequence}`,
    )
  }
  if (hashOf(event) !== hash) faults.push(`event ${sequence} is not as it was sealed`)
  return faults
}
