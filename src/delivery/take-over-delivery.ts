import { agentChannels } from '../channels/list.ts'
import { findRevision } from '../drafts/store.ts'
import { emit } from '../events.ts'
import type { Principal } from '../principals/principal.ts'
import { claim, type DeliverDeps } from './claim.ts'
import { alreadyTaken, deliveryNotFound, notForAgents, notToBeTaken } from './problems.ts'
import { changeDelivery, type DeliveryRow, findDelivery } from './store.ts'

/**
 * Gives an approved chat message or call script to the agent who will say it. Everything that is asked before a message is
 * sent is asked here too, in this moment: may this person be spoken to, and is all of it still so? Said again by the same
 * agent it answers the same.
 * @throws delivery-not-found, not-for-agents, already-taken-over, not-to-be-taken-over
 */
export async function takeOverDelivery(
  deps: DeliverDeps,
  input: { deliveryId: string; by: Principal },
): Promise<{ delivery: DeliveryRow; text: string }> {
  const { deliveryId, by } = input
  const asked = await findDelivery(deps.db, deliveryId)
  if (asked === null) throw deliveryNotFound()
  if (!agentChannels.includes(asked.channel)) throw notForAgents(`It goes out by ${asked.channel}.`)
  if (asked.state !== 'handed_over') await take(deps, asked, by)
  const delivery = (await findDelivery(deps.db, deliveryId))!
  if (delivery.state !== 'handed_over') throw notToBeTaken(whyNot(delivery, deps.now()))
  if (delivery.handedOverBy !== by.id) throw alreadyTaken()
  const revision = (await findRevision(deps.db, delivery.draftId, delivery.revision))!
  return { delivery, text: revision.renderedText }
}

async function take(deps: DeliverDeps, { id }: DeliveryRow, by: Principal): Promise<void> {
  const { claimed } = await claim(deps, { deliveryId: id, forAgent: true })
  const [one] = claimed
  if (one === undefined) return
  await deps.failpoint('delivery.claimed')
  const now = deps.now()
  const taken = { state: 'handed_over', reason: null, handedOverBy: by.id, sentAt: now } as const
  const change = { ...taken, leaseUntil: null, updatedAt: now }
  if (await changeDelivery(deps.db, id, 'sending', change, one.delivery.attempts)) {
    emit(deps.log, { event: 'delivery-changed', deliveryId: id, state: 'handed_over' })
  }
}

function whyNot({ state, reason, notBefore }: DeliveryRow, now: Date): string {
  const waits = (state === 'queued' || state === 'held') && notBefore > now
  const why = reason === null ? '' : ` (${reason})`
  return `It is ${state}${why}${waits ? ` until ${notBefore.toISOString()}` : ''}.`
}
