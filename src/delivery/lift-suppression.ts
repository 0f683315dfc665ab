import { actAs } from '../audit/store.ts'
import type { Context } from '../context.ts'
import { emit } from '../events.ts'
import { suppressionNotFound } from './problems.ts'
import { deleteSuppression } from './suppression-store.ts'

/** Lets an address be written to again, if its owner agrees. @throws suppression-not-found */
export async function liftSuppression(context: Context, input: { id: string; by: { id: string } }): Promise<void> {
  const lifted = await context.db.transaction(async (tx) => {
    await actAs(tx, input.by.id)
    return deleteSuppression(tx, input.id)
  })
  if (lifted === null) throw suppressionNotFound()
  emit(context.log, { event: 'suppression-lifted', ...lifted })
}
