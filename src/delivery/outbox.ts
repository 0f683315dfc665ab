import { inGroups } from '../db/in-groups.ts'
import { claim, type Claimed, type DeliverDeps, findDue } from './claim.ts'
import { type Ended, handOver, settle } from './hand-over.ts'
import { ASK_AGAIN_MS } from './may-contact.ts'
import { changeDelivery } from './store.ts'

/** Messages on their way at once in one process, for each job that it may run at once. */
const SLOTS_PER_JOB = 6

export type Outbox = {
  /** Hands over what is due. @returns when nothing is left to hand over, and how each ended is written down */
  wake(): Promise<void>
  /** Claims nothing more. @returns when what was claimed is handed over */
  close(): Promise<void>
}

/**
 * What is due is claimed by several at once, as a claim costs little more for many deliveries than for one; and again as soon
 * as a third of the places are free, so that the others keep the provider busy meanwhile. A slow one holds up its own
 * messages alone.
 */
export function openOutbox(deps: DeliverDeps, concurrency: number): Outbox {
  const slots = concurrency * SLOTS_PER_JOB
  const settleOne = inGroups((ended: Ended[]) => settle(deps, ended))
  const underWay = new Set<Promise<void>>()
  let woken = Promise.withResolvers<void>()
  let isWanted = false
  let isClosed = false
  let running: Promise<void> | null = null

  async function run(): Promise<void> {
    while (isWanted || underWay.size > 0) {
      const free = slots - underWay.size
      if (!isWanted) {
        await Promise.race([woken.promise, ...underWay])
      } else if (free < slots / 3) {
        await Promise.race(underWay)
      } else {
        isWanted = false
        woken = Promise.withResolvers()
        const { claimed, more } = await claim(deps, { limit: free }).catch((error: unknown) => oneByOne(error, free))
        isWanted ||= more && !isClosed
        for (const one of claimed) start(one)
      }
    }
  }

  function start(claimed: Claimed): void {
    const ending: Promise<void> = handOver(deps, claimed, settleOne)
      .catch((error: unknown) => logFailure(claimed.delivery.id, error))
      .finally(() => underWay.delete(ending))
    underWay.add(ending)
  }

  /** One that cannot even be claimed must not keep the others waiting: it is put off, and they go alone. */
  async function oneByOne(error: unknown, limit: number): Promise<{ claimed: Claimed[]; more: false }> {
    deps.log.error({ event: 'deliveries-not-claimed', err: error })
    const now = deps.now()
    const claimed: Claimed[] = []
    for (const deliveryId of await findDue(deps, limit)) {
      try {
        claimed.push(...(await claim(deps, { deliveryId })).claimed)
      } catch (cause) {
        logFailure(deliveryId, cause)
        const notBefore = new Date(now.getTime() + ASK_AGAIN_MS)
        const putOff = { state: 'held', reason: 'internal_error', notBefore, updatedAt: now } as const
        await changeDelivery(deps.db, deliveryId, ['queued', 'held'], putOff)
      }
    }
    return { claimed, more: false }
  }

  const logFailure = (deliveryId: string, error: unknown): void =>
    deps.log.error({ event: 'delivery-failed', deliveryId, err: error })

  const wake = (): Promise<void> => {
    isWanted = !isClosed
    woken.resolve()
    running ??= run()
      .catch((error: unknown) => deps.log.error({ event: 'outbox-failed', err: error }))
      .finally(() => {
        running = null
      })
    return running
  }
  return {
    wake,
    async close() {
      isClosed = true
      isWanted = false
      await running
      await Promise.all(underWay)
    },
  }
}
