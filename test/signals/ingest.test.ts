import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { aCustomer, aProduct } from '../support/wire-examples.ts'

let service: TestApp
let url: string
beforeAll(async () => {
  service = await startApp()
  url = await service.app.listen({ port: 0, host: '127.0.0.1' })
  await service.call('PUT', '/v1/products/dw-1', { body: aProduct() })
})
afterAll(() => service.close())

const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` })
const timelineOf = async (customerId: string) =>
  (await service.call('GET', `/v1/customers/${customerId}/timeline`)).body.items as {
    type: string | null
    name: string
    productId: string | null
  }[]

describe('the Segment client for Node, unmodified', () => {
  test('sends events, joins the anonymous past on identify, and counts every message once', async () => {
    const answers: { status: number }[] = []
    const client = new Analytics({
      writeKey: service.keys.ingest,
      host: url,
      path: '/v1/batch',
      maxEventsInBatch: 20,
      flushInterval: 50,
    })
    client.on('http_request', () => answers.push({ status: 0 }))
    const failures: unknown[] = []
    client.on('error', (error) => failures.push(error))
    client.track({ anonymousId: 'anon-1', event: 'Products Searched', properties: { query: 'quiet dishwasher' } })
    client.track({ anonymousId: 'anon-1', event: 'Product Viewed', properties: { product_id: 'dw-1' } })
    client.identify({ userId: 's-1', anonymousId: 'anon-1', traits: { firstName: 'Ada', email: 'ada@example.com' } })
    client.track({
      userId: 's-1',
      event: 'Review Read',
      properties: { product_id: 'dw-1', rating: 2, text: 'It is loud.' },
    })
    client.track({ userId: 's-1', event: 'Wheel Spun', properties: { wheel: 3 } })
    client.page({ userId: 's-1', name: 'Home' })
    await client.closeAndFlush()

    expect(failures).toEqual([])
    expect(answers.length).toBeGreaterThan(0)
    const entries = await timelineOf('s-1')
    expect(entries.map(({ type, name }) => [type, name]).toSorted()).toEqual(
      [
        [null, 'page'],
        [null, 'Wheel Spun'],
        ['product-searched', 'Products Searched'],
        ['product-viewed', 'Product Viewed'],
        ['review-read', 'Review Read'],
      ].toSorted(),
    )
    // A write key is public: whoever has it names a person, but gives nobody an address.
    expect((await service.call('GET', '/v1/customers/s-1')).body).toMatchObject({ firstName: 'Ada', email: null })
  })

  test('a server’s key may set addresses, and an alias joins an anonymous id', async () => {
    const client = new Analytics({ writeKey: service.keys.profiles, host: url, path: '/v1/batch', flushInterval: 50 })
    client.track({ anonymousId: 'anon-2', event: 'Product Viewed', properties: { product_id: 'dw-1' } })
    client.alias({ previousId: 'anon-2', userId: 's-2' })
    client.identify({ userId: 's-2', traits: { email: 'bea@example.com', phone: '+34612345678' } })
    await client.closeAndFlush()
    expect(await timelineOf('s-2')).toMatchObject([{ type: 'product-viewed', productId: 'dw-1' }])
    const customer = (await service.call('GET', '/v1/customers/s-2')).body
    expect(customer).toMatchObject({ email: 'bea@example.com', phone: '+34612345678', consents: [] })
  })
})

describe('tracking routes', () => {
  const event = (change: Record<string, unknown> = {}) => ({
    type: 'track',
    event: 'Product Viewed',
    userId: 't-1',
    messageId: 'm-1',
    timestamp: new Date(Date.now() - 60_000).toISOString(),
    properties: { product_id: 'dw-1' },
    ...change,
  })
  const post = (path: string, body: unknown, key = service.keys.ingest) =>
    service.call('POST', path, { key: null, headers: basic(key), body })

  test('the same message counts once, alone, in a batch, and twice in one batch', async () => {
    expect((await post('/v1/track', event())).body).toEqual({ success: true, accepted: 1, duplicates: 0, rejected: [] })
    expect((await post('/v1/t', event())).body).toMatchObject({ accepted: 0, duplicates: 1 })
    const batch = { batch: [event(), event({ messageId: 'm-2' }), event({ messageId: 'm-2' })] }
    expect((await post('/v1/batch', batch)).body).toMatchObject({ accepted: 1, duplicates: 2 })
    expect(await timelineOf('t-1')).toHaveLength(2)
  })

  test('one sender cannot occupy the message ids of another', async () => {
    await post('/v1/track', event({ messageId: 'shared', userId: 't-2' }))
    const other = await post('/v1/track', event({ messageId: 'shared', userId: 't-2' }), service.keys.profiles)
    expect(other.body).toMatchObject({ accepted: 1, duplicates: 0 })
  })

  test('bad events are answered one by one and stop no other', async () => {
    const batch = [
      event({ messageId: 'g-1' }),
      'not an object',
      event({ messageId: 'g-2', userId: undefined }),
      event({ messageId: 'g-3', properties: { note: 'x'.repeat(70_000) } }),
      event({ messageId: 'g-4', properties: { note: 'nul \u0000' } }),
      event({ messageId: 'g-5', timestamp: 'yesterday' }),
      { ...event({ messageId: 'g-6' }), type: 'dance' },
      event({ messageId: 'g-7' }),
    ]
    const answer = await post('/v1/batch', { batch })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ success: true, accepted: 2 })
    expect(answer.body.rejected.map((one: { index: number }) => one.index)).toEqual([1, 2, 3, 4, 5, 6])
    expect(answer.body.rejected[1].problem.errors[0].pointer).toBe('/userId')
  })

  test('an event nested too deep is rejected, its neighbour is taken', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const body = `{"batch":[{"type":"track","event":"X","userId":"t-3","messageId":"d-1","properties":{"a":${deep}}},${JSON.stringify(event({ messageId: 'd-2', userId: 't-3' }))}]}`
    const answer = await service.call('POST', '/v1/batch', {
      key: null,
      body,
      headers: { ...basic(service.keys.ingest), 'content-type': 'application/json' },
    })
    expect(answer.body).toMatchObject({ accepted: 1, rejected: [{ index: 0 }] })
  })

  test('an alias never makes two customers one', async () => {
    await service.call('PUT', '/v1/customers/victim', { key: service.keys.profiles, body: aCustomer() })
    const answer = await post('/v1/alias', { previousId: 'victim', userId: 'thief', messageId: 'a-1' })
    expect(answer.body.rejected).toMatchObject([{ index: 0, problem: { errors: [{ pointer: '/previousId' }] } }])
  })

  test('identify by a public key changes no address and no consent', async () => {
    await post('/v1/identify', {
      userId: 'victim',
      messageId: 'i-1',
      traits: { email: 'evil@example.com', phone: '+4915112345678', consents: [{ channel: 'sms', state: 'granted' }] },
    })
    const { body } = await service.call('GET', '/v1/customers/victim')
    expect(body).toMatchObject({ email: 'ines@example.com', phone: null })
    expect(body.consents).toHaveLength(1)
  })

  test('a key without the role, a wrong key and a Bearer write key', async () => {
    expect((await post('/v1/track', event(), service.keys.ana)).status).toBe(403)
    expect((await post('/v1/track', event(), 'fw_wrong')).status).toBe(401)
    const bearer = await service.call('POST', '/v1/track', {
      key: service.keys.ingest,
      body: event({ messageId: 'b-1' }),
    })
    expect(bearer.status).toBe(200)
    // Basic is for tracking clients; everywhere else a key in a URL's user name would end up in logs.
    expect((await service.call('GET', '/v1/me', { key: null, headers: basic(service.keys.ingest) })).status).toBe(401)
  })

  test('more than 1,000 events, and none at all', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => ({ event: 'X', userId: 'u', messageId: `n-${index}` }))
    expect((await post('/v1/batch', { batch: many })).status).toBe(400)
    expect((await post('/v1/batch', { batch: [] })).body).toMatchObject({ success: true, accepted: 0 })
    expect((await post('/v1/batch', {})).status).toBe(400)
  })
})

describe('POST /v1/signals', () => {
  test('answers with pointers, keeps what it understands', async () => {
    const at = new Date(Date.now() - 60_000).toISOString()
    const answer = await service.call('POST', '/v1/signals', {
      key: service.keys.profiles,
      body: [
        {
          type: 'review-read',
          customerId: 'w-1',
          messageId: 'r-1',
          occurredAt: at,
          productId: 'dw-1',
          properties: { rating: 2 },
        },
        { type: 'review-read', customerId: 'w-1', messageId: 'r-2', occurredAt: at, productId: 'dw-1', colour: 'red' },
        { type: 'unheard-of', customerId: 'w-1', messageId: 'r-3', occurredAt: at },
      ],
    })
    expect(answer.status).toBe(202)
    expect(answer.body.accepted).toBe(1)
    expect(answer.body.rejected.map((one: any) => one.problem.errors[0].pointer)).toEqual(['/colour', '/type'])
  })

  test('signals of an anonymous id that is already known go to its customer at once', async () => {
    const { ingest } = service.keys
    await service.call('POST', '/v1/identify', {
      key: ingest,
      body: { userId: 'w-2', anonymousId: 'anon-9', messageId: 'i-9' },
    })
    const occurredAt = new Date(Date.now() - 1000).toISOString()
    await service.call('POST', '/v1/signals', {
      key: ingest,
      body: { type: 'product-viewed', anonymousId: 'anon-9', messageId: 'v-9', occurredAt, productId: 'dw-1' },
    })
    expect(await timelineOf('w-2')).toMatchObject([{ type: 'product-viewed' }])
  })

  test('the timeline pages without loss', async () => {
    const body = Array.from({ length: 7 }, (_, index) => ({
      type: 'product-viewed',
      customerId: 'w-3',
      messageId: `p-${index}`,
      // Two at the same instant: the id breaks the tie.
      occurredAt: new Date(Date.now() - 3_600_000 - Math.floor(index / 2) * 1000).toISOString(),
      productId: 'dw-1',
    }))
    await service.call('POST', '/v1/signals', { key: service.keys.ingest, body })
    const seen: string[] = []
    for (let cursor = ''; ;) {
      const page = (await service.call('GET', `/v1/customers/w-3/timeline?limit=2${cursor}`)).body
      seen.push(...page.items.map((entry: { id: string }) => entry.id))
      if (page.nextCursor === null) break
      cursor = `&cursor=${page.nextCursor}`
    }
    expect(new Set(seen).size).toBe(7)
    expect((await service.call('GET', '/v1/customers/nobody/timeline')).body.type).toBe('/problems/customer-not-found')
  })

  test('a request without a body is no signal', async () => {
    const { status, body } = await service.call('POST', '/v1/signals', { key: service.keys.ingest })
    expect(status).toBe(400)
    expect(body.errors).toEqual([{ pointer: '', message: 'must be a signal, or a list' }])
  })

  test('an agent’s key may not send signals', async () => {
    expect((await service.call('POST', '/v1/signals', { key: service.keys.ana, body: [] })).status).toBe(403)
  })
})
