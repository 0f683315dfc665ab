import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { type Browsing, browse } from '../support/browser.ts'
import { aProduct } from '../support/wire-examples.ts'

const CLIENT = new URL(import.meta.resolve('@segment/analytics-next/package.json'))

let service: TestApp
let browsing: Browsing
let shop: Server
let shopUrl: string
const calls: { method: string; path: string; type: string; status: number }[] = []

beforeAll(async () => {
  service = await startApp()
  service.app.server.on('request', (request, response) => {
    response.on('finish', () => {
      const { method = '', url = '', headers } = request
      calls.push({ method, path: url, type: headers['content-type'] ?? '', status: response.statusCode })
    })
  })
  browsing = await browse(service)
  await service.call('PUT', '/v1/products/dw-1', { body: aProduct() })
  shop = createServer(async (request, response) => {
    const file = /^\/client\/([\w.-]+\.js)$/.exec(request.url ?? '')?.[1]
    if (file === undefined) {
      response.setHeader('content-type', 'text/html')
      response.end('<!doctype html><title>Silent 39 Dishwasher</title><script src="/client/index.js"></script>')
      return
    }
    response.setHeader('content-type', 'text/javascript')
    response.end(await readFile(new URL(`dist/umd/${file}`, CLIENT)))
  })
  await new Promise<void>((resolve) => void shop.listen(0, '127.0.0.1', resolve))
  shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
})
afterAll(async () => {
  await browsing.close()
  shop.close()
  await service.close()
})

const timelineOf = async (customerId: string) =>
  (await service.call('GET', `/v1/customers/${customerId}/timeline`)).body.items

test.each([
  ['one by one', {}],
  ['in batches', { strategy: 'batching', config: { size: 3, timeout: 200 } }],
])('the Segment client in a browser, unmodified, from another origin: %s', async (name, deliveryStrategy) => {
  const userId = `browser-${name.replaceAll(' ', '-')}`
  calls.length = 0
  const { page, complaints } = await browsing.visit()
  await page.goto(`${shopUrl}/p/dw-1/reviews?page=2`)
  await page.evaluate(
    async ({ writeKey, apiHost, deliveryStrategy, userId }) => {
      const { AnalyticsBrowser } = (globalThis as any).AnalyticsNext
      const analytics = AnalyticsBrowser.load(
        {
          writeKey,
          cdnSettings: {
            integrations: { 'Segment.io': { apiKey: writeKey, apiHost, protocol: 'http', deliveryStrategy } },
          },
        },
        { disableClientPersistence: true },
      )
      await analytics.page('Product')
      await analytics.track('Product Viewed', { product_id: 'dw-1' })
      await analytics.identify(userId, { firstName: 'Ines' })
      await analytics.track('Products Searched', { query: 'quiet dishwasher' })
    },
    { writeKey: service.keys.ingest, apiHost: `${new URL(browsing.origin).host}/v1`, deliveryStrategy, userId },
  )
  await expect.poll(async () => (await timelineOf(userId)).length, { timeout: 10_000 }).toBe(3)

  const entries = await timelineOf(userId)
  expect(entries.map(({ type, origin }: any) => [type, origin]).toSorted()).toEqual([
    ['product-searched', 'observed'],
    ['product-viewed', 'observed'],
    ['review-read', 'inferred'],
  ])
  const read = entries.find(({ type }: any) => type === 'review-read')
  expect(read).toMatchObject({
    name: 'page',
    productId: 'dw-1',
    properties: { derivedFrom: [{ name: 'page', found: 'path' }] },
  })
  expect(complaints).toEqual([])

  const posts = calls.filter(({ method }) => method === 'POST')
  expect(posts.every(({ status, type }) => status === 200 && type.startsWith('text/plain'))).toBe(true)
  expect([...new Set(posts.map(({ path }) => path))].toSorted()).toEqual(
    name === 'in batches' ? ['/v1/b'] : ['/v1/i', '/v1/p', '/v1/t'],
  )
  // The key is sent in a header, so the browser asked before it sent.
  expect(calls.some(({ method, status }) => method === 'OPTIONS' && status === 204)).toBe(true)
})

test('a page that is being left sends its last event as a beacon, with the key in the body', async () => {
  const { page } = await browsing.visit()
  await page.goto(shopUrl)
  const beacon = {
    writeKey: service.keys.ingest,
    event: 'Product Viewed',
    userId: 'beacon-1',
    messageId: 'beacon-1',
    properties: { product_id: 'dw-1' },
  }
  await page.evaluate(
    ([url, body]) => {
      const inPage = globalThis as any
      inPage.addEventListener('pagehide', () => inPage.navigator.sendBeacon(url, body))
    },
    [`${browsing.origin}/v1/t`, JSON.stringify(beacon)],
  )
  await page.goto('about:blank')
  await expect
    .poll(async () => (await service.call('GET', '/v1/customers/beacon-1/timeline')).status, { timeout: 10_000 })
    .toBe(200)
  expect(await timelineOf('beacon-1')).toMatchObject([{ type: 'product-viewed', productId: 'dw-1' }])
})
