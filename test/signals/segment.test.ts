import { describe, expect, test } from 'vitest'
import { readSegmentMessage } from '../../src/signals/segment.ts'
import type { SegmentContext } from '../../src/signals/segment.ts'

const receivedAt = new Date('2026-11-22T12:00:00Z')
const context: SegmentContext = { receivedAt, source: 'web' }
const track = (extra: object = {}): Record<string, unknown> => ({
  type: 'track',
  event: 'Product Viewed',
  messageId: 'm-1',
  userId: 'u1',
  timestamp: '2026-11-22T11:00:00.000Z',
  properties: { product_id: 'dw-1', price: 649, colour: 'white' },
  ...extra,
})
const read = (input: unknown, extra: Partial<SegmentContext> = {}) =>
  readSegmentMessage(input, { ...context, ...extra })
const signalOf = (input: unknown, extra: Partial<SegmentContext> = {}) => {
  const result = read(input, extra)
  if (result.kind !== 'signal') throw new Error(JSON.stringify(result))
  return result.signal
}

test('a tracked event becomes a signal with everything that was sent', () => {
  expect(read(track())).toEqual({
    kind: 'signal',
    messageId: 'm-1',
    signal: {
      type: 'product-viewed',
      name: 'Product Viewed',
      source: 'web',
      messageId: 'm-1',
      customerId: 'u1',
      anonymousId: null,
      productId: 'dw-1',
      origin: 'observed',
      party: 'first',
      properties: { product_id: 'dw-1', price: 649, colour: 'white' },
      occurredAt: new Date('2026-11-22T11:00:00Z'),
      receivedAt,
    },
  })
})

test('what the browser client sends before identify is understood', () => {
  const sent = {
    timestamp: '2026-11-22T11:59:59.000Z',
    integrations: { 'Segment.io': true },
    event: 'Product Viewed',
    type: 'track',
    properties: { product_id: 'sku1' },
    context: { page: { path: '/p/sku1/reviews' }, timezone: 'UTC' },
    messageId: 'ajs-next-1',
    anonymousId: 'anon-1',
    writeKey: 'wk_browser',
    userId: null,
    sentAt: '2026-11-22T11:59:59.500Z',
    _metadata: { bundled: [] },
  }
  expect(signalOf(sent, { call: 'track' })).toMatchObject({
    customerId: null,
    anonymousId: 'anon-1',
    productId: 'sku1',
  })
})

test.each([
  ['Product Removed', { action: 'removed', product_id: 'a' }],
  ['Cart Viewed', { action: 'viewed', product_id: 'a' }],
  ['checkout_started', { action: 'checkout', product_id: 'a' }],
  ['Product Added', { product_id: 'a' }],
])('%s says by its name what happened to the cart', (event, properties) => {
  expect(signalOf(track({ event, properties: { product_id: 'a' } })).properties).toEqual(properties)
})

test('what was sent wins over what the name says', () => {
  const sent = track({ event: 'Cart Viewed', properties: { action: 'checkout' } })
  expect(signalOf(sent).properties).toEqual({ action: 'checkout' })
})

test.each([
  ['a name nobody knows', track({ event: 'Lamp Rubbed', properties: { wishes: 3 } }), 'Lamp Rubbed', { wishes: 3 }],
  ['a known name without its product', track({ properties: { price: 3 } }), 'Product Viewed', { price: 3 }],
  [
    'a page',
    {
      ...track(),
      type: 'page',
      name: 'Home',
      properties: { title: 'T' },
      context: { page: { path: '/r' }, ip: '10.0.0.1' },
    },
    'page',
    { name: 'Home', context: { page: { path: '/r' } }, title: 'T' },
  ],
  ['a screen', { ...track(), type: 'screen', name: 'Home', properties: null }, 'screen', { name: 'Home' }],
  ['a group', { ...track(), type: 'group', groupId: 7, traits: { plan: 'x' } }, 'group', { plan: 'x', groupId: 7 }],
])('%s is kept as not understood', (_name, sent, name, properties) => {
  expect(signalOf(sent)).toMatchObject({ type: null, productId: null, name, properties })
})

