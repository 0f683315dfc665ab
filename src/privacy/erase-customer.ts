import { channels } from '../channels/list.ts'
import type { Context } from '../context.ts'
import { customerNotFound } from '../customers/problems.ts'
import { loadCustomer } from '../customers/store.ts'
import { isCollision } from '../db/errors.ts'
import { hashAddress } from '../delivery/address.ts'
import { loadAddressSecret } from '../delivery/suppression-store.ts'
import { eraseHeld, holdCustomer } from './store.ts'

/** Others may begin drafts for the same customer meanwhile, each a few milliseconds of work. */
const TRIES = 20

/**
 * Erases a customer (GDPR, article 17): what is queued is cancelled; name, addresses, signals, consents, texts, facts and notes are
 * gone; ids, states, digests and the audit log stay. Every address that was or could be written to is suppressed (article 21).
 * Said again it changes nothing.
 * @throws customer-not-found
 */
export async function eraseCustomer(
  context: Context,
  input: { customerId: string; by: { id: string } },
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      if (!(await eraseOnce(context, input))) throw customerNotFound()
      return
    } catch (error) {
      if (!isCollision(error) || tries === TRIES) throw error
    }
  }
}

const eraseOnce = (
  context: Context,
  { customerId, by }: { customerId: string; by: { id: string } },
): Promise<boolean> =>
  context.db.transaction(async (tx) => {
    const recipients = await holdCustomer(tx, customerId)
    const customer = await loadCustomer(tx, customerId)
    const own = channels.flatMap(({ name, addressOf }) => {
      const address = customer === null ? null : addressOf(customer)
      return address === null ? [] : [{ channel: name, address }]
    })
    const secret = await loadAddressSecret(tx)
    const suppressed = [...recipients, ...own].map(({ channel, address }) => ({
      id: context.newId(),
      channel,
      hash: hashAddress(secret, channel, address),
    }))
    await context.failpoint('erasure.held')
    const known = await eraseHeld(tx, customerId, { by: by.id, at: context.now(), suppressed })
    await context.failpoint('erasure.done')
    return known
  })
