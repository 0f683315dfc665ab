import { describe, expect, test } from 'vitest'
import { typeNamed, typeOfEvent } from '../../src/signals/find-type.ts'
import { meaningOf } from '../../src/signals/new-signal.ts'
import type { SignalType } from '../../src/signals/signal.ts'
import { signalTypes } from '../../src/signals/types/list.ts'

const named = (name: string): SignalType => {
  const type = typeNamed(name)
  if (type === undefined) throw new Error(`no type ${name}`)
  return type
}

function read(name: string, sent: Record<string, unknown>) {
  const type = named(name)
  const properties = type.properties.parse(sent)
  return {
    products: type.productIds(properties),
    category: type.category(properties),
    says: type.describe(properties),
    complains: type.isComplaint(properties),
    weight: type.weightOf?.(properties) ?? type.weight,
    party: type.partyOf?.(properties) ?? type.party,
  }
}

test('there are fifteen kinds of signal, each once', () => {
  expect(signalTypes.map(({ type }) => type).toSorted()).toEqual([
    'cart-updated',
    'coupon-applied',
    'coupon-entered',
    'price-watched',
    'product-list-viewed',
    'product-searched',
    'product-viewed',
    'products-compared',
    'purchase',
    'question-asked',
    'review-posted',
    'review-read',
    'social-mention',
    'support-contacted',
    'wishlist-added',
  ])
})

test('no event name means two kinds, and every implied name is an event name', () => {
  const owners = new Map<string, string>()
  for (const type of signalTypes) {
    for (const name of type.eventNames) {
      expect(owners.get(name.toLowerCase()), name).toBeUndefined()
      owners.set(name.toLowerCase(), type.type)
      expect(typeOfEvent(name)?.type.type, name).toBe(type.type)
    }
    for (const name of Object.keys(type.implied ?? {})) expect(type.eventNames).toContain(name)
  }
})

test.each([
  ['Product Viewed', 'product-viewed'],
  ['product_viewed', 'product-viewed'],
  ['productViewed', 'product-viewed'],
  ['  PRODUCT-VIEWED ', 'product-viewed'],
  ['Viewed Product', 'product-viewed'],
  ['product-viewed', 'product-viewed'],
  ['Products Searched', 'product-searched'],
  ['Product List Viewed', 'product-list-viewed'],
  ['Product List Filtered', 'product-list-viewed'],
  ['Viewed Product Category', 'product-list-viewed'],
  ['Product Added to Wishlist', 'wishlist-added'],
  ['Product Removed from Wishlist', 'wishlist-added'],
  ['Wishlist Product Added to Cart', 'cart-updated'],
  ['Question Asked', 'question-asked'],
  ['Social Mention', 'social-mention'],
  ['Coupon Entered', 'coupon-entered'],
  ['Coupon Denied', 'coupon-entered'],
  ['Coupon Applied', 'coupon-applied'],
  ['Coupon Removed', 'coupon-applied'],
  ['Price Alert Created', 'price-watched'],
  ['com.shop.product-viewed', 'product-viewed'],
  ['com.shop.product.viewed', 'product-viewed'],
  ['com.shop.ProductViewed.v2', 'product-viewed'],
  ['shop.order.completed.1.0', 'purchase'],
  ['com.product-viewed.shop', undefined],
  ['We say: Product Viewed', undefined],
  ['.product-viewed', 'product-viewed'],
  ['v1.2', undefined],
  ['Products Compared', 'products-compared'],
  ['Reviews Viewed', 'review-read'],
  ['Product Reviewed', 'review-posted'],
  ['Product Removed', 'cart-updated'],
  ['Checkout Started', 'cart-updated'],
  ['Order Completed', 'purchase'],
  ['Completed Order', 'purchase'],
  ['Support Ticket Created', 'support-contacted'],
  ['Order Refunded', undefined],
  ['Button Clicked', undefined],
  ['constructor', undefined],
  ['', undefined],
])('the event name "%s" means %s', (name, type) => {
  expect(typeOfEvent(name)?.type.type).toBe(type)
})