describe('a page where reviews are read', () => {
  const page = (extra: object = {}) => ({ ...track(), type: 'page', event: undefined, properties: {}, ...extra })

  test('is a review that was read, inferred, and says from what', () => {
    const properties = { path: '/p/dw-1/reviews', title: 'Silent 39' }
    expect(signalOf(page({ properties }))).toMatchObject({
      type: 'review-read',
      origin: 'inferred',
      party: 'first',
      name: 'page',
      messageId: 'm-1',
      productId: 'dw-1',
      properties: { ...properties, derivedFrom: [{ name: 'page', messageId: 'm-1', found: 'path' }] },
    })
  })

  test.each([
    ['its surroundings', { context: { page: { path: '/p/dw-1/reviews' } } }, 'path', 'dw-1'],
    ['its name', { name: 'Customer Reviews' }, 'name', null],
    ['a screen', { type: 'screen', name: 'Bewertungen' }, 'name', null],
    ['the product that was sent', { properties: { path: '/p/dw-1/reviews', productId: 'dw-9' } }, 'path', 'dw-9'],
  ])('by %s', (_name, extra, found, productId) => {
    const signal = signalOf(page(extra))
    expect(signal).toMatchObject({ type: 'review-read', origin: 'inferred', productId })
    expect(signal.properties.derivedFrom).toMatchObject([{ found }])
  })

  test('stays a page where its properties are no review’s', () => {
    const signal = signalOf(page({ properties: { path: '/p/dw-1/reviews', rating: 'many' } }))
    expect(signal).toMatchObject({ type: null, origin: 'observed' })
    expect(signal.properties).not.toHaveProperty('derivedFrom')
  })

  test('an event that was tracked there is what its name says', () => {
    const context = { page: { path: '/p/dw-1/reviews' } }
    expect(signalOf(track({ context }))).toMatchObject({ type: 'product-viewed', origin: 'observed' })
  })
})

describe('identify', () => {
  const identify = (traits: unknown, extra: object = {}) => {
    const result = read({ type: 'identify', messageId: 'm-2', userId: 'u1', anonymousId: 'a1', traits, ...extra })
    if (result.kind !== 'identify') throw new Error(JSON.stringify(result))
    return result
  }

  test('links both ids', () => {
    expect(identify({})).toEqual({
      kind: 'identify',
      messageId: 'm-2',
      userId: 'u1',
      anonymousId: 'a1',
      traits: {},
      ignored: [],
      occurredAt: receivedAt,
    })
  })

  test.each([
    [{ firstName: 'Ines', lastName: 'Roca' }, { firstName: 'Ines', lastName: 'Roca' }, []],
    [{ first_name: 'Ines', LastName: 'Roca' }, { firstName: 'Ines', lastName: 'Roca' }, []],
    [{ name: 'Ines de la Roca' }, { firstName: 'Ines', lastName: 'de la Roca' }, []],
    [{ name: 'Ines' }, { firstName: 'Ines' }, []],
    [{ name: 'Ines Roca', firstName: 'Inês' }, { firstName: 'Inês' }, []],
    [
      { email: ' ines@example.com ', phone: '+34 612 345 678' },
      { email: 'ines@example.com', phone: '+34 612 345 678' },
      [],
    ],
    [{ locale: 'es_ES', timezone: 'Europe/Madrid' }, { locale: 'es-ES', timeZone: 'Europe/Madrid' }, []],
    [{ email: 'no', phone: '612', locale: '!', timezone: 'Moon/Base' }, {}, ['email', 'phone', 'locale', 'timeZone']],
    [{ firstName: { a: 1 }, lastName: '', email: null }, {}, []],
    [{ consent: true, consents: [{ channel: 'email' }], subscribed: true }, {}, []],
  ])('reads the traits %j', (traits, expected, ignored) => {
    const result = identify(traits)
    expect(result.traits).toEqual(expected)
    expect(result.ignored).toEqual(ignored)
  })
})

test('alias links two ids of one person', () => {
  const sent = { type: 'alias', messageId: 'm-3', previousId: 'anon-1', userId: 9 }
  expect(read(sent)).toMatchObject({ kind: 'alias', previousId: 'anon-1', userId: '9' })
})

