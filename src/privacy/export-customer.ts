import { campaignsOf, lotsOf } from '../campaigns/membership-store.ts'
import type { Context } from '../context.ts'
import { customerNotFound } from '../customers/problems.ts'
import { loadConsentHistory, loadIdentities } from '../customers/history-store.ts'
import { loadCustomer } from '../customers/store.ts'
import { noteReading } from '../audit/store.ts'
import type { Cursor } from '../db/conditions.ts'
import { hashAddress } from '../delivery/address.ts'
import { listDeliveries } from '../delivery/store.ts'
import { findSuppressionsOf, loadAddressSecret } from '../delivery/suppression-store.ts'
import { loadDecisions, loadRecipients, loadRevisions } from '../drafts/history-store.ts'
import { listDrafts } from '../drafts/store.ts'
import { listOutcomes } from '../outcomes/store.ts'
import { listAnswersAbout } from '../http/idempotency-store.ts'
import { loadObjections, pageSignals } from '../signals/store.ts'
import { channels } from '../channels/list.ts'

/** Rows that are in memory at once. */
const PAGE = 100

/**
 * All that is held about a person (GDPR, articles 15 and 20) as one JSON document, in pieces as they are read: who reads slowly is
 * waited for. What changes meanwhile may be in it as before or as after. That it was read is written down.
 * @throws customer-not-found
 */
export async function exportCustomer(
  context: Context,
  input: { customerId: string; by: { id: string } },
): Promise<AsyncGenerator<string>> {
  const customer = await loadCustomer(context.db, input.customerId)
  if (customer === null) throw customerNotFound()
  await noteReading(context.db, 'customer.exported', input.by.id, input.customerId)
  const { consents: _held, ...profile } = customer
  return write(context, profile)
}

type Profile = { id: string; email: string | null; phone: string | null }

async function* write(context: Context, customer: Profile): AsyncGenerator<string> {
  const { db } = context
  const { id } = customer
  yield `{"customer":${JSON.stringify(customer)}`
  yield `,"consents":${JSON.stringify(await loadConsentHistory(db, id))}`
  yield `,"identities":${JSON.stringify(await loadIdentities(db, id))}`
  yield `,"objections":${JSON.stringify(await loadObjections(db, id))}`
  yield* list(
    'signals',
    pages(
      (cursor) => pageSignals(db, id, PAGE, cursor),
      ({ occurredAt, id }) => ({ at: occurredAt, id }),
    ),
  )
  yield* list('drafts', drafts(context, customer))
  yield* list('deliveries', deliveries(context, customer))
  yield `,"campaigns":${JSON.stringify(await campaignsOf(db, id))}`
  yield `,"lots":${JSON.stringify(await lotsOf(db, id))}`
  yield `,"suppressions":${JSON.stringify(await suppressions(context, customer))}`
  yield `,"answers":${JSON.stringify(await listAnswersAbout(db, id))}}`
}

async function* list(name: string, rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  let begin = `,"${name}":[`
  for await (const row of rows) {
    yield `${begin}${JSON.stringify(row)}`
    begin = ','
  }
  yield begin === ',' ? ']' : `${begin}]`
}

/** Rows of a list that gives one more than a page. */
async function* pages<Row>(
  load: (cursor: Cursor | undefined) => Promise<Row[]>,
  cursorOf: (row: Row) => Cursor,
): AsyncGenerator<Row> {
  for (let cursor: Cursor | undefined; ;) {
    const rows = await load(cursor)
    yield* rows.slice(0, PAGE)
    if (rows.length <= PAGE) return
    cursor = cursorOf(rows[PAGE - 1]!)
  }
}

/** Each draft with all its revisions and decisions. */
async function* drafts({ db }: Context, { id }: Profile): AsyncGenerator<object> {
  const all = pages(
    (cursor) => listDrafts(db, { customerId: id }, PAGE, cursor),
    ({ draft }) => ({ at: draft.createdAt, id: draft.id }),
  )
  for await (const { draft } of all) {
    yield { ...draft, revisions: await loadRevisions(db, draft.id), decisions: await loadDecisions(db, draft.id) }
  }
}

/** Each delivery with what came of it. */
async function* deliveries({ db }: Context, { id }: Profile): AsyncGenerator<object> {
  const all = pages(
    (cursor) => listDeliveries(db, { customerId: id }, PAGE, cursor),
    (delivery) => ({ at: delivery.createdAt, id: delivery.id }),
  )
  for await (const delivery of all) {
    const told = pages(
      (cursor) => listOutcomes(db, delivery.id, PAGE, cursor),
      ({ receivedAt, id }) => ({ at: receivedAt, id }),
    )
    const outcomes: object[] = []
    for await (const outcome of told) outcomes.push(outcome)
    yield { ...delivery, outcomes }
  }
}

/** Of the addresses that the customer has, or was written to: only hashes of them are kept. */
async function suppressions({ db }: Context, customer: Profile) {
  const secret = await loadAddressSecret(db)
  const own = channels.map(({ name, addressOf }) => ({ channel: name, recipient: addressOf(customer) }))
  const hashes = [...own, ...(await loadRecipients(db, customer.id))].flatMap(({ channel, recipient }) =>
    recipient === null ? [] : [hashAddress(secret, channel, recipient)],
  )
  return findSuppressionsOf(db, [...new Set(hashes)])
}
