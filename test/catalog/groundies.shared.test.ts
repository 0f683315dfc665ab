import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { csvFields, csvSplitter } from '../../src/catalog/csv-records.ts'
import { startApp, type TestApp } from '../support/app.ts'

// A shop's merchant feed, and how its prices and stock changed from day to day before it; see SOURCE.md beside the files.
const FOLDER = new URL('../../../shared/data/groundies_merchant_feed/', import.meta.url)
const feed = await readFile(new URL('products.xml', FOLDER), 'utf8')
const CHANGES = 'feed_changes_2025-06_to_2025-09.csv'

type Change = { at: string; id: string; title: string; field: 'price' | 'availability'; old: string; new: string }
type State = { title: string; price?: string; availability?: string }

function readChanges(bytes: Uint8Array): Change[] {
  const splitter = csvSplitter(',', 10_000)
  const rows = [...splitter.push(bytes), ...splitter.end()].map(({ bytes: record }) =>
    csvFields(Buffer.from(record!).toString('utf8'), ',')!,
  )
  return rows.slice(1).map(([at, , id, title, , field, old, now]) => {
    return { at: at!, id: id!, title: title!, field: field as 'price', old: old!, new: now! }
  })
}
const changes = readChanges(await readFile(new URL(CHANGES, FOLDER)))
const snapshots = [...Map.groupBy(changes, ({ at }) => at)].toSorted(([a], [b]) => Date.parse(a) - Date.parse(b))

/** What each id of the changes was before its first change. */
const before = new Map<string, State>()
for (const { id, title, field, old } of changes) {
  const state: State = before.get(id) ?? { title }
  before.set(id, { ...state, [field]: state[field] ?? old })
}

/** Ids, prices and stock of the feed by the plainest reading there is. */
const inFeed = new Map(
  feed
    .split('<item>')
    .slice(1)
    .map((item): [string, State] => {
      const one = (name: string) => item.match(new RegExp(`<${name}>([^<]*)</${name}>`))?.[1] ?? ''
      return [one('g:id'), { title: one('title'), price: one('g:price'), availability: one('g:availability') }]
    }),
)

let service: TestApp
beforeAll(async () => {
  service = await startApp({ environment: { RATE_LIMIT_PER_MINUTE: '0' } })
})
afterAll(() => service.close())

const send = async (type: string, body: string | Buffer, at: string) =>
  (
    await service.call('POST', `/v1/products/import?at=${encodeURIComponent(at)}`, {
      body,
      headers: { 'content-type': type },
    })
  ).body
const asTsv = (states: Iterable<[string, State]>): string =>
  [
    'id\ttitle\tprice\tavailability',
    ...[...states].map(([id, state]) => [id, state.title, state.price ?? '', state.availability ?? ''].join('\t')),
  ].join('\n')
const historyOf = async (id: string) =>
  (await service.call('GET', `/v1/products/${encodeURIComponent(id)}/history?limit=200`)).body.items
const money = (price: string) => {
  const [amount, currency] = price.split(' ')
  return { amount, currency }
}
const stock = (availability: string) => availability.replaceAll(' ', '_')