describe('time', () => {
  const at = (extra: object, more: Partial<SegmentContext> = {}) =>
    signalOf(track({ timestamp: undefined, ...extra }), more).occurredAt.toISOString()

  test.each([
    ['none at all is now', {}, '2026-11-22T12:00:00.000Z'],
    [
      'the original one counts',
      { originalTimestamp: '2026-11-01T10:00:00Z', timestamp: '2026-11-02T10:00:00Z' },
      '2026-11-01T10:00:00.000Z',
    ],
    ['nanoseconds', { timestamp: '2026-11-01T10:00:00.123456789Z' }, '2026-11-01T10:00:00.123Z'],
    ['an offset', { timestamp: '2026-11-01T10:00:00+0200' }, '2026-11-01T08:00:00.000Z'],
    ['no offset is UTC', { timestamp: '2026-11-01 10:00:00' }, '2026-11-01T10:00:00.000Z'],
    [
      'history stays where it was',
      { timestamp: '2019-01-01T00:00:00Z', sentAt: '2026-11-22T12:00:00Z' },
      '2019-01-01T00:00:00.000Z',
    ],
    [
      'a clock 60 s off is believed',
      { timestamp: '2026-11-22T11:00:00Z', sentAt: '2026-11-22T11:59:00Z' },
      '2026-11-22T11:00:00.000Z',
    ],
    [
      'a clock one hour fast is put right',
      { timestamp: '2026-11-22T12:30:00Z', sentAt: '2026-11-22T13:00:00Z' },
      '2026-11-22T11:30:00.000Z',
    ],
    [
      'a clock two days fast is put right',
      { timestamp: '2026-11-24T11:00:00Z', sentAt: '2026-11-24T12:00:00Z' },
      '2026-11-22T11:00:00.000Z',
    ],
    [
      'an unset clock at sending says nothing',
      { timestamp: '2026-11-22T11:00:00Z', sentAt: '0001-01-01T00:00:00Z' },
      '2026-11-22T11:00:00.000Z',
    ],
  ])('%s', (_name, extra, expected) => {
    expect(at(extra)).toBe(expected)
  })

  test('the batch says when it was sent where its messages do not', () => {
    const sentAt = '2026-11-22T13:00:00Z'
    expect(at({ timestamp: '2026-11-22T12:30:00Z' }, { sentAt })).toBe('2026-11-22T11:30:00.000Z')
    expect(at({ timestamp: '2026-11-22T12:30:00Z', sentAt: '2026-11-22T12:00:00Z' }, { sentAt })).toBe(
      '2026-11-22T12:30:00.000Z',
    )
  })
})

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)

test.each([
  ['no object', [], ''],
  ['null', null, ''],
  ['no message id', track({ messageId: undefined }), '/messageId'],
  ['an empty message id', track({ messageId: ' ' }), '/messageId'],
  ['a message id beyond measure', track({ messageId: 'x'.repeat(201) }), '/messageId'],
  ['an unknown call', track({ type: 'explode' }), '/type'],
  ['no call', track({ type: undefined }), '/type'],
  ['nobody', track({ userId: null, anonymousId: '' }), '/userId'],
  ['a user id beyond measure', track({ userId: 'x'.repeat(201) }), '/userId'],
  ['a user id that is an object', track({ userId: {} }), '/userId'],
  ['no event name', track({ event: '  ' }), '/event'],
  ['an event name that is no text', track({ event: 7 }), '/event'],
  ['properties that are a list', track({ properties: [] }), '/properties'],
  ['traits that are text', { ...track(), type: 'identify', traits: 'x' }, '/traits'],
  ['a time that is none', track({ timestamp: 'yesterday' }), '/timestamp'],
  ['a time that is a number', track({ timestamp: 1_795_388_242 }), '/timestamp'],
  ['a day that does not exist', track({ timestamp: '2026-02-30T00:00:00Z' }), '/timestamp'],
  ['a time that was never set', track({ timestamp: '0001-01-01T00:00:00Z' }), '/timestamp'],
  ['the future', track({ originalTimestamp: '2026-11-23T12:00:01Z' }), '/originalTimestamp'],
  ['alias without the old id', { type: 'alias', messageId: 'm', userId: 'u' }, '/previousId'],
  ['alias without the new id', { type: 'alias', messageId: 'm', previousId: 'u' }, '/userId'],
  ['U+0000', track({ properties: { product_id: 'a\u0000' } }), ''],
  ['a lone surrogate in a key', track({ properties: { '\ud800': 1 } }), ''],
  ['nesting that would exhaust the stack', track({ properties: { a: deep(20_000) } }), ''],
])('rejects %s', (_name, sent, pointer) => {
  expect(read(sent)).toMatchObject({ kind: 'rejected', pointer, message: expect.stringMatching(/^must /) })
})

test('one day ahead is still taken', () => {
  expect(read(track({ timestamp: '2026-11-23T12:00:00Z' })).kind).toBe('signal')
})

test('a message id that was not sent can be given by the caller', () => {
  const sent = track({ messageId: undefined })
  expect(signalOf(sent, { fallbackMessageId: 'made-1' }).messageId).toBe('made-1')
})

test('the route names the call, whatever the body says', () => {
  expect(read(track(), { call: 'identify' }).kind).toBe('identify')
})
