import { CloudEvent, HTTP } from 'cloudevents'
import { describe, expect, test } from 'vitest'
import { cloudEventModeOf, fromBinary, readCloudEvent } from '../../src/signals/cloud-event.ts'

const receivedAt = new Date('2026-11-22T12:00:00Z')
const event = (change: object = {}): Record<string, unknown> => ({
  specversion: '1.0',
  id: 'e-1',
  source: '/shop/web',
  type: 'com.shop.product-viewed',
  subject: 'c-1',
  time: '2026-11-22T10:00:00Z',
  data: { product_id: 'dw-1', colour: 'white' },
  ...change,
})
const signalOf = (sent: unknown) => {
  const read = readCloudEvent(sent, receivedAt)
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  return read.signal
}

test('an event becomes a signal', () => {
  expect(signalOf(event())).toEqual({
    type: 'product-viewed',
    name: 'com.shop.product-viewed',
    source: '/shop/web',
    messageId: 'e-1',
    customerId: 'c-1',
    anonymousId: null,
    productId: 'dw-1',
    origin: 'observed',
    party: 'first',
    properties: { product_id: 'dw-1', colour: 'white' },
    occurredAt: new Date('2026-11-22T10:00:00Z'),
    receivedAt,
  })
})

test.each([
  ['subject', { data: {} }, { customerId: 'c-1', anonymousId: null }],
  ['data, before subject', { data: { customerId: 'c-2' } }, { customerId: 'c-2' }],
  ['a number', { data: { customerId: 7 } }, { customerId: '7' }],
  [
    'a visitor, whatever subject is about',
    { subject: 'dw-1', data: { anonymousId: 'v-1' } },
    { customerId: null, anonymousId: 'v-1' },
  ],
  ['both', { data: { customerId: 'c-2', anonymousId: 'v-1' } }, { customerId: 'c-2', anonymousId: 'v-1' }],
])('who it was: %s', (_name, change, who) => {
  expect(signalOf(event(change))).toMatchObject(who)
})

test.each([
  ['ids of people are no properties', { customerId: 'c-2', anonymousId: 'v', productId: 'a' }, { productId: 'a' }],
  ['properties may stand apart', { customerId: 'c-2', properties: { productId: 'a' }, x: 1 }, { productId: 'a', x: 1 }],
  ['properties that are none are kept', { properties: 'a', productId: 'b' }, { properties: 'a', productId: 'b' }],
])('%s', (_name, data, properties) => {
  expect(signalOf(event({ data })).properties).toEqual(properties)
})

test('data may be missing, or base64', () => {
  const search = { type: 'shop.product-searched' }
  expect(signalOf(event({ ...search, data: undefined })).properties).toEqual({})
  expect(signalOf(event({ ...search, data: null })).properties).toEqual({})
  const base64 = Buffer.from('{"query":"leise"}').toString('base64')
  expect(signalOf(event({ ...search, data: undefined, data_base64: base64 })).properties).toEqual({ query: 'leise' })
})

test('what the name says by itself is added', () => {
  const { type, properties } = signalOf(event({ type: 'shop.product.removed' }))
  expect([type, properties.action]).toEqual(['cart-updated', 'removed'])
})

test.each([
  ['a type nobody knows', { type: 'com.shop.lamp-rubbed' }, 'com.shop.lamp-rubbed'],
  ['a known type without its product', { data: {} }, 'com.shop.product-viewed'],
])('%s is kept as not understood', (_name, change, name) => {
  expect(signalOf(event(change))).toMatchObject({ type: null, name, productId: null })
})

test('without a time it happened now', () => {
  expect(signalOf(event({ time: undefined })).occurredAt).toEqual(receivedAt)
})

test.each([
  ['no object', [], ''],
  ['null', null, ''],
  ['no version', { specversion: undefined }, '/specversion'],
  ['another version', { specversion: '0.3' }, '/specversion'],
  ['no id', { id: undefined }, '/id'],
  ['an id that is a number', { id: 7 }, '/id'],
  ['an id beyond measure', { id: 'x'.repeat(201) }, '/id'],
  ['a blank source', { source: ' ' }, '/source'],
  ['no type', { type: '' }, '/type'],
  ['a time that is none', { time: 'yesterday' }, '/time'],
  ['the far future', { time: '2026-12-22T10:00:00Z' }, '/time'],
  ['nobody', { subject: undefined }, '/subject'],
  ['a subject that is an object', { subject: {} }, '/subject'],
  ['a customer beyond measure', { data: { customerId: 'x'.repeat(201) } }, '/data/customerId'],
  ['a visitor that is a list', { data: { anonymousId: [] } }, '/data/anonymousId'],
  ['data that is text', { data: 'x' }, '/data'],
  ['data that is a list', { data: [] }, '/data'],
  ['base64 of no JSON', { data: undefined, data_base64: '!!' }, '/data'],
  ['base64 of U+0000', { data: undefined, data_base64: Buffer.from('{"a":"\\u0000"}').toString('base64') }, '/data'],
  ['U+0000', { data: { a: '\u0000' } }, ''],
])('rejects %s', (_name, change, pointer) => {
  const sent = change === null || Array.isArray(change) ? change : event(change)
  expect(readCloudEvent(sent, receivedAt)).toMatchObject({
    ok: false,
    problem: { errors: [{ pointer, message: expect.stringMatching(/^must /) }] },
  })
})

describe('modes', () => {
  test.each([
    ['application/cloudevents+json; charset=utf-8', {}, 'structured'],
    ['Application/CloudEvents-Batch+JSON', {}, 'batch'],
    ['application/json', { 'ce-specversion': '1.0' }, 'binary'],
    ['application/cloudevents+json', { 'ce-specversion': '1.0' }, 'structured'],
    ['application/json', {}, null],
    [undefined, {}, null],
  ])('%s with %j is %s', (type, headers, mode) => {
    expect(cloudEventModeOf({ 'content-type': type, ...headers })).toBe(mode)
  })

  test('both forms that the CloudEvents library makes say the same', () => {
    const made = new CloudEvent({ ...event(), time: '2026-11-22T10:00:00.000Z' } as object as CloudEvent<object>)
    const binary = HTTP.binary(made)
    const structured = HTTP.structured(made)
    const fromHeaders = fromBinary(binary.headers as Record<string, string>, JSON.parse(binary.body as string))
    expect(fromHeaders).toEqual(JSON.parse(structured.body as string))
    expect(cloudEventModeOf(binary.headers as Record<string, string>)).toBe('binary')
    expect(cloudEventModeOf(structured.headers as Record<string, string>)).toBe('structured')
  })

  test('headers are percent-decoded where they are encoded', () => {
    const read = fromBinary({ 'ce-subject': 'J%C3%BCrgen', 'ce-source': '100%', 'ce-id': '1', host: 'x' }, undefined)
    expect(read).toEqual({ subject: 'Jürgen', source: '100%', id: '1' })
  })
})
