import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'

/** The JSON Parsing Test Suite: right, wrong and disputed JSON, byte by byte. */
const FOLDER = new URL('../../../shared/corpora/jsontestsuite/test_parsing/', import.meta.url)
const bodies = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ file, bytes: readFileSync(new URL(encodeURIComponent(file), FOLDER)) }))

let service: TestApp
beforeAll(async () => {
  service = await startApp({ environment: { RATE_LIMIT_PER_MINUTE: '0' } })
})
afterAll(() => service.close())

const around = (before: string, bytes: Buffer, after: string): Buffer =>
  Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)])

/** The ways in that the OpenAPI document does not tell apart: types, encodings, places inside an event, headers around it. */
const WAYS: [string, string, Record<string, string>, (bytes: Buffer) => Buffer][] = [
  ['a whole batch', '/v1/batch', { 'content-type': 'text/plain' }, (bytes) => bytes],
  ['compressed', '/v1/track', { 'content-type': 'text/plain', 'content-encoding': 'gzip' }, gzipSync],
  [
    'as if compressed',
    '/v1/track',
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    (bytes) => bytes,
  ],
  [
    'the properties of an event',
    '/v1/track',
    { 'content-type': 'application/x-www-form-urlencoded' },
    (bytes) =>
      around(
        '{"event":"Product Viewed","userId":"u","messageId":"m","properties":{"product_id":"a","odd":',
        bytes,
        '}}',
      ),
  ],
  [
    'an event in a batch',
    '/v1/import',
    { 'content-type': 'application/json' },
    (bytes) => around('{"batch":[', bytes, ']}'),
  ],
  [
    'an alias',
    '/v1/alias',
    { 'content-type': 'application/json' },
    (bytes) => around('{"messageId":"m","previousId":', bytes, '}'),
  ],
  [
    'traits',
    '/api/s/identify',
    { 'content-type': 'application/json' },
    (bytes) => around('{"userId":"u","messageId":"m","traits":{"email":', bytes, '}}'),
  ],
  [
    'the data of a CloudEvent',
    '/v1/signals',
    {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': 'i',
      'ce-source': 's',
      'ce-type': 'product-searched',
      'ce-subject': 'u',
    },
    (bytes) => bytes,
  ],
]

test('the suite is there', () => {
  expect(bodies.length).toBeGreaterThan(300)
})

test.each(WAYS)('%s: no body makes the service fail', async (_name, url, headers, wrap) => {
  const seen: Record<number, number> = {}
  for (const { file, bytes } of bodies) {
    const answer = await service.call('POST', url, { key: service.keys.profiles, headers, body: wrap(bytes) })
    seen[answer.status] = (seen[answer.status] ?? 0) + 1
    expect([200, 202, 400, 413], `${file}: ${answer.text}`).toContain(answer.status)
  }
  expect(Object.values(seen).reduce((sum, count) => sum + count)).toBe(bodies.length)
  expect((await service.call('GET', '/v1/signals/unmapped')).status).toBe(200)
})
