import type { ChannelName } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import { emit } from '../events.ts'
import { hashAddress } from './address.ts'
import type { SuppressionReason } from './delivery.ts'
import { insertSuppression, loadAddressSecret, type SuppressionRow } from './suppression-store.ts'

/** Keeps an address from being written to on a channel. Holds from the moment this returns; said again it changes nothing. */
export async function suppressAddress(
  context: Context,
  input: { channel: ChannelName; address: string; reason: SuppressionReason; by: string | null },
): Promise<SuppressionRow> {
  const row = await insertSuppression(context.db, {
    id: context.newId(),
    addressHash: hashAddress(await loadAddressSecret(context.db), input.channel, input.address),
    channel: input.channel,
    reason: input.reason,
    createdBy: input.by,
    createdAt: context.now(),
  })
  emit(context.log, { event: 'customer-suppressed', channel: input.channel, reason: input.reason })
  return row
}
