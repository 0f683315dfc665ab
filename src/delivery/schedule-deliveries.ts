import type { StoredCustomer } from '../customers/customer.ts'
import type { Tx } from '../db/client.ts'
import type { ApprovedDraft } from '../drafts/draft.ts'
import type { DraftRow, RevisionRow } from '../drafts/store.ts'
import type { Problem } from '../problem.ts'
import { findObjections } from '../signals/store.ts'
import { hashAddress } from './address.ts'
import { findSuppressed } from './claim-store.ts'
import { whyNotScheduled } from './may-schedule.ts'
import { momentsFor, type ScheduleDeps } from './schedule-delivery.ts'
import { insertDelivery } from './store.ts'
import { loadAddressSecret } from './suppression-store.ts'

export type ToAsk = { draft: DraftRow; revision: RevisionRow; customer: StoredCustomer }

/**
 * Which messages cannot go into the outbox, and why, by draft: what `scheduleDelivery` asks of one, of any number in three queries.
 */
export async function whyNoneScheduled(
  deps: Pick<ScheduleDeps, 'transports'>,
  tx: Tx,
  asked: readonly ToAsk[],
): Promise<Map<string, Problem>> {
  const secret = await loadAddressSecret(tx)
  const hashOf = ({ draft, revision }: ToAsk): string | null =>
    revision.recipient === null ? null : hashAddress(secret, draft.channel, revision.recipient)
  const suppressed = await findSuppressed(tx, [...new Set(asked.flatMap((one) => hashOf(one) ?? []))])
  const objections = await findObjections(tx, [...new Set(asked.map(({ customer }) => customer.id))])
  return new Map(
    asked.flatMap((one) => {
      const why = whyNotScheduled(deps, {
        ...one,
        objections: objections.get(one.customer.id) ?? [],
        suppressed: suppressed.has(`${hashOf(one)} ${one.draft.channel}`),
      })
      return why === null ? [] : [[one.draft.id, why]]
    }),
  )
}

/**
 * Puts messages that were approved at one moment, of one campaign, into the outbox: all of them, or none. The sweeper wakes it.
 * @throws campaign-cancelled
 */
export async function scheduleDeliveries(
  deps: Pick<ScheduleDeps, 'newId' | 'sendingCampaigns'>,
  tx: Tx,
  campaignId: string,
  messages: readonly { approved: ApprovedDraft; draft: DraftRow }[],
): Promise<void> {
  const [first] = messages
  if (first === undefined) return
  const { approvedAt } = first.approved
  const moments = await momentsFor(deps, tx, campaignId, approvedAt, messages.length)
  const rows = messages.map(({ approved, draft }, index) => ({
    id: deps.newId(),
    decisionId: approved.decisionId,
    draftId: draft.id,
    revision: approved.revision,
    digest: approved.digest,
    customerId: draft.customerId,
    campaignId,
    channel: draft.channel,
    purpose: draft.purpose,
    state: 'queued' as const,
    notBefore: moments[index]!,
    createdAt: approvedAt,
    updatedAt: approvedAt,
  }))
  await insertDelivery(tx, ...rows)
}
