import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type Answer, type TestApp } from '../support/app.ts'
import { logged } from '../support/log.ts'
import { aCustomer } from '../support/wire-examples.ts'

let service: TestApp
let port: number
beforeAll(async () => {
  service = await startApp()
  port = Number(new URL(await service.app.listen({ port: 0, host: '127.0.0.1' })).port)
})
afterAll(() => service.close())

type Line = Record<string, unknown>
const linesOf = (requestId: string): Line[] =>
  logged()
    .split('\n')
    .filter((line) => line.includes(requestId))
    .map((line) => JSON.parse(line) as Line)

function expectProblem(answer: Answer, status: number, type: string): void {
  expect(answer.type).toBe('application/problem+json')
  expect(answer.body).toMatchObject({ type: `/problems/${type}`, status, title: expect.stringMatching(/^[A-Z]/) })
  expect(answer.status).toBe(status)
  expect(answer.body.instance).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/)
}

const put = (body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  service.call('PUT', '/v1/customers/c-1', { key: service.keys.profiles, body, headers })
const nested = (depth: number, inside = '') => '['.repeat(depth) + inside + ']'.repeat(depth)

describe('a body that cannot be read', () => {
  test.each([
    ['broken JSON', '{"firstName": "Ines"', 'invalid-json'],
    ['no body at all', '', 'invalid-json'],
    ['a lone bracket, a hundred thousand times', '['.repeat(100_000), 'invalid-json'],
    ['a key that would change every object', '{"__proto__": {"admin": true}}', 'invalid-json'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00]), 'invalid-json'],
    ['an array a hundred thousand levels deep', nested(100_000), 'validation'],
    ['a number', '1', 'validation'],
    ['null', 'null', 'validation'],
  ])('%s is a problem, not a crash', async (_name, body, type) => {
    expectProblem(await put(body), 400, type)
  })

  test.each([
    ['a field of free shape', `{"traits": {"deep": ${nested(50_000)}}}`],
    ['a field of known shape', `{"firstName": ${nested(50_000)}}`],
  ])('deep nesting inside %s is pointed at', async (_name, body) => {
    const answer = await put(body)
    expectProblem(answer, 400, 'validation')
    expect(answer.body.errors[0].pointer).toMatch(/^\/(traits|firstName)/)
  })

  test.each(['/v1/signals', '/v1/track', '/v1/batch', '/v1/identify'])(
    'deep nesting sent to %s is refused',
    async (url) => {
      const event = `{"type":"product-viewed","event":"x","userId":"c-1","customerId":"c-1","messageId":"m","occurredAt":"2026-11-01T00:00:00Z","properties":{"x":${nested(20_000)}},"traits":{"x":${nested(20_000)}}}`
      const body = url === '/v1/batch' ? `{"batch":[${event}]}` : event
      const headers = { 'content-type': 'application/json' }
      const answer = await service.call('POST', url, { key: service.keys.profiles, body, headers })
      expect(answer.status).toBeLessThan(300)
      expect(answer.body).toMatchObject({ accepted: 0, rejected: [{ index: 0 }] })
    },
  )

  test('another content type is named as such', async () => {
    expectProblem(await put('<customer/>', { 'content-type': 'application/xml' }), 415, 'unsupported-media-type')
    expectProblem(await put('{}', { 'content-type': 'nonsense' }), 415, 'unsupported-media-type')
  })

  test('2 MiB is the limit, whoever sends', async () => {
    const most = JSON.stringify({ traits: { text: 'a'.repeat(2 * 1024 * 1024 - 100) } })
    expect((await put(most)).status).toBe(201)
    expectProblem(await put(`${most}${' '.repeat(200)}`), 413, 'body-too-large')
    expectProblem(
      await put('{}', { 'content-type': 'application/json', 'content-length': '3000000' }),
      413,
      'body-too-large',
    )
  })
})

describe('an address that cannot be read', () => {
  test.each(['/v1/customers/%zz', '/v1/customers/%', '/%c0%ae', '/v1/%ff'])(
    'broken percent-encoding in %s',
    async (url) => {
      expectProblem(await service.call('GET', url), 400, 'bad-request')
    },
  )

  test.each([
    ['in the path', '/v1/customers/%00', '/path/id'],
    ['in the middle of the path', '/v1/customers/a%00b/timeline', '/path/id'],
    ['in the search', '/v1/customers?q=%00', '/query/q'],
    ['in a filter', '/v1/deliveries?customerId=a%00', '/query/customerId'],
    ['in a cursor', '/v1/customers?cursor=%00', '/query/cursor'],
    ['in the id of a draft', '/v1/drafts/%00', '/path/id'],
  ])('U+0000 %s is pointed at', async (_name, url, pointer) => {
    const answer = await service.call('GET', url)
    expectProblem(answer, 400, 'validation')
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer])
  })

  test.each([
    ['one key twice', '/v1/drafts?status=approved&status=rejected', '/query/status'],
    ['a number twice', '/v1/drafts?limit=1&limit=2', '/query/limit'],
    ['a word for a number', '/v1/drafts?limit=many', '/query/limit'],
    ['a number out of range', '/v1/drafts?limit=0', '/query/limit'],
    ['a number beyond all numbers', '/v1/drafts?limit=1e999', '/query/limit'],
    ['a status that does not exist', '/v1/drafts?status=lost', '/query/status'],
    ['an id of the wrong kind', '/v1/drafts?campaignId=1', '/query/campaignId'],
    ['a cursor of somebody else', '/v1/drafts?cursor=WyIyMDI2Il0', '/query/cursor'],
  ])('%s in the query is pointed at', async (_name, url, pointer) => {
    const answer = await service.call('GET', url)
    expectProblem(answer, 400, 'validation')
    expect(answer.body.errors[0].pointer).toBe(pointer)
  })

  test('an id of more than 600 characters is nowhere', async () => {
    const answer = await service.call('GET', `/v1/customers/${'a'.repeat(601)}`)
    expectProblem(answer, 400, 'bad-request')
  })

  test.each([
    ['GET', '/'],
    ['GET', '/v1/nothing'],
    ['POST', '/v1/me'],
    ['PATCH', '/v1/customers/c-1'],
    ['DELETE', '/v1/brand'],
    ['TRACE', '/v1/brand'],
    ['GET', '/docs/static/../../package.json'],
    ['GET', '/docs/static/nothing.js'],
  ])('%s %s is no route', async (method, url) => {
    expectProblem(await service.call(method, url), 404, 'route-not-found')
  })
})

