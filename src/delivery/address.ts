import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { ChannelName } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import { toE164 } from '../customers/customer.ts'

/**
 * One spelling per address: case and outer white space do not make another mailbox, punctuation not another phone. By
 * webhook the address is the customer's id, which is taken to the letter.
 */
export function normalizeAddress(channel: ChannelName, address: string): string {
  if (channel === 'webhook') return address
  if (channel === 'email') return address.normalize('NFKC').trim().toLowerCase()
  return toE164(address) ?? address.replace(/[^\d+]/g, '')
}

const Email = z.email()

/** Why nobody could ever be written to there, so that a slip of the pen does not look like a suppression; null when one may be. */
export function whyNoAddress(channel: ChannelName, address: string): string | null {
  if (channel === 'webhook') return null
  if (channel === 'chat') return 'must be by another channel: a conversation has no address'
  if (channel === 'email') {
    return Email.safeParse(address.normalize('NFKC').trim()).success ? null : 'must be an e-mail address alone'
  }
  return toE164(address) === null ? 'must be a phone number that begins with + and the country code' : null
}

/** What is kept of a suppressed address: HMAC-SHA-256 with this installation's secret, in hex. */
export const hashAddress = (secret: string, channel: ChannelName, address: string): string =>
  createHmac('sha256', secret).update(normalizeAddress(channel, address)).digest('hex')

/** Whether a message was written to another address than the one that the customer has now. */
export function isOtherAddress(
  channel: ChannelName,
  recipient: string | null,
  customer: { id: string; email: string | null; phone: string | null },
): boolean {
  const current = findChannel(channel)!.addressOf(customer)
  if (recipient === null || recipient === current) return false
  return current === null || normalizeAddress(channel, current) !== normalizeAddress(channel, recipient)
}
