import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventsOf } from '../audit/audit-log.ts'
import { openShop, rowsOf } from '../drafts/shop.ts'
import { aSentMessage, deliveryOf } from '../outcomes/report.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { rowsAbout, tablesAboutCustomers } from './everything.ts'
import { aPerson, WORDS } from './person.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
  await aPerson(service, 'whole')
  await service.call('POST', '/v1/suppressions', { body: { channel: 'email', address: WORDS.mail, reason: 'manual' } })
  const [delivery] = await rowsOf(service, sql`select id from deliveries where state = 'sent'`)
  await service.asOwner(`
    insert into signal_objections values ('whole', 'site', now());
    insert into outcomes (id, delivery_id, channel, attempt, type, detail, source, message_id, is_early, occurred_at, received_at)
    values ('${randomUUID()}', '${delivery!['id']}', 'email', 1, 'converted', '{"value": {"amount": "12.34", "currency": "EUR"}}', 'test', 'o-1', false, now(), now())`)
  await inCampaign('whole')
})

/** One draft of the customer as that of a campaign, part of a lot and drawn: without the rules, as much else leads to it. */
async function inCampaign(customerId: string): Promise<void> {
  const campaign = randomUUID()
  const lot = randomUUID()
  await service.asOwner(`set session_replication_role = replica;
    insert into campaigns (id, name, status, channel, purpose, audience, arms, sending_window, created_by, created_at, updated_at)
    select '${campaign}', 'Spring', 'draft', 'email', 'marketing', '{"customerIds": ["${customerId}"]}', '{}', '{}', id, now(), now() from principals limit 1;
    update drafts set campaign_id = '${campaign}' where id = (select id from drafts where customer_id = '${customerId}' order by id limit 1);
    insert into campaign_members (campaign_id, customer_id, position, arm, state, draft_id)
    select campaign_id, customer_id, 1, 'personalized', 'written', id from drafts where campaign_id = '${campaign}';
    insert into lots (id, campaign_id, status, max_bad_share, confidence, population, sample_size, attempt, seed, created_by, created_at, updated_at)
    select '${lot}', id, 'open', '0.05', '0.95', 1, 1, 1, 'seed', created_by, now(), now() from campaigns where id = '${campaign}';
    insert into lot_members (lot_id, draft_id, revision, digest, stratum) select '${lot}', id, 1, 'x', 'personalized' from drafts where campaign_id = '${campaign}';
    insert into lot_samples (lot_id, place, draft_id) select lot_id, 1, draft_id from lot_members where lot_id = '${lot}';
    set session_replication_role = origin`)
}
afterAll(() => service.close())

const exported = (id = 'whole', key = service.keys.admin) => service.call('GET', `/v1/customers/${id}/export`, { key })

/** Under which names in the export the rows of a table are, and by which column one is told from another. */
const PLACES: Record<string, { at(document: any): any[]; by: [column: string, field: string][] }> = {
  customers: { at: (all) => [all.customer], by: [['id', 'id']] },
  consents: { at: (all) => all.consents, by: [['id', 'id']] },
  identities: { at: (all) => all.identities, by: [['anonymous_id', 'anonymousId']] },
  signal_objections: { at: (all) => all.objections, by: [['source', 'source']] },
  signals: { at: (all) => all.signals, by: [['id', 'id']] },
  drafts: { at: (all) => all.drafts, by: [['id', 'id']] },
  revisions: {
    at: (all) => all.drafts.flatMap((draft: any) => draft.revisions),
    by: [['unsubscribe_token', 'unsubscribeToken']],
  },
  decisions: { at: (all) => all.drafts.flatMap((draft: any) => draft.decisions), by: [['id', 'id']] },
  deliveries: { at: (all) => all.deliveries, by: [['id', 'id']] },
  outcomes: { at: (all) => all.deliveries.flatMap((delivery: any) => delivery.outcomes), by: [['id', 'id']] },
  campaign_members: { at: (all) => all.campaigns, by: [['draft_id', 'draftId']] },
  lot_members: { at: (all) => all.lots, by: [['lot_id', 'lotId']] },
  lot_samples: { at: (all) => all.lots.flatMap((lot: any) => lot.samples), by: [['place', 'place']] },
  idempotency_keys: { at: (all) => all.answers, by: [['key', 'key']] },
}

