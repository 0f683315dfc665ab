import { describe, expect, test } from 'vitest'
import { composeBrief } from '../../src/briefs/compose-brief.ts'
import type { ProductChange } from '../../src/catalog/product-change.ts'
import type { StoredProduct } from '../../src/catalog/product.ts'
import { input, now, product, signal } from './inputs.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const before = (daysAgo: number) => new Date(now.getTime() - daysAgo * DAY_MS).toISOString()
const money = (written: string | null) => {
  const [amount = '', currency = 'EUR'] = written?.split(' ') ?? []
  return written === null ? null : { amount, currency }
}
let count = 0
const priced = (daysAgo: number, old: string | null, next: string | null, productId = 'a'): ProductChange => ({
  id: ++count,
  productId,
  field: 'price',
  old: money(old),
  new: money(next),
  at: before(daysAgo),
  recordedAt: before(0),
})
type Stock = NonNullable<StoredProduct['availability']>
const stocked = (daysAgo: number, old: Stock | null, next: Stock): ProductChange => ({
  id: ++count,
  productId: 'a',
  field: 'availability',
  old,
  new: next,
  at: before(daysAgo),
  recordedAt: before(0),
})

/** The facts of a brief about product `a` that tell of its history. */
function news(changes: ProductChange[], { seen = 10, price = '49.00 EUR', availability = 'in_stock' as Stock } = {}) {
  const a = product('a', { price: money(price)!, availability })
  const brief = composeBrief(
    input({ signals: [signal('product-viewed', seen, { productId: 'a' })], products: [a, product('b')], changes }),
  )
  return brief.facts.filter(({ kind }) => kind === 'price-drop' || kind === 'back-in-stock')
}
const texts = (...given: Parameters<typeof news>) => news(...given).map(({ text }) => text)

describe('a lower price since the customer last looked', () => {
  test('is a fact that may be said and quotes the history', () => {
    expect(news([priced(5, '59.00', '49.00')])).toEqual([
      {
        id: expect.stringMatching(/^f\d+$/),
        kind: 'price-drop',
        text: 'Price 49.00 EUR, was 59.00 EUR until 2026-11-17',
        use: 'mention',
        origin: 'stated',
        party: 'first',
        product: 'p1',
        source: { type: 'product', id: 'a' },
        at: null,
      },
    ])
  })

  test.each<[string, ProductChange[], string[]]>([
    ['in two steps', [priced(3, '55.00', '49.00'), priced(5, '59.00', '55.00')], ['55.00 EUR until 2026-11-19']],
    [
      'after it had been put up',
      [priced(3, '70.00', '49.00'), priced(5, '59.00', '70.00')],
      ['59.00 EUR until 2026-11-17'],
    ],
    [
      'in whatever order the changes come',
      [priced(5, '59.00', '55.00'), priced(3, '55.00', '49.00')],
      ['55.00 EUR until 2026-11-19'],
    ],
    [
      'counting what it was before the look, too',
      [priced(5, '59.00', '49.00'), priced(20, '52.00', '59.00')],
      ['52.00 EUR until 2026-11-02'],
    ],
  ])('%s', (_name, changes, expected) => {
    expect(texts(changes)).toEqual(expected.map((was) => `Price 49.00 EUR, was ${was}`))
  })

  test.each<[string, ProductChange[], Parameters<typeof news>[1]?]>([
    ['the history is empty', []],
    ['the price went up', [priced(5, '39.00', '49.00')]],
    ['it had been put up only to be lowered', [priced(3, '59.00', '49.00'), priced(8, '49.00', '59.00')]],
    ['it was as low within 30 days before', [priced(3, '59.00', '49.00'), priced(25, '45.00', '59.00')]],
    ['the customer has looked since', [priced(15, '59.00', '49.00')]],
    ['it fell too long ago', [priced(40, '59.00', '49.00')], { seen: 50 }],
    ['the price is another one by now', [priced(5, '59.00', '49.00')], { price: '48.00 EUR' }],
    ['the currency changed', [priced(5, '59.00 USD', '49.00 EUR')]],
    ['the price before is not known', [priced(5, null, '49.00')]],
    ['the price is a slip of zero', [priced(5, '59.00', '0.00')], { price: '0.00 EUR' }],
    ['it was a slip of zero in between', [priced(4, '0.00', '49.00'), priced(5, '59.00', '0.00')]],
    ['another product got cheaper', [priced(5, '59.00', '49.00', 'b')]],
  ])('is none where %s', (_name, changes, given) => {
    expect(texts(changes, given)).toEqual([])
  })
})

describe('what can be had again', () => {
  test.each<[ProductChange[], string[]]>([
    [[stocked(5, 'out_of_stock', 'in_stock')], ['Back in stock since 2026-11-17']],
    [[stocked(5, 'backorder', 'in_stock'), stocked(8, 'in_stock', 'backorder')], ['Back in stock since 2026-11-17']],
    [[stocked(5, null, 'in_stock')], []],
    [[stocked(5, 'preorder', 'in_stock')], []],
    [[stocked(15, 'out_of_stock', 'in_stock')], []],
    [[stocked(3, 'in_stock', 'out_of_stock'), stocked(5, 'out_of_stock', 'in_stock')], []],
  ])('case %#', (changes, expected) => {
    expect(texts(changes)).toEqual(expected)
  })

  test('is no fact while it is sold out', () => {
    expect(texts([stocked(5, 'out_of_stock', 'in_stock')], { availability: 'out_of_stock' })).toEqual([])
  })
})

test('nobody who complains, or has bought it, is told of prices', () => {
  const changes = [priced(5, '59.00', '49.00')]
  const a = product('a', { price: money('49.00')! })
  for (const last of [
    signal('support-contacted', 4, { productId: 'a', matter: 'complaint' }),
    signal('purchase', 4, { productIds: ['a'] }),
  ]) {
    const signals = [signal('product-viewed', 10, { productId: 'a' }), last]
    const brief = composeBrief(input({ signals, products: [a], changes }))
    expect(brief.facts.filter(({ kind }) => kind === 'price-drop')).toEqual([])
  }
})
