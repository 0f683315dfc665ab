import { expect, test } from 'vitest'
import { composeBrief } from '../../src/briefs/compose-brief.ts'
import type { Signal } from '../../src/signals/signal.ts'
import { input, signal } from './inputs.ts'

const view = (id: string, days: number): Signal => signal('product-viewed', days, { productId: id })
const search = (days: number, extra: Record<string, unknown> = { query: 'quiet' }): Signal =>
  signal('product-searched', days, extra)
const cart = (id: string, days: number, action = 'added'): Signal =>
  signal('cart-updated', days, { productId: id, action })
const bought = (id: string, days: number): Signal => signal('purchase', days, { productId: id })

test.each<[string, string, RegExp, Signal[]]>([
  ['nothing is known', 'need', /Nothing is known/, []],
  ['a search', 'need', /searched/, [search(1)]],
  ['a view', 'research', /viewed a product/, [view('a', 1), search(2)]],
  ['a view, then a search', 'research', /viewed/, [search(1), view('a', 2)]],
  ['a search long after a view', 'need', /searched/, [search(1), view('a', 40)]],
  ['a review', 'research', /read reviews/, [signal('review-read', 1, { productId: 'a' })]],
  ['a question', 'research', /asked support/, [signal('support-contacted', 1, { topic: 'question' })]],
  ['a question under a product', 'research', /asked a question/, [signal('question-asked', 1, { productId: 'a' })]],
  ['a wish', 'research', /wish list/, [signal('wishlist-added', 1, { productId: 'a' }), search(2)]],
  [
    'a wish taken back',
    'need',
    /searched/,
    [signal('wishlist-added', 1, { productId: 'a', action: 'removed' }), search(2)],
  ],
  ['a watched price', 'research', /watches the price/, [signal('price-watched', 1, { productId: 'a' })]],
  ['a list', 'need', /searched/, [signal('product-list-viewed', 1, { category: 'Dishwashers' })]],
  ['a word in public', 'need', /Nothing/, [signal('social-mention', 1, { productId: 'a' })]],
  ['a comparison', 'compare', /compared/, [signal('products-compared', 1, { productIds: ['a', 'b'] })]],
  ['two of a category in a week', 'compare', /several products of one category/, [view('a', 1), view('b', 5)]],
  ['two of a category in a month', 'research', /viewed a product/, [view('a', 1), view('b', 15)]],
  ['one twice', 'research', /viewed a product/, [view('a', 1), view('a', 2)]],
  ['two of two categories', 'research', /viewed a product/, [view('a', 1), view('t', 2)]],
  ['a cart', 'decide', /cart/, [cart('a', 2), signal('products-compared', 1, { productIds: ['a', 'b'] })]],
  ['a checkout', 'decide', /checkout/, [signal('cart-updated', 1, { action: 'checkout' })]],
  ['a cart of two months ago, and news', 'research', /viewed/, [view('t', 1), cart('a', 60)]],
  ['an emptied cart', 'research', /viewed/, [cart('a', 1, 'removed'), cart('a', 2), view('a', 3)]],
  ['an emptied and filled cart', 'decide', /cart/, [cart('a', 1), cart('a', 2, 'removed')]],
  ['half emptied', 'decide', /cart/, [cart('a', 1, 'removed'), cart('b', 2), cart('a', 2)]],
  ['a purchase', 'after-purchase', /bought/, [bought('a', 1), cart('a', 2), view('b', 3), search(4)]],
  ['a purchase and news of its category', 'research', /viewed/, [view('b', 1), bought('a', 2)]],
  ['a purchase in another category', 'research', /viewed/, [bought('t', 1), view('a', 2)]],
  ['an order of unknown things', 'after-purchase', /bought/, [signal('purchase', 1), view('a', 2)]],
  ['a good review', 'after-purchase', /posted a review/, [signal('review-posted', 1, { productId: 'a', rating: 5 })]],
  [
    'a good review amid a search',
    'research',
    /viewed/,
    [signal('review-posted', 1, { productId: 't', rating: 5 }), view('a', 2)],
  ],
  ['an order status', 'after-purchase', /support/, [signal('support-contacted', 1, { topic: 'order status' })]],
  ['a complaint', 'after-purchase', /complained/, [view('b', 1), signal('support-contacted', 2)]],
])('%s: %s', (_name, stage, reason, signals) => {
  const brief = composeBrief(input({ signals }))
  expect(brief.stage).toBe(stage)
  expect(brief.stageReason).toMatch(reason)
  expect(brief.stageReason).toMatch(/^[A-Z][^\n]*\.$/)
})

test.each<[string, Signal[], number[]]>([
  ['two views of one category', [view('a', 1), search(2), view('t', 2), view('b', 5)], [0, 3]],
  [
    'what was compared, not what was viewed',
    [view('a', 1), signal('products-compared', 2, { productIds: ['a', 'b'] })],
    [1],
  ],
  ['a cart', [cart('a', 1), view('b', 2), signal('cart-updated', 3, { action: 'checkout' })], [0, 2]],
  ['reviews that were read', [view('a', 1), signal('review-read', 2, { productId: 'a' })], [1]],
  ['a search', [search(1), search(3)], [0, 1]],
  ['a purchase', [bought('a', 1), view('a', 2)], [0]],
  ['a complaint', [view('b', 1), signal('support-contacted', 2)], [1]],
  ['nothing', [signal('lamp-rubbed', 1)], []],
])('a stage says from which signals it was derived: %s', (_name, signals, from) => {
  expect(composeBrief(input({ signals })).stageSignals).toEqual(from.map((at) => signals[at]!.id))
})

test('a stage names at most 20 signals, the newest', () => {
  const views = Array.from({ length: 30 }, (_, at) =>
    signal('product-viewed', 0.01 * at, { productId: at % 2 ? 'a' : 'b' }),
  )
  const { stage, stageSignals } = composeBrief(input({ signals: views }))
  expect(stage).toBe('compare')
  expect(stageSignals).toEqual(views.slice(0, 20).map(({ id }) => id))
})

test('a name that is not understood says nothing', () => {
  expect(composeBrief(input({ signals: [signal('lamp-rubbed', 1)] })).stage).toBe('need')
})
