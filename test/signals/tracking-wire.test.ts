import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

let number = 0
const event = (change: Record<string, unknown> = {}) => ({
  type: 'track',
  event: 'Product Viewed',
  userId: 'w-1',
  messageId: `w-${(number += 1)}`,
  properties: { product_id: 'dw-1' },
  ...change,
})
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` })
const send = (path: string, body: string | Buffer, headers: Record<string, string>) =>
  service.call('POST', path, { key: null, body, headers })
const sendAs = (type: string, body: string | Buffer, headers: Record<string, string> = {}, path = '/v1/batch') =>
  send(path, body, { ...basic(service.keys.ingest), 'content-type': type, ...headers })
const batchOf = (...batch: unknown[]): string => JSON.stringify({ batch })
const gzip = { 'content-encoding': 'gzip' }
const taken = { success: true, accepted: 1, duplicates: 0, rejected: [] }

describe('bodies', () => {
  test.each(['application/json', 'text/plain', 'text/plain;charset=UTF-8', 'application/x-www-form-urlencoded'])(
    'JSON is read when it is called %s, plain and compressed',
    async (type) => {
      expect((await sendAs(type, batchOf(event()))).body).toEqual(taken)
      expect((await sendAs(type, gzipSync(batchOf(event())), gzip)).body).toEqual(taken)
      const alone = await sendAs(type, JSON.stringify(event()), {}, '/v1/t')
      expect(alone.body).toEqual(taken)
    },
  )

  test.each([
    ['no JSON', 'text/plain', '{"batch":', {}, 400, 'invalid-json'],
    ['nothing', 'text/plain', '', {}, 400, 'invalid-json'],
    ['a form', 'application/x-www-form-urlencoded', 'a=1&b=2', {}, 400, 'invalid-json'],
    ['a list', 'application/json', '[]', {}, 400, 'validation'],
    ['null', 'text/plain', 'null', {}, 400, 'validation'],
    ['gzip that is none', 'application/json', batchOf(event()), gzip, 400, 'validation'],
    ['gzip that ends early', 'application/json', gzipSync(batchOf(event())).subarray(0, 30), gzip, 400, 'validation'],
    ['no bytes of gzip', 'application/json', '', gzip, 400, 'validation'],
    [
      'another compression',
      'application/json',
      deflateSync('{}'),
      { 'content-encoding': 'br' },
      415,
      'unsupported-media-type',
    ],
    [
      'two compressions',
      'application/json',
      gzipSync('{}'),
      { 'content-encoding': 'gzip, gzip' },
      415,
      'unsupported-media-type',
    ],
    ['XML', 'text/xml', '<a/>', {}, 415, 'unsupported-media-type'],
  ])('%s is a problem', async (_name, type, body, headers, status, problem) => {
    const answer = await sendAs(type, body, headers)
    expect(answer).toMatchObject({ status, body: { type: `/problems/${problem}` } })
  })

  test('2 MiB are the limit, compressed and not', async () => {
    const filled = (bytes: number): string => {
      const empty = JSON.stringify({ batch: [], filler: '' })
      return empty.replace('""', `"${'x'.repeat(bytes - empty.length)}"`)
    }
    const limit = 2 * 1024 * 1024
    expect((await sendAs('text/plain', filled(limit))).status).toBe(200)
    expect((await sendAs('text/plain', gzipSync(filled(limit)), gzip)).status).toBe(200)
    for (const headers of [{}, gzip]) {
      const body = filled(limit + 1)
      const answer = await sendAs('application/json', headers === gzip ? gzipSync(body) : body, headers)
      expect(answer).toMatchObject({ status: 413, body: { type: '/problems/body-too-large' } })
    }
  })

  test('a body that grows to 200 MB when it is unpacked is refused without being unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20))
    expect(bomb.length).toBeLessThan(1024 * 1024)
    const before = process.memoryUsage().rss
    expect((await sendAs('application/json', bomb, gzip)).status).toBe(413)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
    expect((await sendAs('application/json', batchOf(event()))).body).toEqual(taken)
  })

  test('a field called __proto__ changes nothing and stops nobody', async () => {
    const poisoned = JSON.stringify(event({ userId: 'w-2' })).replace(
      '"properties":{',
      '"properties":{"__proto__":{"polluted":1},',
    )
    const answer = await sendAs('application/json', `{"batch":[${poisoned},${JSON.stringify(event())}]}`)
    expect(answer.body).toMatchObject({ accepted: 2, rejected: [] })
    expect({}).not.toHaveProperty('polluted')
    expect((await service.call('GET', '/v1/customers/w-2/timeline')).status).toBe(200)
  })

  test('other routes read neither text nor gzip', async () => {
    const { key, headers } = { key: service.keys.profiles, headers: { 'content-type': 'text/plain' } }
    const asText = await service.call('POST', '/v1/signals', { key, headers, body: '[]' })
    expect(asText).toMatchObject({ status: 415, body: { type: '/problems/unsupported-media-type' } })
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const asForm = await service.call('PUT', '/v1/products/x', { key, headers: form, body: '{}' })
    expect(asForm.status).toBe(415)
    const asGzip = await service.call('POST', '/v1/signals', {
      key,
      headers: { 'content-type': 'application/json', ...gzip },
      body: gzipSync('[]'),
    })
    expect(asGzip.status).toBe(400)
  })
})

describe('keys', () => {
  const json = { 'content-type': 'application/json' }

  test.each([
    ['the user name of Basic', '/v1/track', (key: string) => ({ headers: basic(key) })],
    ['X-Write-Key', '/api/s/track', (key: string) => ({ headers: { 'x-write-key': key } })],
    ['X-Write-Key as id:secret', '/api/s/track', (key: string) => ({ headers: { 'x-write-key': `web:${key}` } })],
    ['the body', '/v1/track', (key: string) => ({ writeKey: key })],
    ['the body of a beacon', '/v1/t', (key: string) => ({ writeKey: key, headers: { 'content-type': 'text/plain' } })],
    [
      'a header, not the masked one in the body',
      '/api/s/track',
      (key: string) => ({ headers: { 'x-write-key': key }, writeKey: 'a:***' }),
    ],
  ])('a key may stand in %s', async (_name, path, carry) => {
    const tryWith = (key: string) => {
      const { headers = {}, writeKey } = carry(key) as { headers?: Record<string, string>; writeKey?: string }
      const body = JSON.stringify(event(writeKey === undefined ? {} : { writeKey }))
      return send(path, body, { ...json, ...headers })
    }
    expect(await tryWith(service.keys.ingest)).toMatchObject({ status: 200, body: taken })
    expect(await tryWith('fw_wrong')).toMatchObject({ status: 401, body: { type: '/problems/unauthorized' } })
    expect((await tryWith(service.keys.ana)).status).toBe(403)
  })

  test.each([
    ['none', {}, undefined],
    ['an empty header', { 'x-write-key': '' }, undefined],
    ['an empty user name', basic(''), undefined],
    ['a number', {}, 7],
    ['an object', {}, {}],
    ['an empty text', {}, ''],
    ['another scheme', { authorization: 'Digest x' }, undefined],
  ])('%s is no key', async (_name, headers, writeKey) => {
    for (const path of ['/v1/batch', '/v1/import', '/v1/track', '/api/s/page', '/api/s/s2s/identify']) {
      const answer = await send(path, JSON.stringify({ batch: [], ...event(), writeKey }), {
        ...json,
        ...headers,
      } as Record<string, string>)
      expect(answer, path).toMatchObject({ status: 401, body: { type: '/problems/unauthorized' } })
    }
  })

  test('without a key and a body there is no way in either', async () => {
    expect((await service.call('POST', '/v1/batch', { key: null })).status).toBe(401)
  })

  test('a key in the body or in X-Write-Key opens no other route', async () => {
    const { profiles } = service.keys
    const put = (extra: object) => service.call('PUT', '/v1/customers/x', { key: null, ...extra })
    expect((await put({ body: { writeKey: profiles } })).status).toBe(401)
    expect((await put({ body: {}, headers: { 'x-write-key': profiles } })).status).toBe(401)
    expect((await service.call('GET', '/v1/me', { key: null, headers: { 'x-write-key': profiles } })).status).toBe(401)
  })

  test('the key that came in the body is not kept', async () => {
    const page = event({ type: 'page', event: undefined, name: 'Home', userId: 'w-3', writeKey: service.keys.ingest })
    await send('/v1/page', JSON.stringify(page), json)
    expect((await service.call('GET', '/v1/customers/w-3/timeline')).text).not.toContain(service.keys.ingest)
  })
})

describe('web pages of any origin', () => {
  const ask = (url: string, headers: Record<string, string> = {}) =>
    service.app.inject({
      method: 'OPTIONS',
      url,
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-retry-count',
        ...headers,
      },
    })

  test.each(['/v1/t', '/v1/track', '/v1/b', '/v1/batch', '/v1/import', '/api/s/track', '/api/s/s2s/page'])(
    'may ask %s without a key, for a day',
    async (path) => {
      const { statusCode, headers, body } = await ask(path)
      expect([statusCode, body]).toEqual([204, ''])
      expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'access-control-max-age': '86400' })
      const allowed = String(headers['access-control-allow-headers']).split(', ')
      expect(allowed).toEqual(
        expect.arrayContaining(['authorization', 'content-type', 'content-encoding', 'x-retry-count', 'x-write-key']),
      )
      expect(headers).not.toHaveProperty('access-control-allow-credentials')
    },
  )

  test('read every answer there, refusals included', async () => {
    const good = await sendAs('text/plain', batchOf(event()))
    const keyless = await send('/v1/batch', batchOf(event()), { 'content-type': 'text/plain' })
    const broken = await sendAs('text/plain', '{')
    for (const { headers } of [good, keyless, broken]) {
      expect(headers).toMatchObject({
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      })
    }
    expect([good.status, keyless.status, broken.status]).toEqual([200, 401, 400])
  })

  test.each(['/v1/signals', '/v1/drafts', '/v1/customers/c-1', '/v1/me', '/v1/products', '/docs', '/nowhere'])(
    'are told nothing about %s',
    async (path) => {
      const { statusCode, headers } = await ask(path)
      expect(statusCode).toBe(404)
      expect(headers).not.toHaveProperty('access-control-allow-origin')
      const got = await service.call('GET', path, { headers: { origin: 'https://shop.example' } })
      expect(got.headers).not.toHaveProperty('access-control-allow-origin')
    },
  )
})

test('the clock of the sender is put right for a whole batch', async () => {
  const at = (minutes: number): string => new Date(service.clock.now.getTime() + minutes * 60_000).toISOString()
  const late = { userId: 'w-4', timestamp: at(55) }
  const rudder = { userId: 'w-4', originalTimestamp: at(50), sentAt: at(60) }
  const body = JSON.stringify({ batch: [event(late), event(rudder)], sentAt: at(60) })
  expect((await sendAs('text/plain', body)).body).toMatchObject({ accepted: 2 })
  const { items } = (await service.call('GET', '/v1/customers/w-4/timeline')).body
  expect(items.map(({ occurredAt }: { occurredAt: string }) => occurredAt)).toEqual([at(-5), at(-10)])
})
