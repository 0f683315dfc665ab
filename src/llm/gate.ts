import type { Ended } from './ask.ts'
import type { Budget } from './budget.ts'
import type { Lane, Need, Turn } from './lane.ts'
import type { Writer } from './price.ts'
import type { Failure } from './retry.ts'
import { chargeOf, likelyTokens, mostOf, type Sized } from './worst-case.ts'

/** What stands before every call of a model: the money that it may cost, and the pace of all processes together. */
export type Gate = { lane: Lane; budget: Budget }

/** `campaignId`: the campaign that pays for it. */
export type GatedCall = Sized &
  Pick<Need, 'priority'> & { campaignId?: string | undefined; signal?: AbortSignal | undefined }

/**
 * Makes one call when it may be made, and keeps account of it. A call that may not be made now is a failure like any other.
 * Money comes first: a time to call, once it is there, is used at once.
 * @throws the signal's own reason when it aborts
 */
export async function throughGate<Said>(
  gate: Gate | undefined,
  writer: Writer,
  call: GatedCall,
  make: () => Promise<Ended<Said>>,
  now: () => Date,
): Promise<Ended<Said>> {
  if (gate === undefined) return make()
  const { lane, budget } = gate
  const scopes = budget.scopesFor(call.campaignId)
  const how = { waits: call.priority === 'campaign', signal: call.signal }
  const reservation = scopes.length === 0 ? null : await budget.reserve(scopes, mostOf(writer, call, now()), how)
  if (reservation?.ok === false) {
    return { usage: undefined, failure: { kind: 'budget', isClosed: true, scope: reservation.scope } }
  }
  // Nobody waits for it to be written: until then it counts as the most that it can be.
  const settle = (outcome: Ended<Said> | 'broken-off' | 'not-made'): void => {
    if (reservation === null) return
    const cost = outcome === 'not-made' ? { usd: '0', tokens: 0 } : chargeOf(writer, call, outcome, now())
    void budget.settle(reservation.id, cost)
  }

  let turn: Turn | Failure
  try {
    turn = await lane.enter({ tokens: likelyTokens(call), priority: call.priority }, call.signal)
  } catch (error) {
    settle('not-made')
    throw error
  }
  if (!('end' in turn)) {
    settle('not-made')
    return { usage: undefined, failure: { ...turn, isClosed: true } }
  }
  let outcome: Ended<Said>
  try {
    outcome = await make()
  } catch (error) {
    turn.end('broken-off')
    settle('broken-off')
    throw error
  }
  turn.end('answer' in outcome ? 'worked' : outcome.failure)
  settle(outcome)
  return outcome
}