describe('a real merchant feed', () => {
  test('and its changes import whole, in the order of time, and end where the feed stands', async () => {
    const known = new Map(before)
    expect(await send('text/tab-separated-values', asTsv(known), '2025-06-01T00:00:00Z')).toEqual({
      imported: known.size,
      rejectedCount: 0,
      rejected: [],
    })
    for (const [at, batch] of snapshots) {
      const changed = new Map<string, State>()
      for (const { id, field, new: value } of batch) {
        known.set(id, { ...known.get(id)!, [field]: value })
        changed.set(id, known.get(id)!)
      }
      const { imported, rejectedCount } = await send('text/tab-separated-values', asTsv(changed), at)
      expect([imported, rejectedCount]).toEqual([changed.size, 0])
    }

    const last = snapshots.at(-1)![0]
    expect(await send('application/rss+xml', feed, last)).toEqual({
      imported: inFeed.size,
      rejectedCount: 0,
      rejected: [],
    })
    expect(inFeed.size).toBe(2200)
    for (const [id, state] of inFeed) {
      const product = (await service.call('GET', `/v1/products/${encodeURIComponent(id)}`)).body
      expect([id, product.price, product.availability]).toEqual([id, money(state.price!), stock(state.availability!)])
    }
  })

  test('has the history that the file of changes tells, and no other', async () => {
    const expected = Map.groupBy(
      changes.filter(({ old, new: now }) => old !== now && Number.parseFloat(old) !== Number.parseFloat(now)),
      ({ id }) => id,
    )
    let compared = 0
    for (const [id, own] of expected) {
      const told = (await historyOf(id)).map((one: { at: string; field: string; old: unknown; new: unknown }) => [
        Date.parse(one.at),
        one.field,
        one.old,
        one.new,
      ])
      for (const change of own) {
        const read = change.field === 'price' ? money : stock
        expect(told, id).toContainEqual([Date.parse(change.at), change.field, read(change.old), read(change.new)])
        compared++
      }
    }
    expect(compared).toBeGreaterThan(2000)
  })

  test('gives price-drop facts that quote only what its history shows', async () => {
    const { call, clock } = service
    const dropped = changes.filter(({ at, field }) => field === 'price' && at > '2025-08-20').map(({ id }) => id)
    clock.now = new Date(Date.parse(snapshots.at(-1)![0]) + 3_600_000)
    const looked = [...new Set(dropped)].filter((id) => inFeed.has(id)).slice(0, 150)
    const quoted: string[] = []
    for (const [n, id] of looked.entries()) {
      const customerId = `looker-${n}`
      await call('PUT', `/v1/customers/${customerId}`, { body: { firstName: 'Ines' } })
      const signal = {
        type: 'product-viewed',
        customerId,
        messageId: customerId,
        productId: id,
        occurredAt: '2025-08-20T12:00:00Z',
      }
      await call('POST', '/v1/signals', { key: service.keys.profiles, body: signal })
      const brief = (await call('GET', `/v1/customers/${customerId}/brief`)).body
      const fact = brief.facts.find((one: { kind: string }) => one.kind === 'price-drop')
      if (fact === undefined) continue
      const [, now, was, until] = /^Price (.+ USD), was (.+ USD) until (.+)$/.exec(fact.text)!
      quoted.push(fact.text)
      expect(now).toBe(inFeed.get(id)!.price)
      expect(Number.parseFloat(was!)).toBeGreaterThan(Number.parseFloat(now!))
      const shown = changes.filter((one) => one.id === id && one.field === 'price' && one.old === was)
      expect(
        shown.map(({ at }) => new Date(at).toISOString().slice(0, 10)),
        fact.text,
      ).toContain(until)
    }
    expect(quoted.length).toBeGreaterThan(0)
  })

  test('that comes again changes nothing and adds nothing to the history', async () => {
    const [id] = changes[0] === undefined ? [''] : [changes[0].id]
    const earlier = await historyOf(id)
    await send('application/xml', feed, new Date(Date.parse(snapshots.at(-1)![0]) + 86_400_000).toISOString())
    expect(await historyOf(id)).toEqual(earlier)
  })
})

test('the dummy product files of Shopify import: each variant is a product, other rows are images', async () => {
  for (const name of ['apparel', 'home-and-garden', 'jewelery']) {
    const file = new URL(`../shopify_product_csv/${name}.csv`, FOLDER)
    const chunks = []
    for await (const chunk of createReadStream(fileURLToPath(file))) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const answer = await service.call('POST', '/v1/products/import?currency=USD', {
      body,
      headers: { 'content-type': 'text/csv' },
    })
    expect(answer.body).toMatchObject({ rejectedCount: 0 })
    expect(answer.body.imported).toBeGreaterThan(10)
  }
})
