import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadOffer } from '../../src/catalog/offer-store.ts'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

const quiet = {
  code: 'QUIET10',
  kind: 'percent',
  value: '10.50',
  terms: '10.5 % off one dishwasher, once per customer',
  validFrom: '2026-11-01T00:00:00.000Z',
  validUntil: '2027-01-31T23:59:59.000Z',
  productIds: ['dw-1'],
}
const put = (id: string, body: object) => service.call('PUT', `/v1/offers/${id}`, { body })

describe('an offer', () => {
  test('has a version that grows by one when something changed, and only then', async () => {
    const first = await put('o-1', quiet)
    expect(first.status).toBe(201)
    expect(first.body).toEqual({ ...quiet, id: 'o-1', version: 1 })
    const again = await put('o-1', { ...quiet, validFrom: '2026-11-01T02:00:00+02:00' })
    expect([again.status, again.body.version]).toEqual([200, 1])
    for (const [version, change] of [
      [2, { terms: 'Other terms' }],
      [3, { value: '10.5' }],
      [4, { productIds: [] }],
      [5, { productIds: undefined }],
      [6, { kind: 'amount', currency: 'EUR', productIds: undefined }],
    ] as const) {
      const changed = await put('o-1', { ...quiet, ...change })
      expect(changed.body).toMatchObject({ version, ...JSON.parse(JSON.stringify(change)) })
    }
    expect(await loadOffer(service.deps.db, 'o-1')).toMatchObject({ version: 6, kind: 'amount' })
    expect(await loadOffer(service.deps.db, 'o-9')).toBeNull()
  })

  test('changed by many at once counts every change once', async () => {
    await put('o-2', quiet)
    await Promise.all(Array.from({ length: 5 }, (_, n) => put('o-2', { ...quiet, terms: `Terms ${n}` })))
    expect((await service.call('GET', '/v1/offers/o-2')).body.version).toBe(6)
  })

  test('that nobody put is a problem', async () => {
    const answer = await service.call('GET', '/v1/offers/nothing')
    expect(answer.status).toBe(404)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body.type).toBe('/problems/offer-not-found')
  })

  test('are listed newest first, in pages', async () => {
    const { call, clock } = service
    for (const id of ['page-1', 'page-2']) {
      clock.forward(1)
      await put(id, quiet)
    }
    const first = await call('GET', '/v1/offers?limit=1')
    expect(first.body.items).toEqual([{ ...quiet, id: 'page-2', version: 1 }])
    const second = await call('GET', `/v1/offers?limit=1&cursor=${first.body.nextCursor}`)
    expect(second.body.items[0].id).toBe('page-1')
  })

  test.each([
    ['an end before its beginning', { validUntil: '2026-10-01T00:00:00Z' }, '/validUntil'],
    ['more than all of the price', { value: '101' }, '/value'],
    ['an amount without currency', { kind: 'amount' }, '/currency'],
    ['an amount in a currency that does not exist', { kind: 'amount', currency: 'XQX' }, '/currency'],
    ['a year that no calendar has', { validFrom: '0000-01-01T00:00:00Z' }, '/validFrom'],
    ['a year beyond the last', { validUntil: '9999-12-31T23:59:59-12:00' }, '/validUntil'],
    ['a code with white space', { code: 'TEN OFF' }, '/code'],
    ['U+0000 in the terms', { terms: 'a\u0000' }, '/terms'],
  ])('is refused with %s', async (_name, change, pointer) => {
    const answer = await put('o-bad', { ...quiet, ...change })
    expect(answer.status).toBe(400)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body.errors).toContainEqual({ pointer, message: expect.any(String) })
  })

  test('may hold for ever', async () => {
    expect((await put('o-ever', { ...quiet, validUntil: '9999-12-31T23:59:59Z' })).status).toBe(201)
  })
})