describe('what the fields say', () => {
  test('every field that is not known or not right is pointed at, by RFC 6901', async () => {
    const body = { ...aCustomer({ email: 'ines' }), 'a/b~c': 1, consents: [{ channel: 'fax', mood: 'good' }] }
    const answer = await put(body)
    expectProblem(answer, 400, 'validation')
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer).toSorted()).toEqual([
      '/a~1b~0c',
      '/consents/0/at',
      '/consents/0/channel',
      '/consents/0/mood',
      '/consents/0/purpose',
      '/consents/0/source',
      '/consents/0/state',
      '/email',
    ])
  })

  test('what was sent is never sent back', async () => {
    const secret = 'canary-4711'
    const answer = await put({ [secret]: secret, email: secret, timeZone: secret, consents: [{ channel: secret }] })
    expect(answer.text.replace(`/${secret}`, '')).not.toContain(secret)
  })
})

describe('HTTP itself', () => {
  async function raw(request: string): Promise<{ status: number; type: string; body: any }> {
    const socket = connect(port, '127.0.0.1')
    socket.end(request)
    const answer = await text(socket)
    const [head = '', body = ''] = answer.split('\r\n\r\n', 2)
    const type = /^content-type: (.*)$/im.exec(head)?.[1] ?? ''
    return { status: Number(head.split(' ')[1]), type, body: JSON.parse(body) }
  }

  test.each([
    [
      'headers of 20 KB',
      `GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'bad-request'],
    ['a method that nobody knows', 'BREW /v1/me HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'bad-request'],
    [
      'two lengths',
      'POST /v1/me HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na',
      400,
      'bad-request',
    ],
    [
      'a length and chunks',
      'POST /v1/me HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na',
      400,
      'bad-request',
    ],
  ])('%s is answered with a problem that the log knows', async (_name, request, status, type) => {
    const answer = await raw(request)
    expect(answer).toMatchObject({
      status,
      type: 'application/problem+json',
      body: { status, type: `/problems/${type}` },
    })
    expect(linesOf(answer.body.instance)).toMatchObject([{ event: 'request-unreadable', status }])
  })

  test('HEAD answers as GET does, without a body', async () => {
    const answer = await service.call('HEAD', '/v1/me')
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(await service.call('HEAD', '/v1/nothing')).toMatchObject({
      status: 404,
      type: 'application/problem+json',
      text: '',
    })
  })

  test('a connection that breaks off leaves the service alive', async () => {
    const socket = connect(port, '127.0.0.1')
    await new Promise<void>((resolve) => {
      socket.write('POST /v1/drafts HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"cust', () => {
        socket.destroy()
        resolve()
      })
    })
    expect((await service.call('GET', '/v1/me')).status).toBe(200)
  })
})

describe('the log', () => {
  test('knows each request by the instance that its caller got', async () => {
    const answer = await service.call('GET', '/v1/customers/nobody-4711')
    expect(linesOf(answer.body.instance)).toMatchObject([
      { event: 'request', requestId: answer.body.instance, method: 'GET', route: '/v1/customers/:id', status: 404 },
    ])
  })

  test('knows a request whose address could not be read, without the address', async () => {
    const answer = await service.call('GET', '/v1/customers/canary-4712%zz')
    expect(linesOf(answer.body.instance)).toMatchObject([{ event: 'request', status: 400, route: 'none' }])
  })

  test('holds patterns of routes, never an address, a header or a body', async () => {
    await service.call('GET', '/v1/customers/canary-4713?q=canary-4714', { headers: { 'x-canary': 'canary-4715' } })
    await service.call('GET', '/canary-4716?key=canary-4717')
    await put({ 'canary-4718': 'canary-4719' })
    await put('{"canary-4720": ')
    expect(logged()).not.toMatch(/canary-47|nobody-47/)
    expect(logged()).not.toContain(service.keys.mia)
  })
})
