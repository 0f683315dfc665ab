import { jitsuAnalytics } from '@jitsu/js'
import RudderAnalytics from '@rudderstack/rudder-sdk-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { aProduct } from '../support/wire-examples.ts'

let service: TestApp
let url: string
/** What the clients really sent: the tests would prove nothing if a client changed its ways. */
const seen: { path: string; type: string; encoding: string; status: number }[] = []
beforeAll(async () => {
  service = await startApp()
  service.app.server.on('request', (request, response) => {
    response.on('finish', () =>
      seen.push({
        path: request.url ?? '',
        type: request.headers['content-type'] ?? '',
        encoding: request.headers['content-encoding'] ?? '',
        status: response.statusCode,
      }),
    )
  })
  url = await service.app.listen({ port: 0, host: '127.0.0.1' })
  await service.call('PUT', '/v1/products/dw-1', { body: aProduct() })
})
afterAll(() => service.close())

const timelineOf = async (customerId: string) =>
  (await service.call('GET', `/v1/customers/${customerId}/timeline`)).body.items as {
    type: string | null
    name: string
    origin: string
    productId: string | null
    properties: Record<string, any>
  }[]

describe('the RudderStack client for Node, unmodified', () => {
  const flush = (client: RudderAnalytics): Promise<unknown> =>
    new Promise((resolve, reject) => void client.flush((error?: Error) => (error ? reject(error) : resolve(null))))

  test.each([true, false])('gzip %s', async (gzip) => {
    const failures: unknown[] = []
    const client = new RudderAnalytics(service.keys.ingest, {
      dataPlaneUrl: url,
      flushAt: 20,
      gzip,
      errorHandler: (error: unknown) => void failures.push(error),
    })
    const userId = `rudder-${gzip}`
    const anonymousId = `anonymous-${gzip}`
    seen.length = 0
    client.track({ anonymousId, event: 'Product List Viewed', properties: { category: 'Dishwashers' } })
    client.identify({ userId, anonymousId, traits: { firstName: 'Ada' } })
    client.track({ userId, event: 'Product Added to Wishlist', properties: { product_id: 'dw-1' } })
    client.page({ userId, name: 'Reviews', properties: { path: '/products/dw-1/reviews' } })
    client.group({ userId, groupId: 'g-1' })
    await flush(client)
    await flush(client)

    expect(failures).toEqual([])
    expect(seen.length).toBeGreaterThan(0)
    for (const call of seen) {
      const carried = gzip ? ['application/x-www-form-urlencoded', 'gzip'] : ['application/json', '']
      expect([call.path, call.type.split(';', 1)[0], call.encoding, call.status]).toEqual([
        '/v1/batch',
        ...carried,
        200,
      ])
    }
    const entries = await timelineOf(userId)
    expect(entries.map(({ type, name }) => [name, type]).toSorted()).toEqual([
      ['Product Added to Wishlist', 'wishlist-added'],
      ['Product List Viewed', 'product-list-viewed'],
      ['group', null],
      ['page', 'review-read'],
    ])
    expect((await service.call('GET', `/v1/customers/${userId}`)).body.firstName).toBe('Ada')
  })
})

describe('the Jitsu client, unmodified', () => {
  test.each([
    ['in a page', false],
    ['on a server', true],
  ])('%s', async (name, s2s) => {
    // It wants `id:secret`: the key is the secret, and the id may be anything.
    const writeKey = `web:${service.keys.ingest}`
    const client = jitsuAnalytics({ host: url, writeKey, s2s, fetch: globalThis.fetch })
    const userId = `jitsu ${name}`
    seen.length = 0
    await client.identify(userId, { firstName: 'Bea' })
    await client.track('Products Compared', { products: [{ product_id: 'dw-1' }, { product_id: 'dw-2' }] })
    await client.page({ title: 'Customer reviews', path: '/p/dw-1' })
    const prefix = s2s ? '/api/s/s2s' : '/api/s'
    expect(seen.map(({ path, status }) => [path, status])).toEqual([
      [`${prefix}/identify`, 200],
      [`${prefix}/track`, 200],
      [`${prefix}/page`, 200],
    ])
    expect(await timelineOf(encodeURIComponent(userId))).toMatchObject([
      { type: 'review-read', origin: 'inferred', productId: 'dw-1', properties: { derivedFrom: [{ found: 'title' }] } },
      { type: 'products-compared', productId: 'dw-1' },
    ])
  })
})
