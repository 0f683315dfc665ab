import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { aBrand, aCustomer, aProduct } from '../support/wire-examples.ts'
import { exampleOf, keyFor, operationsWithBody, send, type WithBody } from './documented-operations.ts'

/** The JSON Parsing Test Suite: right, wrong and disputed JSON, byte by byte. */
const FOLDER = new URL('../../../shared/corpora/jsontestsuite/test_parsing/', import.meta.url)
const bodies = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ file, bytes: readFileSync(new URL(encodeURIComponent(file), FOLDER)) }))

let service: TestApp
let draftId: string
beforeAll(async () => {
  service = await startApp({ environment: { RATE_LIMIT_PER_MINUTE: '0' } })
  await service.call('PUT', '/v1/brand', { body: aBrand() })
  await service.call('PUT', '/v1/products/dw-1', { key: service.keys.profiles, body: aProduct() })
  await service.call('PUT', '/v1/customers/c-1', { key: service.keys.profiles, body: aCustomer() })
  const body = { customerId: 'c-1', channel: 'email' }
  draftId = (await service.call('POST', '/v1/drafts', { key: service.keys.ana, body })).body.id
})
afterAll(() => service.close())

test('the suite and the operations are there', () => {
  expect(bodies.length).toBeGreaterThan(300)
  expect(operationsWithBody.length).toBeGreaterThan(25)
})

const isList = ({ type, example }: WithBody['body']): boolean => type.endsWith('json') && Array.isArray(example)

/** Every field of the example at once, each with these bytes as its value. */
function inEveryField({ body }: WithBody, bytes: Buffer): Buffer {
  const example = exampleOf(body)
  const one = (Array.isArray(example) ? example[0] : example) as object
  const fields = Object.keys(one).flatMap((name, index) => [
    Buffer.from(`${index === 0 ? '' : ','}${JSON.stringify(name)}:`),
    bytes,
  ])
  const [before, after] = isList(body) ? ['[{', '}]'] : ['{', '}']
  return Buffer.concat([Buffer.from(before), ...fields, Buffer.from(after)])
}

test.each(operationsWithBody.map((operation) => [operation.name, operation] as const))(
  '%s: no body makes the service fail, and every answer is documented',
  async (_name, operation) => {
    const key = await keyFor(service, operation)
    const path = operation.path.replace('/drafts/{id}', `/drafts/${draftId}`).replaceAll(/\{\w+\}/g, 'c-1')
    const isJson = /json/.test(operation.body.type)
    const seen: Record<number, number> = {}
    for (const { file, bytes } of bodies) {
      for (const body of isJson ? [bytes, inEveryField(operation, bytes)] : [bytes]) {
        const { status, text } = await send(service, operation, key, path, body)
        expect(status, `${file}: ${text}`).toBeLessThan(500)
        expect([401, 403, 415, 429], file).not.toContain(status)
        seen[status] = (seen[status] ?? 0) + 1
      }
    }
    // Wrong JSON is more than half of the suite: whoever refuses none has not read it.
    if (operation.body.type === 'application/json') expect(seen[400]).toBeGreaterThan(bodies.length / 2)
  },
)