describe('an export of a customer', () => {
  test('holds every row of every table that refers to the customer', async () => {
    const rows = await rowsAbout(service, 'whole')
    expect([...rows.keys()].toSorted()).toEqual((await tablesAboutCustomers(service)).toSorted())
    const { status, body } = await exported()
    expect(status).toBe(200)
    for (const [table, found] of rows) {
      // A table that is new here needs a place in the export, and in `erase_customer()`.
      expect(PLACES[table], table).toBeDefined()
      expect(found.length, table).toBeGreaterThan(0)
      const { at, by } = PLACES[table]!
      for (const [column, field] of by) {
        expect(
          at(body)
            .map((row) => row[field])
            .toSorted(),
          table,
        ).toEqual(found.map((row) => row[column]).toSorted())
      }
    }
  })

  test('holds every word that is kept of the person, and the suppressions of the addresses', async () => {
    const { text, body } = await exported()
    for (const word of Object.values(WORDS)) expect(text, word).toContain(word)
    expect(body.suppressions).toMatchObject([{ channel: 'email', reason: 'manual' }])
  })

  test('is told in the audit log', async () => {
    const before = (await eventsOf(service)).length
    await exported()
    expect((await eventsOf(service)).slice(before)).toMatchObject([
      { action: 'customer.exported', subjectId: 'whole', customerId: 'whole' },
    ])
  })

  test('is for an administrator, and of somebody who is known', async () => {
    for (const key of [service.keys.mia, service.keys.profiles, service.keys.auditor]) {
      expect((await exported('whole', key)).status).toBe(403)
    }
    expect((await exported('never-seen')).status).toBe(404)
  })

  test('of many signals comes page by page, each signal once', async () => {
    const at = service.clock.now.getTime()
    const signals = Array.from({ length: 450 }, (_, index) => ({
      type: 'product-viewed',
      customerId: 'busy',
      messageId: `b-${index}`,
      occurredAt: new Date(at - Math.floor(index / 7) * 1000).toISOString(),
      productId: 'dw-1',
    }))
    await service.call('POST', '/v1/signals', { key: service.keys.profiles, body: signals })
    const { body } = await exported('busy')
    expect(new Set(body.signals.map((signal: { messageId: string }) => signal.messageId)).size).toBe(450)
    expect(body.signals).toHaveLength(450)
    expect(body).toMatchObject({ customer: { id: 'busy' }, drafts: [], deliveries: [], suppressions: [] })
  })

  test('leaves out nothing that was told of a message, however often that was', async () => {
    const { deliveryId } = await aSentMessage(service)
    const { customerId } = await deliveryOf(service, deliveryId)
    await rowsOf(
      service,
      sql`insert into outcomes (id, delivery_id, channel, attempt, type, detail, source, message_id, is_early, occurred_at, received_at)
        select gen_random_uuid(), ${deliveryId}, 'email', 1, 'clicked', '{}', 'mail', 'click-' || n, false, now(), now()
        from generate_series(1, 10050) n`,
    )
    const { outcomes } = (await exported(String(customerId))).body.deliveries[0]
    expect(new Set(outcomes.map(({ messageId }: { messageId: string }) => messageId)).size).toBe(10_050)
    expect(outcomes).toHaveLength(10_050)
  })
})

test('an erasure leaves only the bare record of a customer in those tables, and no answer', async () => {
  expect((await service.call('DELETE', '/v1/customers/whole', { key: service.keys.admin })).status).toBe(204)
  const rows = await rowsAbout(service, 'whole')
  const left = Object.fromEntries([...rows].map(([table, found]) => [table, found.length]))
  expect(left).toEqual({
    customers: 1,
    consents: 0,
    identities: 0,
    signals: 0,
    idempotency_keys: 0,
    // What the customer objected to is still objected to.
    signal_objections: 1,
    drafts: 4,
    revisions: 5,
    decisions: 4,
    deliveries: 2,
    outcomes: 1,
    campaign_members: 1,
    lot_members: 1,
    lot_samples: 1,
  })
  expect(rows.get('customers')![0]).toMatchObject({ first_name: null, email: null, phone: null, traits: {} })
  expect(rows.get('outcomes')![0]).toMatchObject({ type: 'converted', detail: {} })
  for (const revision of rows.get('revisions')!) {
    expect(revision).toMatchObject({ body: '', rendered_text: '', recipient: null, headers: {}, slots: {}, claims: [] })
  }
})
