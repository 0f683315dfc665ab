import { createHmac } from 'node:crypto'
import type { ChannelName } from '../channels/channel.ts'
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

/** What is kept of a suppressed address: HMAC-SHA-256 with this installation's secret, in hex. */
export const hashAddress = (secret: string, channel: ChannelName, address: string): string =>
  createHmac('sha256', secret).update(normalizeAddress(channel, address)).digest('hex')
