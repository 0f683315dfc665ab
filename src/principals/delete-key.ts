import { actAs } from '../audit/store.ts'
import type { Context } from '../context.ts'
import { conflict, notFound } from '../problem.ts'
import type { Principal } from './principal.ts'
import { revokeKey } from './store.ts'

/** Takes a key out of use. @throws conflict for the key in use, not-found */
export async function deleteKey(
  context: Context,
  input: { keyId: string; by: Pick<Principal, 'id' | 'keyId'> },
): Promise<void> {
  if (input.keyId === input.by.keyId) throw conflict('This is the key you are using.')
  const revoked = await context.db.transaction(async (tx) => {
    await actAs(tx, input.by.id)
    return revokeKey(tx, input.keyId, context.now())
  })
  if (!revoked) throw notFound('There is no such key in use.')
}
