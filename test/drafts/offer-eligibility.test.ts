import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { aDraft, aShopper, openShop } from './shop.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
})
afterAll(() => service.close())

const inDays = (days: number): string => new Date(service.clock.now.getTime() + days * 86_400_000).toISOString()

async function anOffer(id: string, change: object = {}): Promise<void> {
  const body = {
    code: 'QUIET10',
    kind: 'percent',
    value: '10',
    terms: '10 % off one order',
    validFrom: inDays(-1),
    validUntil: inDays(30),
    ...change,
  }
  expect((await service.call('PUT', `/v1/offers/${id}`, { body })).status).toBe(201)
}

const ask = (customerId: string, offerId: string) =>
  service.call('POST', '/v1/drafts', { key: service.keys.ana, body: { customerId, channel: 'email', offerId } })

test('an offer that the customer may have is built in', async () => {
  await anOffer('fits', { productIds: ['dw-1'] })
  const shopper = await aShopper(service)
  const draft = await aDraft(service, shopper.id, { body: { offerId: 'fits' } })
  expect(draft.rendered.text).toContain('QUIET10')
  expect(draft.findings.filter(({ severity }: { severity: string }) => severity === 'block')).toEqual([])
})

test.each([
  ['ended', { validFrom: -9, validUntil: -1 }, {}, 'This offer has ended.'],
  ['early', { validFrom: 1, validUntil: 9 }, {}, 'This offer has not begun.'],
  ['other', { validFrom: -1, validUntil: 9 }, { productIds: ['dw-2'] }, 'This offer is for other products than'],
])('one that is %s is refused, with the reason', async (id, days, change, reason) => {
  await anOffer(id, { ...change, validFrom: inDays(days.validFrom), validUntil: inDays(days.validUntil) })
  const shopper = await aShopper(service)
  const answer = await ask(shopper.id, id)
  expect([answer.status, answer.body.type]).toEqual([422, '/problems/offer-not-usable'])
  expect(answer.body.detail).toContain(reason)
})

test('one that everybody has once is refused to who has used it', async () => {
  await anOffer('once', { code: 'ONCE10', terms: '10 % off one order, once per customer' })
  const [fresh, user] = [await aShopper(service), await aShopper(service)]
  const used = {
    type: 'coupon-applied',
    customerId: user.id,
    messageId: `used-${user.id}`,
    occurredAt: inDays(-2),
    properties: { coupon_name: 'once10' },
  }
  await service.call('POST', '/v1/signals', { key: service.keys.ingest, body: used })
  expect((await ask(fresh.id, 'once')).status).toBe(201)
  const answer = await ask(user.id, 'once')
  expect([answer.status, answer.body.type]).toEqual([422, '/problems/offer-not-usable'])
  expect(answer.body.detail).toContain('has used this offer')
})

test('a draft says where and when the customer agreed, and of what kind the signals behind it are', async () => {
  const draft = await aDraft(service, (await aShopper(service)).id)
  expect(draft.why).toEqual([
    {
      kind: 'consent',
      text: 'You agreed to hear from us by e-mail.',
      source: 'checkout',
      at: '2026-01-01T00:00:00.000Z',
    },
    { kind: 'site', text: 'You looked at products in our shop.' },
  ])
})
