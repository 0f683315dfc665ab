import { claim, type DeliverDeps } from './claim.ts'
import { handOver, settle } from './hand-over.ts'

/**
 * Hands one delivery to its provider, if it may leave now. Claimed in one transaction, handed over with none open, marked
 * in another; a process that dies in between leaves a row whose lease runs out.
 */
export async function deliver(deps: DeliverDeps, input: { deliveryId: string }): Promise<void> {
  await deps.failpoint('delivery.woken')
  const { claimed } = await claim(deps, input)
  await Promise.all(claimed.map((one) => handOver(deps, one, (ended) => settle(deps, [ended]))))
}
