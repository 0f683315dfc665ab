import { describe, expect, test } from 'vitest'
import { SignalInput, parseSignal } from '../../src/signals/wire.ts'

const receivedAt = new Date('2026-11-22T12:00:00Z')
const input = (extra: object = {}): Record<string, unknown> => ({
  type: 'product-viewed',
  customerId: 'c-1',
  messageId: 'm-1',
  occurredAt: '2026-11-20T10:00:00+01:00',
  productId: 'dw-1',
  ...extra,
})

test('a signal is taken, in UTC, with its product in its properties', () => {
  expect(parseSignal(input({ properties: { colour: 'white' } }), receivedAt)).toEqual({
    ok: true,
    signal: {
      type: 'product-viewed',
      name: 'product-viewed',
      source: 'api',
      messageId: 'm-1',
      customerId: 'c-1',
      anonymousId: null,
      productId: 'dw-1',
      origin: 'observed',
      party: 'first',
      properties: { colour: 'white', productId: 'dw-1' },
      occurredAt: new Date('2026-11-20T09:00:00Z'),
      receivedAt,
    },
  })
})

test.each([
  ['product-viewed', {}],
  ['product-searched', {}],
  ['products-compared', { products: [{ productId: 'dw-2' }] }],
  ['review-read', { rating: 2 }],
  ['cart-updated', { products: [{ productId: 'dw-2' }] }],
  ['review-posted', { rating: 2 }],
  ['support-contacted', { topic: 'broken' }],
  ['purchase', { products: [{ productId: 'dw-2' }] }],
])('the product given on top is the first product of a %s', (type, properties) => {
  expect(parseSignal(input({ type, properties }), receivedAt)).toMatchObject({
    ok: true,
    signal: { productId: 'dw-1' },
  })
})

test('a review on another site is third-party', () => {
  const sent = input({ type: 'review-posted', properties: { rating: 1, site: 'trustpilot' } })
  expect(parseSignal(sent, receivedAt)).toMatchObject({ signal: { origin: 'stated', party: 'third' } })
})

describe('what is wrong is pointed at', () => {
  const deep: unknown = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)
  test.each([
    ['no object', 'x', ['']],
    ['an unknown type', input({ type: 'lamp-rubbed' }), ['/type']],
    ['an unknown field', input({ 'custo/mer': 1 }), ['/custo~1mer']],
    ['nobody', input({ customerId: undefined }), ['/customerId']],
    ['no message id', input({ messageId: ' ' }), ['/messageId']],
    [
      'several faults',
      input({ type: 'x', messageId: undefined, occurredAt: 'x' }),
      ['/type', '/messageId', '/occurredAt'],
    ],
    ['no time zone', input({ occurredAt: '2026-11-20T10:00:00' }), ['/occurredAt']],
    ['the future', input({ occurredAt: '2026-11-23T12:00:01Z' }), ['/occurredAt']],
    ['the far past', input({ occurredAt: '1970-01-01T00:00:00Z' }), ['/occurredAt']],
    ['no product', input({ productId: undefined }), ['/properties/productId']],
    ['a bad property', input({ type: 'review-posted', properties: { rating: 'x' } }), ['/properties/rating']],
    ['U+0000', input({ properties: { a: ['\u0000'] } }), ['']],
    ['deep nesting', input({ properties: deep }), ['']],
  ])('%s', (_name, sent, pointers) => {
    const parsed = parseSignal(sent, receivedAt)
    expect(parsed.ok).toBe(false)
    expect(parsed.ok ? [] : parsed.problem.errors.map(({ pointer }) => pointer)).toEqual(pointers)
  })
})

test('its example is valid', () => {
  const examples = SignalInput.meta()?.examples as unknown[]
  expect(examples).toHaveLength(1)
  expect(parseSignal(examples[0], receivedAt)).toMatchObject({ ok: true })
})
