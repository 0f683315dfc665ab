import { Analytics } from '@segment/analytics-node'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { canonicalJson } from '../../src/text.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { inParallel } from '../support/api-client.ts'
import { FAULTS, startFlakyProxy } from './flaky-proxy.ts'
import { customerOfVisit, type Entry, merchandiseEvents, type RealEvent, rees46Events } from './real-events.ts'

const known = rees46Events()
const visitors = merchandiseEvents()
const events = [...known, ...visitors]
const visits = [...new Set(visitors.map(({ call }) => call.anonymousId))]
/** How many calls the client works on at once. */
const WAVE = 3000

let service: TestApp
let url: string
beforeEach(async () => {
  // The clock runs: a batch that was sent minutes ago by the client's clock would be moved in time.
  service = await startApp({ now: () => new Date(), environment: { RATE_LIMIT_PER_MINUTE: '0' } })
  url = await service.app.listen({ port: 0, host: '127.0.0.1' })
})
afterEach(() => service.close())

type Settings = { host: string; flushAt: number }

/** Sends everything as a shop would; half of the visitors say who they are before, the others after. */
async function sendAll(settings: Settings, sent: readonly RealEvent[]): Promise<void> {
  const client = new Analytics({
    writeKey: service.keys.ingest,
    flushInterval: 50,
    httpRequestTimeout: 60_000,
    ...settings,
  })
  const identify = (visit: string) => (done: Done) =>
    client.identify({ userId: customerOfVisit(visit), anonymousId: visit, messageId: `who ${visit}` }, done)
  const early = visits.filter((_, index) => index % 2 === 0)
  const calls = [
    ...early.map(identify),
    ...sent.map(
      ({ call }) =>
        (done: Done) =>
          client.track(call as never, done),
    ),
    ...visits.filter((visit) => !early.includes(visit)).map(identify),
  ]
  for (let at = 0; at < calls.length; at += WAVE) await Promise.all(calls.slice(at, at + WAVE).map(delivered))
  await client.closeAndFlush()
}

type Done = (error?: unknown) => void
const delivered = (call: (done: Done) => void): Promise<void> =>
  new Promise((resolve, reject) => call((error) => (error === undefined ? resolve() : reject(error as Error))))

async function allItems(path: string): Promise<any[]> {
  const items: unknown[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const { body } = await service.call('GET', `${path}?limit=50${query}`)
    items.push(...body.items)
    cursor = body.nextCursor
  } while (cursor !== null)
  return items
}

/** Every timeline of every customer, as the API tells them. */
async function stored(): Promise<(Entry & { id: string })[]> {
  const customers = await allItems('/v1/customers')
  const timelines = await inParallel(customers, 4, async ({ id: customer }) => {
    const items = await allItems(`/v1/customers/${encodeURIComponent(customer)}/timeline`)
    return items.map(({ id, name, type, productId, properties, occurredAt: at }) => ({
      customer,
      name,
      type,
      productId,
      at,
      properties,
      id,
    }))
  })
  return timelines.flat()
}

/** One line for each entry, whatever the order of its properties: equal rows of a file count as often as they are there. */
const linesOf = (entries: readonly Entry[]): string[] =>
  entries.map(({ customer, name, type, productId, at, properties }) =>
    canonicalJson([customer, at, name, type, productId, properties]),
  )

/** What the two lists do not share, and not the whole of both. */
function difference(found: readonly string[], expected: readonly string[]): { missing: string[]; extra: string[] } {
  const open = new Map<string, number>()
  for (const line of expected) open.set(line, (open.get(line) ?? 0) + 1)
  const extra = found.filter((line) => {
    const left = open.get(line) ?? 0
    if (left > 0) open.set(line, left - 1)
    return left === 0
  })
  return { missing: [...open].filter(([, left]) => left > 0).map(([line]) => line), extra }
}

const unmapped = async (): Promise<Record<string, number>> =>
  Object.fromEntries((await allItems('/v1/signals/unmapped')).map(({ name, count }) => [name, count]))

async function expectEachRowOnce(entries: readonly Entry[]): Promise<void> {
  expect(entries).toHaveLength(1000 + 4874)
  expect(difference(linesOf(entries), linesOf(events.map(({ entry }) => entry)))).toEqual({ missing: [], extra: [] })
  expect(await unmapped()).toEqual({ 'Promotion Clicked': 3, 'Payment Info Entered': 13, 'Checkout Step Viewed': 5 })
}

test('the files are there', () => {
  expect([known.length, visitors.length, visits.length]).toEqual([1000, 4874, 4296])
  expect(new Set(events.map(({ call }) => call.messageId)).size).toBe(events.length)
})

test('every row is there once, with its type, product and time; a second run in other batches adds nothing', async () => {
  await sendAll({ host: url, flushAt: 100 }, events)
  const first = await stored()
  await expectEachRowOnce(first)

  await sendAll({ host: url, flushAt: 37 }, events.toReversed())
  const second = await stored()
  await expectEachRowOnce(second)
  expect(new Set(second.map(({ id }) => id))).toEqual(new Set(first.map(({ id }) => id)))
})

test('a bad network loses nothing and doubles nothing', async () => {
  const proxy = await startFlakyProxy(url)
  try {
    await sendAll({ host: proxy.url, flushAt: 100 }, events)
    for (const fault of FAULTS) expect(proxy.met[fault], fault).toBeGreaterThan(4)
  } finally {
    await proxy.stop()
  }
  await expectEachRowOnce(await stored())
})