describe('what each kind makes of its properties', () => {
  test.each([
    ['product-viewed', { productId: 'a' }, { products: ['a'], says: 'viewed a product', weight: 2 }],
    ['product-viewed', { product_id: 507 }, { products: ['507'] }],
    ['product-viewed', { product_id: null, sku: 's-1', category: 'Cups' }, { products: ['s-1'], category: 'Cups' }],
    ['product-viewed', { id: 'old', sku: 's-1' }, { products: ['old'] }],
    ['product-searched', { query: 'quiet' }, { products: [], says: 'searched for products', weight: 1 }],
    ['product-list-viewed', { category: 'Cups' }, { category: 'Cups', says: 'looked through a category', weight: 1 }],
    [
      'product-list-viewed',
      { list_id: 7, products: [{ product_id: 'a' }] },
      { products: [], says: 'looked through a list of products' },
    ],
    ['wishlist-added', { product_id: 'a' }, { products: ['a'], says: 'put a product on the wish list', weight: 5 }],
    ['wishlist-added', { product_id: 'a', action: 'removed' }, { says: 'took a product off the wish list', weight: 0 }],
    [
      'question-asked',
      { productId: 'a', text: 'Is it loud?' },
      { products: ['a'], says: 'asked a question about a product', party: 'first' },
    ],
    [
      'question-asked',
      { id: 'question-7', site: 'reddit' },
      { products: [], says: 'asked a question', party: 'third' },
    ],
    [
      'social-mention',
      { productId: 'a', network: 'mastodon' },
      { products: ['a'], party: 'third', complains: false, weight: 2 },
    ],
    [
      'social-mention',
      { sentiment: 'negative' },
      { says: 'spoke of us in public', complains: true, weight: 0, party: 'third' },
    ],
    ['coupon-entered', { coupon_id: 'QUIET10' }, { products: [], says: 'entered a coupon', weight: 1 }],
    ['coupon-entered', { coupon_id: 'X', outcome: 'denied' }, { says: 'entered a coupon that was refused' }],
    [
      'coupon-applied',
      { coupon_id: 'QUIET10', products: [{ sku: 'a' }] },
      { products: ['a'], says: 'used a coupon', weight: 2 },
    ],
    ['coupon-applied', { action: 'removed' }, { says: 'took a coupon back', weight: 0 }],
    ['price-watched', { product_id: 'a' }, { says: 'asked to be told when the price of a product changes', weight: 5 }],
    [
      'price-watched',
      { product_id: 'a', action: 'removed' },
      { says: 'stopped watching the price of a product', weight: 0 },
    ],
    ['product-searched', { products: [{ product_id: 'a' }] }, { products: [] }],
    ['products-compared', { products: [{ product_id: 'a' }, { sku: 'b' }, { id: 'a' }] }, { products: ['a', 'b'] }],
    ['products-compared', { productIds: ['a', 'b'] }, { says: 'compared a product with others', weight: 4 }],
    ['products-compared', { productId: 'a' }, { products: ['a'], says: 'compared a product' }],
    ['review-read', { product_id: 'a', rating: '2' }, { products: ['a'], party: 'first', complains: false }],
    ['review-read', { product_id: 'a', site: 'trustpilot' }, { party: 'third', says: 'read a review of a product' }],
    ['review-read', { id: 'review-7' }, { products: [], says: 'read a review' }],
    ['cart-updated', { product_id: 'a' }, { products: ['a'], says: 'put a product into the cart', weight: 6 }],
    ['cart-updated', { product_id: 'a', action: 'removed' }, { says: 'took a product out of the cart', weight: 0 }],
    ['cart-updated', { action: 'checkout', products: [{ sku: 'a' }] }, { products: ['a'], says: 'began the checkout' }],
    ['review-posted', { product_id: 'a', rating: 5 }, { says: 'posted a 5-star review of a product', party: 'first' }],
    ['review-posted', { rating: 4.25, site: 'own' }, { says: 'posted a 4.3-star review', party: 'first' }],
    ['review-posted', { product_id: 'a', rating: '2' }, { complains: true, weight: 0 }],
    ['review-posted', { product_id: 'a', rating: 3 }, { complains: false, weight: 1 }],
    ['review-posted', { product_id: 'a' }, { complains: false, says: 'posted a review of a product' }],
    ['review-posted', { rating: 1, site: 'Trustpilot' }, { complains: true, party: 'third' }],
    ['support-contacted', {}, { complains: true, says: 'contacted support' }],
    ['support-contacted', { topic: 'Question about size' }, { complains: false, says: 'asked support a question' }],
    ['support-contacted', { topic: 'order status' }, { complains: false, says: 'asked support about an order' }],
    ['support-contacted', { topic: 'Question: it arrived broken' }, { complains: true }],
    [
      'support-contacted',
      { topic: 'broken', resolved: true },
      { complains: false, says: 'had a support request resolved' },
    ],
    ['support-contacted', { topic: 'broken', status: 'Solved' }, { complains: false }],
    ['support-contacted', { topic: 'broken', product_id: 'a' }, { says: 'contacted support about a product' }],
    ['purchase', { products: [{ product_id: 'a' }, { product_id: 'b' }] }, { products: ['a', 'b'], weight: 10 }],
    ['purchase', { id: 'order-9', order_id: 'order-9' }, { products: [], says: 'placed an order' }],
  ])('%s %j', (name, sent, expected) => {
    expect(read(name, sent)).toMatchObject(expected)
  })

  test('a signal is about 50 products at most', () => {
    const products = Array.from({ length: 500 }, (_, at) => ({ sku: `s-${at}` }))
    expect(read('purchase', { products }).products).toHaveLength(50)
  })
})

test.each([
  ['product-viewed', {}, '/properties/productId', 'must name a product'],
  ['product-viewed', { productId: {} }, '/properties/productId', 'must be text of at most 200 characters, or a number'],
  ['products-compared', {}, '/properties/products', 'must name the products that were compared'],
  ['purchase', { products: 'a' }, '/properties/products', 'must be a list of products'],
  ['review-posted', { rating: 9 }, '/properties/rating', 'must be stars from 0 to 5'],
  ['review-posted', { rating: 'great' }, '/properties/rating', 'must be a number'],
  ['cart-updated', { action: 'burnt' }, '/properties/action', 'must be added, removed, viewed or checkout'],
  ['wishlist-added', {}, '/properties/productId', 'must name a product'],
  ['wishlist-added', { productId: 'a', action: 'burnt' }, '/properties/action', 'must be added or removed'],
  ['price-watched', { targetPrice: 5 }, '/properties/productId', 'must name a product'],
  ['social-mention', { sentiment: 'meh' }, '/properties/sentiment', 'must be positive, neutral or negative'],
  ['coupon-entered', { outcome: 'won' }, '/properties/outcome', 'must be denied, or left out'],
  ['support-contacted', { resolved: 'maybe' }, '/properties/resolved', 'must be true or false'],
])('%s refuses %j', (name, sent, pointer, message) => {
  expect(meaningOf(named(name), sent)).toEqual({ ok: false, errors: [{ pointer, message }] })
})
