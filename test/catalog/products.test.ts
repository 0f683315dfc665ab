import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadProducts } from '../../src/catalog/store.ts'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

const dishwasher = {
  name: 'Silent 39 Dishwasher',
  brand: 'Aquila',
  category: 'Dishwashers',
  price: { amount: '649.00', currency: 'EUR' },
  listPrice: { amount: '699', currency: 'EUR' },
  availability: 'in_stock',
  url: 'https://shop.example/dw-1',
  imageUrl: 'https://shop.example/dw-1.jpg',
  description: 'Quiet.',
  facts: ['Noise level 39 dB', '14 place settings'],
  attributes: { colour: 'white', depth: { cm: 60.5 } },
}

describe('a product', () => {
  test('is new once, then replaced as a whole', async () => {
    const { call } = service
    const first = await call('PUT', '/v1/products/dw-1', { body: dishwasher })
    expect(first.status).toBe(201)
    expect(first.body).toEqual({ ...dishwasher, id: 'dw-1', updatedAt: expect.any(String) })
    const second = await call('PUT', '/v1/products/dw-1', { body: { name: 'Silent 38' } })
    expect(second.status).toBe(200)
    const bare = { id: 'dw-1', name: 'Silent 38', facts: [], attributes: {}, updatedAt: expect.any(String) }
    expect(second.body).toEqual(bare)
    expect((await call('GET', '/v1/products/dw-1')).body).toEqual(bare)
  })

  test.each([['649.00'], ['649.0'], ['649'], ['0.0001'], ['999999999999.9999'], ['0']])(
    'keeps the amount %s as it was sent',
    async (amount) => {
      const body = { name: 'Priced', price: { amount, currency: 'EUR' } }
      const put = await service.call('PUT', '/v1/products/priced', { body })
      expect(put.body.price).toEqual({ amount, currency: 'EUR' })
    },
  )

  test.each([['https://shop.example/spülmaschine'], ['http://shop.example/%%30?q=|'], ['HTTPS://shop.example']])(
    'keeps the address %s as it was sent',
    async (url) => {
      await service.call('PUT', '/v1/products/addressed', { body: { name: 'N', url, imageUrl: url } })
      const { body } = await service.call('GET', '/v1/products/addressed')
      expect([body.url, body.imageUrl]).toEqual([url, url])
    },
  )

  test('that is put unchanged stays as old as it is', async () => {
    const { call, clock } = service
    const first = await call('PUT', '/v1/products/same', { body: dishwasher })
    clock.forward(60)
    const again = await call('PUT', '/v1/products/same', { body: dishwasher })
    expect(again.status).toBe(200)
    expect(again.body.updatedAt).toBe(first.body.updatedAt)
    const changed = await call('PUT', '/v1/products/same', { body: { ...dishwasher, facts: ['Noise level 38 dB'] } })
    expect(changed.body.updatedAt).not.toBe(first.body.updatedAt)
  })

  test.each([
    ['no name', {}, '/name'],
    ['a currency that does not exist', { name: 'N', price: { amount: '1', currency: 'XQX' } }, '/price/currency'],
    ['an amount with a comma', { name: 'N', price: { amount: '1,00', currency: 'EUR' } }, '/price/amount'],
    ['an address that is no web address', { name: 'N', url: 'javascript:alert(1)' }, '/url'],
    ['U+0000 in an address', { name: 'N', url: 'https://shop.example/\u0000' }, '/url'],
    ['an address without host', { name: 'N', imageUrl: 'https://' }, '/imageUrl'],
    ['an unknown field', { name: 'N', colour: 'red' }, '/colour'],
    ['U+0000 in a fact', { name: 'N', facts: ['a', 'b\u0000'] }, '/facts/1'],
    ['a lone surrogate in attributes', { name: 'N', attributes: { a: '\udfff' } }, '/attributes'],
  ])('is refused with %s', async (_name, body, pointer) => {
    const answer = await service.call('PUT', '/v1/products/bad', { body })
    expect(answer.status).toBe(400)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body.type).toBe('/problems/validation')
    expect(answer.body.errors).toContainEqual({ pointer, message: expect.any(String) })
  })

  test('that nobody put is a problem', async () => {
    const answer = await service.call('GET', '/v1/products/nothing')
    expect(answer.status).toBe(404)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body.type).toBe('/problems/product-not-found')
  })

  test.each([['/v1/products/%00'], ['/v1/products?q=%00'], ['/v1/offers/%00'], ['/v1/offers?cursor=x']])(
    '%s is refused with 400',
    async (url) => {
      const answer = await service.call('GET', url)
      expect(answer.status).toBe(400)
      expect(answer.type).toContain('application/problem+json')
    },
  )

  test('is found by id, name, brand and category, wildcards taken as they are written', async () => {
    const { call, clock } = service
    for (const [id, name, brand] of [
      ['f-1', 'Kettle 100% steel', 'Vesta'],
      ['f-2', 'KETTLE 1000 steel', 'vesta'],
    ]) {
      clock.forward(1)
      await call('PUT', `/v1/products/${id}`, { body: { name, brand, category: 'Kettles' } })
    }
    const found = async (q: string) =>
      (await call('GET', `/v1/products?q=${encodeURIComponent(q)}`)).body.items.map((item: { id: string }) => item.id)
    expect(await found('VESTA')).toEqual(['f-2', 'f-1'])
    expect(await found('0% s')).toEqual(['f-1'])
    expect(await found('F-2')).toEqual(['f-2'])
    expect(await found('kettles')).toEqual(['f-2', 'f-1'])
    const first = await call('GET', '/v1/products?q=vesta&limit=1')
    expect(first.body.items).toHaveLength(1)
    const second = await call('GET', `/v1/products?q=vesta&limit=1&cursor=${first.body.nextCursor}`)
    expect(second.body).toMatchObject({ items: [{ id: 'f-1' }], nextCursor: null })
  })

  test('those that exist are loaded together', async () => {
    await service.call('PUT', '/v1/products/l-1', { body: { name: 'One' } })
    await service.call('PUT', '/v1/products/l-2', { body: { name: 'Two' } })
    const loaded = await loadProducts(service.deps.db, ['l-2', 'l-9', 'l-1', 'l-2'])
    expect(loaded.map((product) => product.id).toSorted()).toEqual(['l-1', 'l-2'])
    expect(await loadProducts(service.deps.db, [])).toEqual([])
  })

  test.each([
    ['ingest', 403, 403, 403],
    ['profiles', 200, 200, 403],
    ['ana', 403, 200, 403],
    ['mia', 200, 200, 200],
    ['admin', 200, 200, 200],
    ['auditor', 403, 200, 403],
  ] as const)('%s writes products: %i, reads: %i, writes offers: %i', async (who, writes, reads, offers) => {
    const { call, keys } = service
    const key = keys[who]
    const offer = { code: 'ROLE1', kind: 'free_shipping', value: '0', terms: 'Once', ...dates }
    await call('PUT', '/v1/products/roles', { body: { name: 'N' } })
    await call('PUT', '/v1/offers/roles', { body: offer })
    expect((await call('PUT', '/v1/products/roles', { key, body: { name: 'N' } })).status).toBe(writes)
    const line = { key, body: '{"id":"roles","name":"N"}', headers: { 'content-type': 'application/x-ndjson' } }
    expect((await call('POST', '/v1/products/import', line)).status).toBe(writes)
    for (const url of ['/v1/products', '/v1/products/roles', '/v1/offers', '/v1/offers/roles']) {
      expect((await call('GET', url, { key })).status).toBe(reads)
    }
    expect((await call('PUT', '/v1/offers/roles', { key, body: offer })).status).toBe(offers)
  })
})

const dates = { validFrom: '2026-11-01T00:00:00Z', validUntil: '2027-01-31T23:59:59Z' }
