import { setTimeout as pause } from 'node:timers/promises'
import type { Sql } from 'postgres'
import { inParallel } from '../support/api-client.ts'
import type { Fleet } from './chaos-fleet.ts'
import type { Desk, Letter } from './chaos-letters.ts'
import { Recovery } from './chaos-recovery.ts'
import type { Sink } from './chaos-sink.ts'

const TICK_MS = 100
const SETTLED_WITHIN_MS = 90_000
/** More than a lease and a look of the sweeper. */
const AFTERMATH_MS = 8000

export type Stage = {
  owner: Sql
  sink: Sink
  fleet: Fleet
  desk: Desk
  recovery: Recovery
  /** Messages that are due and not yet claimed, if that can be had. */
  keptDue: number
  /** Acknowledged approvals that are not due yet. */
  ready: string[]
  released: number
  /** Null while the database does not answer. */
  counts: { due: number; open: number } | null
  isOver: boolean
}

export const openStage = (given: Pick<Stage, 'owner' | 'sink' | 'fleet' | 'desk' | 'keptDue'>): Stage => ({
  ...given,
  recovery: new Recovery(),
  ready: [],
  released: 0,
  counts: null,
  isOver: false,
})

/** Has people approve, a little ahead of what is due. @returns when all of it is due */
export async function approveAll(stage: Stage, letters: readonly Letter[]): Promise<void> {
  await inParallel(letters, 4, async (letter) => {
    while (stage.ready.length > 2 * stage.keptDue) await pause(TICK_MS)
    stage.ready.push(await stage.desk.approve(letter))
  })
  while (stage.ready.length > 0) await pause(TICK_MS)
}

/** Makes approved messages due before their time to reconsider is over, so that some are due at any moment. */
async function release({ owner, ready, counts, sink, keptDue }: Stage): Promise<number> {
  if (counts === null || !sink.isLiving()) return 0
  const ids = ready.splice(0, keptDue - counts.due)
  if (ids.length === 0) return 0
  try {
    await owner`update deliveries set not_before = now() where id = any(${ids}::uuid[]) and state = 'queued'`
    return ids.length
  } catch {
    ready.unshift(...ids)
    return 0
  }
}

async function countOpen(owner: Sql): Promise<Stage['counts']> {
  try {
    const [row] = await owner`
      select count(*) filter (where state in ('queued', 'held') and not_before <= now())::int as due,
        count(*) filter (where state in ('queued', 'held', 'sending'))::int as open from deliveries`
    return row as unknown as Stage['counts']
  } catch {
    return null
  }
}

/** Looks many times a second at what arrives, and at what is due. */
export async function watch(stage: Stage): Promise<void> {
  const { owner, recovery, sink } = stage
  let bytes = sink.bytes()
  const look = (): void => {
    recovery.sinkIsLiving(sink.isLiving(), Date.now())
    const now = sink.bytes()
    if (now > bytes) recovery.arrived(Date.now())
    bytes = now
  }
  const looking = setInterval(look, 20)
  try {
    while (!stage.isOver) {
      const counts = await countOpen(owner)
      stage.counts = counts
      if (counts?.due === 0 && sink.isLiving()) recovery.nothingDue()
      stage.released += await release(stage)
      await pause(TICK_MS)
    }
  } finally {
    clearInterval(looking)
  }
}

/** Everything works again: what waits for its next try need not wait longer. */
export async function settle({ owner }: Stage): Promise<void> {
  const until = Date.now() + SETTLED_WITHIN_MS
  for (;;) {
    await owner`update deliveries set not_before = now() where state in ('queued', 'held') and not_before > now()`
    if ((await countOpen(owner))?.open === 0 || Date.now() > until) break
    await pause(1000)
  }
  await pause(AFTERMATH_MS)
}

export const progressOf = ({ released, ready, counts, sink }: Stage, blows: number): string =>
  `${blows} blows, ${released} released, ${ready.length} ready, ${counts?.due} due, ${counts?.open} open, the mail server ${sink.mode()}`
