import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliver } from '../support/deliver.ts'
import { aDraft, approved, aShopper, inOutbox, openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aConsent } from '../support/wire-examples.ts'
import { eventsOf, principalsOf, saying } from './audit-log.ts'

let service: TestApp
let who: Record<string, string>
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
  who = await principalsOf(service)
})
afterAll(() => service.close())

const anOffer = () => ({
  code: 'QUIET10',
  kind: 'percent',
  value: '10',
  terms: '10 % off one dishwasher, once per customer',
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2027-12-31T00:00:00Z',
})

/** What was written about `ids` while `run` ran. */
async function eventsDuring(run: () => Promise<unknown>) {
  const before = (await eventsOf(service)).length
  await run()
  return (await eventsOf(service)).slice(before).map(saying)
}

describe('the audit log tells', () => {
  test('a message from its wish to its sending, with who did what', async () => {
    let customerId = ''
    let draftId = ''
    let deliveryId = ''
    const events = await eventsDuring(async () => {
      const { customer, draft, deliveryId: id } = await inOutbox(service)
      customerId = customer.id
      draftId = draft.id
      deliveryId = id
      service.clock.forward(11)
      await deliver(service.deps, { deliveryId })
    })
    const draft = { subjectId: draftId, customerId, actorId: null, revision: 1 }
    const delivery = { subjectId: deliveryId, customerId, actorId: null, revision: 1, action: 'delivery.state' }
    expect(events.filter(({ action }) => !action.startsWith('consent') && !action.startsWith('signals'))).toEqual([
      { ...draft, action: 'draft.requested', actorId: who['ana'], revision: null, state: 'generating' },
      { ...draft, action: 'revision.written', actorId: who['ana'], state: 'model' },
      { ...draft, action: 'draft.status', revision: null, state: 'ready_for_review' },
      { ...draft, action: 'decision.made', actorId: who['mia'], state: 'approve' },
      { ...draft, action: 'draft.status', revision: null, state: 'approved' },
      { ...delivery, state: 'queued' },
      { ...delivery, state: 'sending' },
      { ...delivery, state: 'sent' },
    ])
  })

  test('who took an approval back, who took a message over, and who told what came of it', async () => {
    const actors = async (run: () => Promise<unknown>) =>
      (await eventsDuring(run))
        .filter(({ action }) => action === 'delivery.state' || action === 'draft.status')
        .map(({ state, actorId }) => [state, actorId])
    const back = await inOutbox(service)
    expect(await actors(() => service.call('POST', `/v1/drafts/${back.draft.id}/withdraw`))).toEqual([
      ['cancelled', who['mia']],
      ['ready_for_review', who['mia']],
    ])
    const consents = [aConsent({ channel: 'chat' })]
    const made = await aDraft(service, (await aShopper(service, { consents })).id, { body: { channel: 'chat' } })
    const { delivery } = await approved(service, made)
    service.clock.forward(11)
    const takeOver = { key: service.keys.ana }
    const taken = await actors(() => service.call('POST', `/v1/deliveries/${delivery.id}/hand-over`, takeOver))
    expect(taken.at(-1)).toEqual(['handed_over', who['ana']])
    const { deliveryId } = await inOutbox(service)
    service.clock.forward(11)
    await deliver(service.deps, { deliveryId })
    const occurredAt = service.clock.now.toISOString()
    const body = { deliveryId, type: 'delivered', occurredAt, messageId: 'told' }
    const told = () => service.call('POST', '/v1/outcomes', { key: service.keys.profiles, body })
    expect(await actors(told)).toEqual([['delivered', who['crm']]])
  })

  test('a consent with channel, purpose and word', async () => {
    const { id } = await aShopper(service)
    const at = '2026-11-01T10:00:00Z'
    const consent = { channel: 'email', purpose: 'marketing', state: 'withdrawn', source: 'phone call', at }
    const [event] = await eventsDuring(() =>
      service.call('PUT', `/v1/customers/${id}/consents`, {
        key: service.keys.profiles,
        body: { consents: [consent] },
      }),
    )
    expect(event).toMatchObject({
      action: 'consent.recorded',
      actorId: who['crm'],
      customerId: id,
      state: 'email.marketing.withdrawn',
    })
  })

  test('a suppression and who lifted it', async () => {
    let id = ''
    const events = await eventsDuring(async () => {
      const body = { channel: 'email', address: 'stop.me@example.com', reason: 'manual' }
      id = (await service.call('POST', '/v1/suppressions', { body })).body.id
      await service.call('POST', '/v1/suppressions', { body })
      await service.call('DELETE', `/v1/suppressions/${id}`, { key: service.keys.max })
    })
    expect(events).toMatchObject([
      { action: 'suppression.added', actorId: who['mia'], subjectId: id, state: 'email.manual' },
      { action: 'suppression.removed', actorId: who['max'], subjectId: id, state: 'email.manual' },
    ])
  })

  test('a setting with its version', async () => {
    const events = await eventsDuring(async () => {
      await service.call('PUT', '/v1/offers/o-1', { body: anOffer() })
      await service.call('PUT', '/v1/offers/o-1', { body: { ...anOffer(), terms: 'Once.' } })
      await service.call('PUT', '/v1/offers/o-1', { body: { ...anOffer(), terms: 'Once.' } })
    })
    const offer = { action: 'offer.set', subjectId: 'o-1', actorId: who['mia'] }
    expect(events).toMatchObject([
      { ...offer, revision: 1 },
      { ...offer, revision: 2 },
    ])
    const all = (await eventsOf(service)).map(saying)
    expect(all).toContainEqual(expect.objectContaining({ action: 'brand.set', revision: 1, actorId: who['mia'] }))
    expect(all).toContainEqual(expect.objectContaining({ action: 'prompt.set', subjectId: 'research-follow-up' }))
  })

  test('a key, its roles and who deleted it', async () => {
    let id = ''
    const events = await eventsDuring(async () => {
      const body = { name: 'Lea', kind: 'human', roles: ['agent', 'marketer'] }
      id = (await service.call('POST', '/v1/keys', { key: service.keys.admin, body })).body.id
      await service.call('DELETE', `/v1/keys/${id}`, { key: service.keys.admin })
    })
    const key = { subjectId: id, actorId: who['root'], state: 'agent.marketer' }
    expect(events).toMatchObject([
      { ...key, action: 'key.made' },
      { ...key, action: 'key.deleted' },
    ])
  })

  test('a source of signals once a day, however many signals it sends', async () => {
    const send = (source: string, messageId: string) =>
      service.call('POST', '/v1/signals', {
        key: service.keys.profiles,
        body: {
          type: 'product-viewed',
          customerId: 'c-source',
          messageId,
          source,
          occurredAt: service.clock.now.toISOString(),
          productId: 'dw-1',
        },
      })
    const events = await eventsDuring(async () => {
      for (const messageId of ['s-1', 's-2', 's-3']) await send('shop-eu', messageId)
      await Promise.all(['s-4', 's-5'].map((messageId) => send('shop-us', messageId)))
    })
    expect(events).toMatchObject([
      { action: 'signals.source', actorId: who['crm'] },
      { action: 'signals.source', actorId: who['crm'] },
    ])
    // Whoever sends may call the source anything: its name is not in there.
    expect(JSON.stringify(events)).not.toContain('shop-')
    await service.asOwner(`update audit_sources set day = day - 1`)
    expect(await eventsDuring(() => send('shop-eu', 's-6'))).toMatchObject([{ action: 'signals.source' }])
  })

  test('an event and what it tells are there together or not at all', async () => {
    const { id } = await aShopper(service)
    const draft = await aDraft(service, id)
    const before = (await eventsOf(service)).length
    await expect(
      service.deps.db.transaction(async (tx) => {
        await tx.execute(sql`update drafts set status = 'expired' where id = ${draft.id}`)
        throw new Error('rolled back')
      }),
    ).rejects.toThrow('rolled back')
    expect(await eventsOf(service)).toHaveLength(before)
    await approved(service, draft)
    expect((await eventsOf(service)).length).toBeGreaterThan(before)
  })
})

test('no event holds a name, an address or a text', async () => {
  const text = JSON.stringify(await rowsOf(service, sql`select * from audit_events`))
  expect(text).not.toMatch(/Ines|Roca|@|\+34|Silent|Hello/)
})
