import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonicalJson } from '../../src/text.ts'
import { startApp, type Answer, type TestApp } from '../support/app.ts'
import { aBrand, aCustomer, aProduct } from '../support/wire-examples.ts'
import {
  exampleOf,
  keyFor,
  nameOf,
  operations,
  operationsWithBody,
  type Place,
  placesOf,
  putText,
  send,
  textAt,
  toWire,
  type WithBody,
} from './documented-operations.ts'

/** The Big List of Naughty Strings, and what stands first in a text and is easily lost there. */
const strings = [
  ...(JSON.parse(readFileSync(new URL('../../../shared/corpora/blns/blns.json', import.meta.url), 'utf8')) as string[]),
  '\ufeff',
  '\ufefftext after a byte order mark',
]

let service: TestApp
beforeAll(async () => {
  service = await startApp({ environment: { RATE_LIMIT_PER_MINUTE: '0' } })
  await service.call('PUT', '/v1/brand', { body: aBrand() })
  await service.call('PUT', '/v1/products/dw-1', { key: service.keys.profiles, body: aProduct() })
  await service.call('PUT', '/v1/customers/c-1', { key: service.keys.profiles, body: aCustomer() })
})
afterAll(() => service.close())

let count = 0
const counted = { requests: 0, places: new Set<string>(), readBack: 0 }

/** Where a body goes and what else it must say to be taken: a draft in the right state, an id that nobody used. */
async function prepared(operation: WithBody): Promise<{ path: string; body: unknown }> {
  const body = exampleOf(operation.body) as Record<string, unknown>
  const first = (Array.isArray(body) ? body[0] : (body['batch'] as unknown[] | undefined)?.[0]) ?? body
  const event = typeof first === 'object' ? first : {}
  for (const id of ['messageId', 'id']) if (id in event && !('name' in event)) event[id] = `made-${++count}`
  // Of two news of one consent the later counts.
  for (const consent of (body['consents'] ?? []) as { at: string }[]) {
    consent.at = new Date(Date.UTC(2026, 0, 1) + 1000 * ++count).toISOString()
  }
  if (!operation.path.includes('/drafts/{id}')) {
    const ids: Record<string, string> = { customers: 'c-1', products: 'dw-1', prompts: 'research-follow-up' }
    return { path: operation.path.replace(/(?<=\/(\w+)\/)\{\w+\}/, (_all, list: string) => ids[list] ?? 'x-1'), body }
  }
  const draft = await draftToReview()
  for (const field of ['revision', 'baseRevision']) if (field in body) body[field] = draft.revision
  return { path: operation.path.replace('{id}', draft.id), body }
}

let current: { id: string; revision: number; status: string } | null = null
async function draftToReview(): Promise<{ id: string; revision: number }> {
  const { ana, mia } = service.keys
  if (current !== null) current = (await service.call('GET', `/v1/drafts/${current.id}`, { key: mia })).body
  if (current?.status !== 'ready_for_review') {
    const body = { customerId: 'c-1', channel: 'email' }
    current = (await service.call('POST', '/v1/drafts', { key: ana, body })).body
  }
  return current!
}

const pointersOf = ({ body }: Answer): string[] =>
  [...(body.errors ?? []), ...(body.rejected ?? []).flatMap((item: any) => item.problem?.errors ?? [])].map(
    ({ pointer }: { pointer: string }) => pointer,
  )
const isTaken = ({ status, body }: Answer): boolean =>
  status < 300 && (body === '' || (body.rejected ?? []).length === 0)

/**
 * Sends the text in all these places at once. What is refused by name is left out of the next try; when a refusal names
 * none of them, each half is tried alone.
 */
async function tryText(operation: WithBody, key: string, places: readonly Place[], text: string): Promise<void> {
  const { path, body } = await prepared(operation)
  for (const place of places) putText(body, place, text)
  const answer = await send(service, operation, key, path, toWire(operation.body, body))
  counted.requests += 1
  expect(answer.status, `${operation.name} ${JSON.stringify(text)}: ${answer.text}`).toBeLessThan(500)
  if (isTaken(answer)) return readBack(operation, path, body, places, text, answer)
  if (places.length < 2) return
  const refused = pointersOf(answer)
  const left = places.filter((place) => !refused.some((pointer) => pointer !== '' && isAt(place, pointer, body)))
  if (left.length > 0 && left.length < places.length) return tryText(operation, key, left, text)
  const half = Math.ceil(places.length / 2)
  await tryText(operation, key, places.slice(0, half), text)
  await tryText(operation, key, places.slice(half), text)
}

/** Events of a list are named by their index beside the pointer, so that this counts from inside them. */
const isAt = ({ path }: Place, pointer: string, body: unknown): boolean => {
  const whole = `/${path.join('/')}`
  const inside = Array.isArray(body) ? `/${path.slice(1).join('/')}` : whole
  const inBatch = path[0] === 'batch' ? `/${path.slice(2).join('/')}` : inside
  return [whole, inside, inBatch].some(
    (at) => at === pointer || at.startsWith(`${pointer}/`) || pointer.startsWith(`${at}/`),
  )
}

