import type { Context } from '../context.ts'
import { refuseFutureConsents } from './consent.ts'
import type { Consent } from './customer.ts'
import { customerNotFound } from './problems.ts'
import { addConsents, loadCustomer, lockCustomer } from './store.ts'

/**
 * Adds to the customer's consents and answers those that hold now: the newest per channel and purpose.
 * @throws customer-not-found, and validation when a consent is from the future
 */
export async function putConsents(
  context: Context,
  input: { customerId: string; consents: readonly Consent[]; principal: { id: string } },
): Promise<Consent[]> {
  const now = context.now()
  refuseFutureConsents(input.consents, now)
  return context.db.transaction(async (tx) => {
    if (!(await lockCustomer(tx, input.customerId))) throw customerNotFound()
    await addConsents(tx, input.customerId, input.consents, { by: input.principal.id, at: now, newId: context.newId })
    return (await loadCustomer(tx, input.customerId))!.consents
  })
}
