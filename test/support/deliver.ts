import { claim, type DeliverDeps } from '../../src/delivery/claim.ts'
import { handOver, settle } from '../../src/delivery/hand-over.ts'

/** Hands over this one delivery, if it may leave now, as the outbox does for all that are due. */
export async function deliver(deps: DeliverDeps, input: { deliveryId: string }): Promise<void> {
  await deps.failpoint('delivery.woken')
  const { claimed } = await claim(deps, input)
  await Promise.all(claimed.map((one) => handOver(deps, one, (ended) => settle(deps, [ended]))))
}
