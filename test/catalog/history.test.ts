import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

const eur = (amount: string) => ({ amount, currency: 'EUR' })
const put = (id: string, product: object, query = '') =>
  service.call('PUT', `/v1/products/${id}${query}`, { body: { name: 'N', ...product } })
const send = (body: string, query = '') =>
  service.call('POST', `/v1/products/import${query}`, { body, headers: { 'content-type': 'application/x-ndjson' } })
const history = async (id: string, query = '') => (await service.call('GET', `/v1/products/${id}/history${query}`)).body
const changes = async (id: string) =>
  (await history(id)).items.map((one: { field: string; old: unknown; new: unknown; at: string }) => [
    one.field,
    one.old,
    one.new,
    one.at,
  ])

describe('the history of a product', () => {
  test('begins empty, and holds each change of price and stock, newest first', async () => {
    const { clock } = service
    await put('h-1', { price: eur('59.00'), availability: 'in_stock' })
    expect(await history('h-1')).toEqual({ items: [], nextCursor: null })
    clock.forward(60)
    await put('h-1', { price: eur('59.0'), availability: 'in_stock', brand: 'Vesta' })
    clock.forward(60)
    const first = clock.now.toISOString()
    await put('h-1', { price: eur('49.00'), availability: 'in_stock' })
    clock.forward(60)
    const second = clock.now.toISOString()
    await put('h-1', { price: { amount: '49.00', currency: 'USD' }, availability: 'in_stock' })
    clock.forward(60)
    const third = clock.now.toISOString()
    await send(JSON.stringify({ id: 'h-1', name: 'N', availability: 'out_of_stock' }))
    const usd = { amount: '49.00', currency: 'USD' }
    const written = await changes('h-1')
    expect(written.slice(2)).toEqual([
      ['price', eur('49.00'), usd, second],
      ['price', eur('59.0'), eur('49.00'), first],
    ])
    expect(written.slice(0, 2)).toEqual(
      expect.arrayContaining([
        ['price', usd, null, third],
        ['availability', 'in_stock', 'out_of_stock', third],
      ]),
    )
  })

  test('is dated as whoever sends it says, and what is newer stays', async () => {
    await put('h-2', { price: eur('59.00') }, '?at=2026-06-01T00:00:00Z')
    await send(JSON.stringify({ id: 'h-2', name: 'N', price: eur('49.00') }), '?at=2026-06-03T02:00:00%2B02:00')
    expect(await changes('h-2')).toEqual([['price', eur('59.00'), eur('49.00'), '2026-06-03T00:00:00.000Z']])
    const late = await send(
      [JSON.stringify({ id: 'new', name: 'N' }), JSON.stringify({ id: 'h-2', name: 'N', price: eur('9') })].join('\n'),
      '?at=2026-06-02T00:00:00Z',
    )
    expect(late.body).toEqual({
      imported: 1,
      rejectedCount: 1,
      rejected: [{ line: 2, problem: { detail: 'Something newer is known of this product.' } }],
    })
    const answer = await put('h-2', { price: eur('9') }, '?at=2026-06-02T00:00:00Z')
    expect([answer.status, answer.body.type]).toEqual([409, '/problems/newer-is-known'])
    expect((await service.call('GET', '/v1/products/h-2')).body.price).toEqual(eur('49.00'))
  })

  test.each([['?at=2126-01-01T00:00:00Z'], ['?at=yesterday'], ['?at=1800-01-01T00:00:00Z'], ['?as=1']])(
    'takes no %s',
    async (query) => {
      expect((await put('h-3', {}, query)).status).toBe(400)
      expect((await send('{}', query)).status).toBe(400)
    },
  )

  test('holds no change between two lines about one product in one file: the last line corrects the first', async () => {
    const { clock } = service
    const other = (index: number) => ({ id: `h-other-${index}`, name: 'N' })
    // More than one batch apart, so that each is written by itself.
    const lines = [
      { id: 'h-9', name: 'N', price: eur('20.00'), availability: 'out_of_stock' },
      ...Array.from({ length: 600 }, (_, index) => other(index)),
      { id: 'h-9', name: 'N', price: eur('18.00'), availability: 'in_stock' },
    ]
    const file = lines.map((line) => JSON.stringify(line)).join('\n')
    await send(file)
    expect(await changes('h-9')).toEqual([])
    clock.forward(3600)
    await send(file)
    // What the first line said of the second sending stays, and is nothing that can be had for less or again.
    expect((await history('h-9')).items.filter((one: { new: unknown }) => one.new === 'in_stock')).toEqual([])
    expect((await service.call('GET', '/v1/products/h-9')).body).toMatchObject({
      price: eur('18.00'),
      availability: 'in_stock',
    })
  })

  test('pages by cursor', async () => {
    for (const amount of ['1', '2', '3', '4']) {
      await put('h-4', { price: eur(amount) })
      service.clock.forward(1)
    }
    const first = await history('h-4', '?limit=2')
    expect(first.items.map((one: { new: { amount: string } }) => one.new.amount)).toEqual(['4', '3'])
    const second = await history('h-4', `?limit=2&cursor=${first.nextCursor}`)
    expect(second).toMatchObject({ items: [{ new: { amount: '2' } }], nextCursor: null })
    const madeUp = Buffer.from(JSON.stringify(['2026-01-01T00:00:00Z', 'x'])).toString('base64url')
    expect((await service.call('GET', `/v1/products/h-4/history?cursor=${madeUp}`)).status).toBe(400)
  })

  test('of a product that nobody put is a problem', async () => {
    expect((await service.call('GET', '/v1/products/nothing/history')).status).toBe(404)
  })

  test('is written by the database alone, and nobody changes it', async () => {
    await put('h-5', { price: eur('2') })
    service.clock.forward(1)
    await put('h-5', { price: eur('1') })
    const { db } = service.deps
    const insert = `insert into product_changes (product_id, field, old, new, at, recorded_at) values ('h-5', 'price', '9 EUR', '1 EUR', now(), now())`
    for (const statement of [insert, `update product_changes set old = '9 EUR'`, 'delete from product_changes']) {
      await expect(db.execute(statement)).rejects.toMatchObject({ cause: { code: '42501' } })
    }
    await expect(service.asOwner('delete from product_changes')).rejects.toThrow('append-only')
    expect(await changes('h-5')).toHaveLength(1)
  })
})
