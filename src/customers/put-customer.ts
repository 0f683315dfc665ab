import type { Context } from '../context.ts'
import { refuseFutureConsents } from './consent.ts'
import type { Customer, StoredCustomer } from './customer.ts'
import { addConsents, loadCustomer, writeCustomer } from './store.ts'

/**
 * Replaces the customer's record; consents are added to their history.
 * @throws validation when a consent is from the future
 */
export async function putCustomer(
  context: Context,
  input: { id: string; customer: Customer; principal: { id: string } },
): Promise<{ isNew: boolean; customer: StoredCustomer }> {
  const now = context.now()
  const added = input.customer.consents ?? []
  refuseFutureConsents(added, now)
  return context.db.transaction(async (tx) => {
    const isNew = await writeCustomer(tx, input.id, input.customer, now)
    await addConsents(tx, input.id, added, { by: input.principal.id, at: now, newId: context.newId })
    return { isNew, customer: (await loadCustomer(tx, input.id))! }
  })
}
