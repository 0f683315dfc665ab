import type { Context } from '../context.ts'
import { findRevisionByToken } from '../drafts/store.ts'
import { suppressAddress } from './suppress-address.ts'

/**
 * Ends messages to the address that got this link. Saying it again changes nothing.
 * @returns false when the link is not one of ours
 */
export async function unsubscribe(context: Context, input: { token: string }): Promise<boolean> {
  const found = await findRevisionByToken(context.db, input.token)
  if (found === null || found.revision.recipient === null) return false
  const { channel } = found.draft
  await suppressAddress(context, { channel, address: found.revision.recipient, reason: 'unsubscribe', by: null })
  return true
}
