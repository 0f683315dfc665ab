import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aDraft, openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { eventsOf } from '../audit/audit-log.ts'
import { aConsent } from '../support/wire-examples.ts'
import { aPerson, dumpOf, WORDS, wordsIn } from './person.ts'

let service: TestApp
let count = 0
let id: string
let draftIds: string[]
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(async () => {
  id = `p-${++count}`
})

const erase = (customerId = id) => service.call('DELETE', `/v1/customers/${customerId}`, { key: service.keys.admin })

describe('after an erasure', () => {
  beforeAll(async () => {
    ;({ draftIds } = await aPerson(service, 'whole'))
    expect(wordsIn(await dumpOf(service), Object.values(WORDS)).length).toBeGreaterThan(20)
    const erased = await erase('whole')
    expect([erased.status, erased.text]).toEqual([204, ''])
  })

  test('no table holds a word of the person', async () => {
    const dump = await dumpOf(service)
    expect(dump.map(({ table }) => table)).toContain('public.revisions')
    expect(wordsIn(dump, Object.values(WORDS))).toEqual([])
  })

  test('the customer is not there, neither by id nor by search nor as a timeline', async () => {
    for (const path of ['', '/consents', '/timeline', '/brief?channel=email']) {
      const answer = await service.call('GET', `/v1/customers/whole${path}`, { key: service.keys.admin })
      expect(answer.status, path).toBe(404)
    }
    const found = await service.call('GET', '/v1/customers?q=whole', { key: service.keys.admin })
    expect(found.body.items).toEqual([])
    const draft = { customerId: 'whole', channel: 'email' }
    expect((await service.call('POST', '/v1/drafts', { key: service.keys.ana, body: draft })).status).toBe(404)
  })

  test('what was decided and sent is left as ids, states and digests', async () => {
    const states = await rowsOf(
      service,
      sql`select d.status, r.number, v.state from drafts d join revisions r on r.draft_id = d.id
        left join deliveries v on v.draft_id = d.id where d.customer_id = 'whole' and r.digest ~ '^sha256:' order by d.id, r.number`,
    )
    expect(states).toEqual([
      { status: 'approved', number: 1, state: 'sent' },
      { status: 'expired', number: 1, state: 'cancelled' },
      { status: 'rejected', number: 1, state: null },
      { status: 'expired', number: 1, state: null },
      { status: 'expired', number: 2, state: null },
    ])
    for (const draftId of draftIds) {
      const { status, body } = await service.call('GET', `/v1/drafts/${draftId}`)
      expect(status).toBe(200)
      expect(body).toMatchObject({ recipient: null, rendered: { text: '' }, facts: [], content: { body: '' } })
      expect(body.digest).toMatch(/^sha256:/)
    }
  })

  test('the audit log tells of it, and of all before', async () => {
    const events = (await eventsOf(service)).filter(({ customerId }) => customerId === 'whole')
    expect(events.at(-1)).toMatchObject({ action: 'customer.erased', subjectId: 'whole' })
    expect(events.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['consent.recorded', 'draft.requested', 'decision.made', 'delivery.state']),
    )
  })

  test('the link to unsubscribe in what was sent is answered as done', async () => {
    const [row] = await rowsOf(
      service,
      sql`select unsubscribe_token as token from revisions where draft_id = ${draftIds[0]}`,
    )
    for (const method of ['GET', 'POST']) {
      expect((await service.call(method, `/u/${row!['token']}`, { key: null })).status).toBe(200)
    }
  })

  test('said again it answers the same', async () => {
    expect((await erase('whole')).status).toBe(204)
  })

  test('nothing can be written back into its drafts', async () => {
    for (const draftId of draftIds) {
      const post = (path: string, body: unknown) => service.call('POST', `/v1/drafts/${draftId}/${path}`, { body })
      expect((await post('revisions', { baseRevision: 1, body: 'x' })).status).toBe(409)
      expect((await post('regenerate', {})).status).toBeGreaterThanOrEqual(404)
      expect((await post('withdraw', {})).status).toBe(409)
    }
    expect(wordsIn(await dumpOf(service), Object.values(WORDS))).toEqual([])
  })

  test('the same customer sent again is a customer anew, to whom nothing is sent', async () => {
    const body = {
      firstName: 'Ines',
      email: WORDS.mail.toUpperCase(),
      phone: WORDS.phone,
      consents: [aConsent(), aConsent({ channel: 'call' })],
    }
    for (const customerId of ['whole', 'somebody-else']) {
      await service.call('PUT', `/v1/customers/${customerId}`, { key: service.keys.profiles, body })
      const signal = {
        type: 'product-viewed',
        customerId,
        messageId: `again-${customerId}`,
        occurredAt: service.clock.now.toISOString(),
        productId: 'dw-1',
      }
      await service.call('POST', '/v1/signals', { key: service.keys.profiles, body: signal })
      for (const channel of ['email', 'call']) {
        const draft = await aDraft(service, customerId, { body: { channel } })
        const answer = await service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: 1 } })
        expect([answer.status, answer.body.type]).toEqual([422, '/problems/suppressed'])
      }
    }
    expect((await service.call('GET', '/v1/customers/whole', { key: service.keys.ana })).status).toBe(200)
    const known = await service.call('GET', '/v1/customers/whole', { key: service.keys.ana })
    expect(known.body.consents).toHaveLength(2)
  })
})

test('only an administrator erases, and only who is known', async () => {
  for (const key of [service.keys.mia, service.keys.profiles, service.keys.ana, service.keys.auditor]) {
    expect((await service.call('DELETE', '/v1/customers/whole', { key })).status).toBe(403)
  }
  const answer = await erase('never-seen')
  expect([answer.status, answer.body.type]).toEqual([404, '/problems/customer-not-found'])
})

test('an answer that is repeated for a day is not repeated with what was erased', async () => {
  await service.call('PUT', `/v1/customers/${id}`, {
    key: service.keys.profiles,
    body: { firstName: 'Ines', consents: [aConsent()] },
  })
  const ask = () =>
    service.call('POST', '/v1/drafts', {
      key: service.keys.ana,
      body: { customerId: id, channel: 'call' },
      headers: { 'idempotency-key': `again-${id}` },
    })
  const first = await ask()
  expect(first.status, first.text).toBe(201)
  expect((await ask()).headers['idempotency-replayed']).toBe('true')
  await erase()
  expect((await ask()).status).toBe(404)
})
