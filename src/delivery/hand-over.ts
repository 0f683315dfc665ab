import { setTimeout as pause } from 'node:timers/promises'
import type { HandOver } from '../channels/channel.ts'
import { emit } from '../events.ts'
import type { Claimed, DeliverDeps } from './claim.ts'
import { changeDeliveries, type RowChange } from './claim-store.ts'
import { type DeliveryState, MAX_ATTEMPTS, SENDING_LEASE_SECONDS } from './delivery.ts'
import { deliverySend } from './jobs.ts'
import { renewLease } from './store.ts'
import { suppressAddress } from './suppress-address.ts'

/** A hand-over and how it ended. */
export type Ended = Claimed & { result: HandOver }
export type Settle = (ended: Ended) => Promise<void>

const seconds = (from: Date, count: number): Date => new Date(from.getTime() + count * 1000)

/** Milliseconds between two tries to write down what became of a hand-over, and how many there are. */
const SETTLE_AGAIN_MS = 1000
const SETTLE_TRIES = 30

/** Hands a claimed delivery to its provider, with no transaction open, and has it written down how that ended. */
export async function handOver(deps: DeliverDeps, claimed: Claimed, settle: Settle): Promise<void> {
  const { delivery, message } = claimed
  await deps.failpoint('delivery.claimed')
  const heartbeat = setInterval(
    () => {
      renewLease(deps.db, delivery, seconds(deps.now(), SENDING_LEASE_SECONDS)).catch((error: unknown) =>
        deps.log.warn({ event: 'lease-not-renewed', deliveryId: delivery.id, err: error }),
      )
    },
    (SENDING_LEASE_SECONDS * 1000) / 3,
  )
  try {
    const result = await deps.transports[delivery.channel]!.send(message)
    await deps.failpoint('delivery.handed-over')
    await settle({ ...claimed, result })
    await deps.failpoint('delivery.marked')
  } finally {
    clearInterval(heartbeat)
  }
}

type After = Pick<RowChange, 'state' | 'reason' | 'notBefore' | 'sentAt' | 'providerMessageId'>

/** What becomes of a delivery after a hand-over. A retry waits longer each time: 5 s, 20 s, 80 s, 320 s. */
function afterHandOver(result: HandOver, attempts: number, now: Date, resendUnknown: boolean): After {
  const again = (otherwise: DeliveryState, reason: string): After =>
    attempts < MAX_ATTEMPTS
      ? { state: 'queued', reason, notBefore: seconds(now, 5 * 4 ** (attempts - 1)) }
      : { state: otherwise, reason }
  switch (result.outcome) {
    case 'sent':
      return { state: 'sent', sentAt: now, reason: null, providerMessageId: result.providerMessageId }
    case 'refused':
      return { state: 'failed', reason: result.reason }
    case 'unknown':
      return resendUnknown ? again('uncertain', result.reason) : { state: 'uncertain', reason: result.reason }
    case 'not_sent':
      return again('failed', result.reason)
  }
}

/**
 * Writes down how hand-overs ended, all in one statement, and again while the database is away: a message that left must not
 * become uncertain because of that. A row that the sweeper took for abandoned meanwhile is set right when it is certain that
 * the message left; a row that is in a later hand-over is none of ours.
 */
export async function settle(deps: DeliverDeps, ended: readonly Ended[]): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await settleOnce(deps, ended)
      return
    } catch (error) {
      deps.log.error({ event: 'hand-overs-not-settled', count: ended.length, err: error })
      if (tries === SETTLE_TRIES) throw error
      await pause(SETTLE_AGAIN_MS)
    }
  }
}

async function settleOnce(deps: DeliverDeps, ended: readonly Ended[]): Promise<void> {
  const now = deps.now()
  const changes = ended.map(({ delivery, result }): RowChange => ({
    id: delivery.id,
    from: result.outcome === 'sent' ? ['sending', 'uncertain'] : ['sending'],
    attempt: delivery.attempts,
    updatedAt: now,
    ...afterHandOver(result, delivery.attempts, now, deps.resendUnknown),
  }))
  const again = changes.filter(({ notBefore }) => notBefore !== undefined)
  const settled =
    again.length === 0
      ? await changeDeliveries(deps.db, changes)
      : await deps.db.transaction(async (tx) => {
          const changed = await changeDeliveries(tx, changes)
          for (const { id, notBefore } of again) {
            if (!changed.has(id)) continue
            await deps.queue.enqueue(tx, deliverySend, { deliveryId: id }, { startAfter: notBefore! })
          }
          return changed
        })
  for (const [index, { id, state, reason }] of changes.entries()) {
    const { delivery, message, result } = ended[index]!
    if (settled.has(id)) {
      emit(deps.log, { event: 'delivery-changed', deliveryId: id, state, reason: reason ?? undefined })
    } else {
      deps.log.warn({ event: 'hand-over-ended-late', deliveryId: id, outcome: result.outcome })
    }
    if (result.outcome !== 'refused' || result.suppress === undefined) continue
    const { channel } = delivery
    await suppressAddress(deps, { channel, address: message.recipient, reason: result.suppress, by: null })
  }
}