async function readBack(
  operation: WithBody,
  path: string,
  body: any,
  places: readonly Place[],
  text: string,
  answer: Answer,
): Promise<void> {
  const read = await storedAs(operation, path, body, answer)
  if (read === null) return
  for (const place of places) {
    const stored = textAt(read, place, text)
    const what = `${operation.name} ${nameOf(place)}`
    // An amount is a number, which is kept with its decimals and without leading zeros.
    if (AMOUNTS.has(nameOf(place)))
      expect([Number(stored), String(stored).length], what).toEqual([
        Number(text),
        text.replace(/^0+(?=\d)/, '').length,
      ])
    else expect(stored, what).toBe(text)
    counted.readBack += 1
  }
}

const AMOUNTS = new Set(['/price/amount', '/listPrice/amount', '/value'])

/** The same thing as it is read from the API, in the shape in which it was sent; null where nothing reads it. */
async function storedAs(
  { method, path: pattern }: WithBody,
  path: string,
  body: any,
  answer: Answer,
): Promise<unknown> {
  const { mia, admin } = service.keys
  const read = async (address: string, key = mia) => (await service.call('GET', address, { key })).body
  if (pattern.endsWith('/consents')) return { consents: (await read(path)).items }
  if (method === 'PUT') return read(path)
  if (pattern.endsWith('/revisions')) {
    const { content } = await read(path.replace('/revisions', ''))
    return { ...body, ...content }
  }
  if (pattern === '/v1/keys')
    return (await read('/v1/keys?limit=200', admin)).items.find(({ id }: any) => id === answer.body.id)
  if (pattern !== '/v1/track' && pattern !== '/v1/signals') return null
  const event = Array.isArray(body) ? body[0] : body
  if (answer.body.accepted === 0 || event.specversion !== undefined) return null
  const customer = event.customerId ?? event.userId
  if (['.', '..'].includes(customer)) return null
  const { items } = await read(`/v1/customers/${encodeURIComponent(customer)}/timeline?limit=200`)
  const sent = { ...event.properties, ...(event.productId === undefined ? {} : { productId: event.productId }) }
  const found = items.find(({ properties }: any) => canonicalJson(properties) === canonicalJson(sent))
  if (found === undefined) throw new Error(`${pattern} ${JSON.stringify(event)} is not in the timeline`)
  const one = {
    ...event,
    ...(event.source === undefined ? {} : { source: found.source }),
    ...(event.event === undefined ? {} : { event: found.name }),
    properties: found.properties,
  }
  return Array.isArray(body) ? [one, ...body.slice(1)] : one
}

test.each(operationsWithBody.map((operation) => [operation.name, operation] as const))(
  '%s: takes or refuses every string in every place, and keeps what it takes',
  async (_name, operation) => {
    const key = await keyFor(service, operation)
    if (!/json/.test(operation.body.type)) {
      // A file: the string is all of it.
      for (const text of strings) {
        counted.requests += 1
        expect((await send(service, operation, key, operation.path, text)).status).toBeLessThan(500)
      }
      return
    }
    const places = placesOf(operation)
    for (const place of places) counted.places.add(`${operation.name} ${nameOf(place)}`)
    for (const text of strings) if (places.length > 0) await tryText(operation, key, places, text)
  },
)

/** Parameters are the same for every type of body. */
const withParameters = operations.filter(
  ({ method, path, parameters }, index) =>
    parameters.some((one) => one.in !== 'header') &&
    index === operations.findIndex((other) => other.method === method && other.path === path),
)

test.each(withParameters.map((operation) => [operation.name, operation] as const))(
  '%s: takes or refuses every string as every parameter',
  async (_name, { name: what, method, path: pattern, parameters, body }) => {
    const key = await keyFor(service, { method, path: pattern })
    const sent = body === null ? {} : { headers: { 'content-type': body.type }, body: toWire(body, exampleOf(body)) }
    for (const { name, in: where } of parameters) {
      if (where === 'header') continue
      counted.places.add(`${what} ${where} ${name}`)
      for (const text of strings) {
        // Whoever writes an address takes these for parts of it.
        if (where === 'path' && ['', '.', '..'].includes(text)) continue
        const written = encodeURIComponent(text)
        const inPath = where === 'path' ? written : 'c-1'
        const path = `${pattern.replaceAll(/\{\w+\}/g, inPath)}${where === 'query' ? `?${name}=${written}` : ''}`
        const answer = await service.call(method, path, { key, ...sent })
        counted.requests += 1
        expect(answer.status, `${what} ${name} ${JSON.stringify(text)}`).toBeLessThan(500)
        if (method !== 'PUT' || where !== 'path' || answer.status >= 300 || answer.body.id === undefined) continue
        expect((await service.call('GET', path)).body.id).toBe(text)
        counted.readBack += 1
      }
    }
  },
)

test('nothing of this was little', () => {
  expect(strings.length).toBeGreaterThan(480)
  expect(counted.places.size).toBeGreaterThan(230)
  expect(counted.requests).toBeGreaterThan(50_000)
  expect(counted.readBack).toBeGreaterThan(20_000)
})
