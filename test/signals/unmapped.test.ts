import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

let number = 0
async function track(...events: string[]): Promise<void> {
  const batch = events.map((event) => ({
    type: event === 'page' ? 'page' : 'track',
    event,
    userId: 'u-1',
    messageId: `u-${(number += 1)}`,
    properties: {},
  }))
  await service.call('POST', '/v1/batch', { key: service.keys.ingest, body: { batch } })
  service.clock.forward(1)
}
const list = (query = '', key = service.keys.mia) => service.call('GET', `/v1/signals/unmapped${query}`, { key })

test('names that were not understood are counted, the newest first, with the reason', async () => {
  expect((await list()).body).toEqual({ items: [], nextCursor: null })
  await track('Wheel Spun', 'Wheel Spun', 'Lamp Rubbed')
  await track('Product Viewed', 'page', 'Products Searched')
  const last = service.clock.now.toISOString()
  await track('Wheel Spun')
  expect((await list()).body).toEqual({
    items: [
      { name: 'Wheel Spun', count: 3, lastReceivedAt: last, why: 'No type of signal has this name.' },
      expect.objectContaining({ name: 'page', count: 1, why: 'Pages, screens and groups say nothing by themselves.' }),
      expect.objectContaining({
        name: 'Product Viewed',
        count: 1,
        why: 'The name means product-viewed, but the properties cannot be read as one.',
      }),
      expect.objectContaining({ name: 'Lamp Rubbed', count: 1 }),
    ],
    nextCursor: null,
  })
})

test('pages lose no name, also of those that came at one time', async () => {
  const names = Array.from({ length: 7 }, (_, at) => `Odd ${at} ü “%_`)
  await track(...names)
  const all = (await list()).body.items.map(({ name }: { name: string }) => name)
  const paged: string[] = []
  for (let cursor = ''; ;) {
    const { items, nextCursor } = (await list(`?limit=2${cursor}`)).body
    paged.push(...items.map(({ name }: { name: string }) => name))
    if (nextCursor === null) break
    cursor = `&cursor=${nextCursor}`
  }
  expect(paged).toEqual(all)
  expect(new Set(paged).size).toBe(11)
})

test('who may see it', async () => {
  const { profiles, mia, admin, ana, ingest, auditor } = service.keys
  for (const key of [profiles, mia, admin]) expect((await list('', key)).status).toBe(200)
  for (const key of [ana, ingest, auditor]) expect((await list('', key)).status).toBe(403)
})

test.each(['?cursor=x', '?cursor=WzEsMl0', '?limit=0', '?limit=201', '?colour=red'])('%s is refused', async (query) => {
  expect(await list(query)).toMatchObject({ status: 400, body: { type: '/problems/validation' } })
})
