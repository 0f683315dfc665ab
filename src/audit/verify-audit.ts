import type { Db } from '../db/client.ts'
import { EMPTY, faultsOf, type Head } from './chain.ts'
import { countUnsealed, pageEvents } from './store.ts'

const PAGE = 5000
/** Faults after these are counted, not told. */
const TOLD = 20

export type AuditReport = {
  /** Events in the chain, and committed ones that wait for the sealer. */
  events: number
  unsealed: number
  /** `sequence:hash` of the last event: kept elsewhere, it shows later whether the chain up to here is still the same. */
  head: string
  faults: string[]
  faultCount: number
}

/**
 * Computes every hash of the audit log anew and finds rows that were changed, removed or moved.
 * @param known a `head` of an earlier report: only with it is a chain found out that was cut off at its end or made anew
 *   as a whole, which who owns the database can do
 */
export async function verifyAudit(db: Db, known?: Head): Promise<AuditReport> {
  let head = EMPTY
  let events = 0
  let faultCount = 0
  let knownHash: string | null = known?.sequence === 0 ? EMPTY.hash : null
  const faults: string[] = []
  const tell = (found: readonly string[]): void => {
    faultCount += found.length
    faults.push(...found.slice(0, TOLD - faults.length))
  }
  for (;;) {
    const page = await pageEvents(db, head.sequence, PAGE)
    for (const event of page) {
      tell(faultsOf(head, event))
      head = { sequence: event.sequence, hash: event.hash }
      if (event.sequence === known?.sequence) knownHash = event.hash
    }
    events += page.length
    if (page.length < PAGE) break
  }
  if (known !== undefined && knownHash !== known.hash) {
    tell([
      knownHash === null
        ? `event ${known.sequence} is gone: the chain was cut off`
        : `event ${known.sequence} is not the one that was known: the chain was made anew`,
    ])
  }
  return { events, unsealed: await countUnsealed(db), head: `${head.sequence}:${head.hash}`, faults, faultCount }
}

/** @returns null when the text is no `head` of a report */
export function readHead(text: string): Head | null {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  return sequence === undefined || hash === undefined ? null : { sequence: Number(sequence), hash }
}
