import { createHmac } from 'node:crypto'
import type { ChannelName } from '../channels/channel.ts'
import { toE164 } from '../customers/customer.ts'

/** One spelling per address: case and outer white space do not make another mailbox, punctuation not another phone. */
export const normalizeAddress = (channel: ChannelName, address: string): string =>
  channel === 'email' || channel === 'webhook'
    ? address.normalize('NFKC').trim().toLowerCase()
    : (toE164(address) ?? address.replace(/[^\d+]/g, ''))

/** What is kept of a suppressed address: HMAC-SHA-256 with this installation's secret, in hex. */
export const hashAddress = (secret: string, channel: ChannelName, address: string): string =>
  createHmac('sha256', secret).update(normalizeAddress(channel, address)).digest('hex')
