import { actAs } from '../audit/store.ts'
import type { Tx } from '../db/client.ts'
import { normalizeAddress } from '../delivery/address.ts'
import { type DeliveryRow, findByProviderIds, lockDeliveries } from '../delivery/store.ts'
import { suppressAddress } from '../delivery/suppress-address.ts'
import { findRecipients } from '../drafts/store.ts'
import { type Applied, type ApplyDeps, applyOutcome, emitEffect } from './apply-outcome.ts'
import { type BounceKind, type OutcomeType, suppressionAfter } from './outcome.ts'
import { reviewSender } from './review-sender.ts'
import { insertOutcomes, type OutcomeRow } from './store.ts'
import type { OutcomeDetail } from './table.ts'

export type OutcomeDeps = ApplyDeps

/** One thing that somebody says came of a delivery. */
export type OutcomeReport = {
  /** Which delivery: our id of it, or the provider's. */
  deliveryId: string | null
  providerMessageId: string | null
  type: OutcomeType
  bounce: BounceKind | null
  detail: OutcomeDetail
  occurredAt: Date
  /** Makes a repetition count once, together with `source`. */
  source: string
  messageId: string
  /** Who says so with a key; null: nobody, as with a mail, which anybody can write. */
  principalId: string | null
  /** When given, the delivery must be one to somebody among them. */
  recipients: readonly string[] | null
}

export type Recorded = 'accepted' | 'duplicate' | 'no-such-delivery' | 'not-sent' | 'another-recipient'

/** One report alone, as `recordTogether` does it. */
export const recordOutcome = async (deps: OutcomeDeps, report: OutcomeReport): Promise<Recorded> =>
  (await recordTogether(deps, [report]))[0]!

/**
 * Writes down what came of deliveries, and does what follows from it, in one transaction: the deliveries' states, the addresses
 * that are not written to any more, the next hand-overs. Told again it does nothing. Deliveries, reports and addresses are each
 * taken in one order, so that one batch may wait for another, and never both.
 * @param reports all told by the same
 * @returns what became of each, in their order
 */
export async function recordTogether(deps: OutcomeDeps, reports: readonly OutcomeReport[]): Promise<Recorded[]> {
  const done = await deps.db.transaction((tx) => record(deps, tx, reports))
  const applied = done.flatMap((one) => (typeof one === 'string' ? [] : [one]))
  for (const one of applied) emitEffect(deps, one)
  await deps.failpoint('outcome.recorded')
  const complainedOf = applied.filter(({ type }) => type === 'complained').map(({ delivery }) => delivery.channel)
  for (const channel of new Set(complainedOf)) await reviewSender(deps, channel)
  return done.map((one) => (typeof one === 'string' ? one : 'accepted'))
}

type Refused = Exclude<Recorded, 'accepted'>
type Done = (Applied & { type: OutcomeType }) | Refused
/** A report that can be one, and its row. */
type Told = { report: OutcomeReport; delivery: DeliveryRow; recipient: string | null; row: OutcomeRow }

async function record(deps: OutcomeDeps, tx: Tx, reports: readonly OutcomeReport[]): Promise<Done[]> {
  const by = reports[0]?.principalId ?? null
  if (by !== null) await actAs(tx, by)
  const deliveries = await hold(tx, reports)
  const decisionIds = [...deliveries.values()].map(({ decisionId }) => decisionId)
  const recipients = await findRecipients(tx, decisionIds)
  const told = reports.map((report): Told | Refused => {
    const delivery = deliveries.get(report)
    if (delivery === undefined) return 'no-such-delivery'
    const recipient = recipients.get(delivery.decisionId) ?? null
    return whyNot(report, delivery, recipient) ?? { report, delivery, recipient, row: rowOf(deps, report, delivery) }
  })
  const rows = told.flatMap((one) => (typeof one === 'string' ? [] : [one.row]))
  const added = await insertOutcomes(tx, rows)
  await deps.failpoint('outcome.stored')
  const news = told.filter((one) => typeof one !== 'string' && added.has(one.row.id)) as Told[]
  const applied = await applyAll(deps, tx, news)
  await suppressAll(deps, tx, news)
  return told.map((one) => {
    if (typeof one === 'string') return one
    const effect = applied.get(one)
    return effect === undefined ? 'duplicate' : { ...effect, type: one.report.type }
  })
}

/** One after the other: what the first does to a delivery, the next one finds. */
async function applyAll(deps: OutcomeDeps, tx: Tx, told: readonly Told[]): Promise<Map<Told, Applied>> {
  const current = new Map(told.map(({ delivery }) => [delivery.id, delivery]))
  const done = new Map<Told, Applied>()
  for (const one of told) {
    const applied = await applyOutcome(deps, tx, current.get(one.delivery.id)!, one.report)
    current.set(one.delivery.id, applied.delivery)
    done.set(one, applied)
  }
  return done
}

async function suppressAll(deps: OutcomeDeps, tx: Tx, told: readonly Told[]): Promise<void> {
  const inOrder = told
    .flatMap(({ report, recipient, delivery: { channel } }) => {
      const reason = suppressionAfter(report)
      if (recipient === null || reason === null) return []
      return [{ channel, address: normalizeAddress(channel, recipient), reason, by: report.principalId }]
    })
    .toSorted((a, b) => (a.address < b.address ? -1 : 1))
  for (const one of inOrder) await suppressAddress({ ...deps, db: tx }, one)
}

/** The delivery that each report is about, held until the transaction ends. */
async function hold(tx: Tx, reports: readonly OutcomeReport[]): Promise<Map<OutcomeReport, DeliveryRow>> {
  const byProvider = await findByProviderIds(
    tx,
    reports.flatMap(({ deliveryId, providerMessageId }) => (deliveryId === null ? (providerMessageId ?? []) : [])),
  )
  const idOf = ({ deliveryId, providerMessageId }: OutcomeReport): string | undefined =>
    deliveryId?.toLowerCase() ?? byProvider.get(providerMessageId ?? '')
  const held = await lockDeliveries(
    tx,
    reports.flatMap((report) => idOf(report) ?? []),
  )
  const byId = new Map(held.map((delivery) => [delivery.id, delivery]))
  return new Map(
    reports.flatMap((report) => {
      const delivery = byId.get(idOf(report) ?? '')
      return delivery === undefined ? [] : [[report, delivery]]
    }),
  )
}

function whyNot({ recipients }: OutcomeReport, delivery: DeliveryRow, recipient: string | null): Refused | null {
  if (delivery.attempts === 0) return 'not-sent'
  if (recipients === null) return null
  const own = recipient === null ? null : normalizeAddress(delivery.channel, recipient)
  const isNamed = recipients.some((address) => normalizeAddress(delivery.channel, address) === own)
  return isNamed ? null : 'another-recipient'
}

function rowOf(deps: OutcomeDeps, report: OutcomeReport, delivery: DeliveryRow): OutcomeRow {
  const { type, bounce, detail, source, messageId, principalId, occurredAt } = report
  return {
    id: deps.newId(),
    deliveryId: delivery.id,
    channel: delivery.channel,
    attempt: delivery.attempts,
    type,
    bounce,
    detail,
    source,
    messageId,
    principalId,
    isEarly: delivery.state === 'sending' && type !== 'converted',
    occurredAt,
    receivedAt: deps.now(),
  }
}
