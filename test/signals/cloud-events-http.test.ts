import { CloudEvent, emitterFor, httpTransport, HTTP, Mode } from 'cloudevents'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
let url: string
beforeAll(async () => {
  service = await startApp()
  url = await service.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => service.close())

const post = (body: unknown, headers: Record<string, string>) =>
  service.call('POST', '/v1/signals', { key: service.keys.ingest, headers, body: body as string })
const timelineOf = async (customerId: string) =>
  (await service.call('GET', `/v1/customers/${customerId}/timeline`)).body.items
const viewed = (id: string, subject: string, extra: object = {}) =>
  new CloudEvent({
    id,
    source: '/shop',
    type: 'com.shop.product-viewed',
    subject,
    data: { productId: 'dw-1' },
    ...extra,
  })

test.each([Mode.BINARY, Mode.STRUCTURED])('the CloudEvents client sends %s events, each counts once', async (mode) => {
  const statuses: number[] = []
  const send = emitterFor(
    async (message) => {
      const headers = { ...(message.headers as Record<string, string>), authorization: `Bearer ${service.keys.ingest}` }
      const answer = await fetch(`${url}/v1/signals`, { method: 'POST', headers, body: message.body as string })
      statuses.push(answer.status)
      return answer.json()
    },
    { mode },
  )
  const made = viewed(`${mode}-1`, `ce-${mode}`)
  expect(await send(made)).toEqual({ accepted: 1, duplicates: 0, rejected: [] })
  expect(await send(made)).toEqual({ accepted: 0, duplicates: 1, rejected: [] })
  expect(statuses).toEqual([202, 202])
  expect(await timelineOf(`ce-${mode}`)).toMatchObject([
    { type: 'product-viewed', name: 'com.shop.product-viewed', source: '/shop', productId: 'dw-1' },
  ])
})

test('its own transport, which chunks the body, is understood too', async () => {
  const send = emitterFor(httpTransport(`${url}/v1/signals`), { mode: Mode.STRUCTURED })
  const headers = { authorization: `Bearer ${service.keys.ingest}` }
  const answer = (await send(viewed('transport-1', 'ce-transport'), { headers })) as { body: string }
  expect(JSON.parse(answer.body)).toMatchObject({ accepted: 1 })
})

test('a batch is answered one by one', async () => {
  const batch = [
    viewed('b-1', 'ce-b'),
    viewed('b-1', 'ce-b'),
    { ...viewed('b-2', 'ce-b').toJSON(), specversion: '2.0' },
    7,
  ]
  const headers = { 'content-type': 'application/cloudevents-batch+json' }
  const answer = await post(JSON.stringify(batch), headers)
  expect(answer).toMatchObject({
    status: 202,
    body: { accepted: 1, duplicates: 1, rejected: [{ index: 2 }, { index: 3 }] },
  })
  expect((await post('[]', headers)).body).toEqual({ accepted: 0, duplicates: 0, rejected: [] })
  expect(await post('{}', headers)).toMatchObject({ status: 400, body: { type: '/problems/validation' } })
})

test('the same id from another source is another event', async () => {
  const send = (source: string) =>
    post(
      JSON.stringify(viewed('s-1', 'ce-s', { source })),
      HTTP.structured(viewed('s', 's')).headers as Record<string, string>,
    )
  expect((await send('/a')).body).toMatchObject({ accepted: 1 })
  expect((await send('/b')).body).toMatchObject({ accepted: 1 })
  expect((await send('/a')).body).toMatchObject({ duplicates: 1 })
})

test('binary without data, and with what is no JSON', async () => {
  const { headers } = HTTP.binary(viewed('n-1', 'ce-n', { data: undefined, type: 'com.shop.product-searched' }))
  expect((await post('', headers as Record<string, string>)).body).toMatchObject({ accepted: 1 })
  const again = { ...(headers as Record<string, string>), 'ce-id': 'n-2' }
  expect((await post('[1]', again)).body.rejected).toMatchObject([
    { index: 0, problem: { errors: [{ pointer: '/data' }] } },
  ])
  expect((await post('{', again)).status).toBe(400)
  expect((await post('<a/>', { ...again, 'content-type': 'text/xml' })).status).toBe(415)
  expect((await post('a', { ...again, 'content-type': 'text/plain' })).status).toBe(415)
})

test.each([
  ['{', 'application/cloudevents+json', 400],
  ['', 'application/cloudevents+json', 400],
  ['', 'application/json', 400],
  ['null', 'application/cloudevents+json', 202],
  ['[]', 'application/cloudevents+json', 202],
  ['{"__proto__":{"a":1}}', 'application/cloudevents+json', 400],
  ['"x"', 'application/cloudevents-batch+json', 400],
])('%j as %s is answered, not failed at', async (body, type, status) => {
  const answer = await post(body, { 'content-type': type })
  expect(answer.status).toBe(status)
  if (status === 202) expect(answer.body).toMatchObject({ accepted: 0, rejected: [{ index: 0 }] })
})

test('an event of 65 KiB is refused alone', async () => {
  const large = viewed('l-1', 'ce-l', { data: { productId: 'dw-1', note: 'x'.repeat(65 * 1024) } })
  const answer = await post(JSON.stringify([large, viewed('l-2', 'ce-l')]), {
    'content-type': 'application/cloudevents-batch+json',
  })
  expect(answer.body).toMatchObject({ accepted: 1, rejected: [{ index: 0 }] })
})
