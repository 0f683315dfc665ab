import { describe, expect, test } from 'vitest'
import { type Page, reviewPageOf } from '../../src/signals/review-page.ts'

describe('reviews are read', () => {
  test.each<[Page, string, string | null]>([
    [{ path: '/reviews' }, 'path', null],
    [{ path: '/p/sku1/reviews' }, 'path', 'sku1'],
    [{ path: '/products/dw-1/reviews/' }, 'path', 'dw-1'],
    [{ path: '/en/product/dw-1/customer-reviews' }, 'path', 'dw-1'],
    [{ path: '/products/new-kettle/reviews' }, 'path', 'new-kettle'],
    [{ path: '/product-reviews/B00X' }, 'path', 'B00X'],
    [{ path: '/produkt/507/bewertungen' }, 'path', '507'],
    [{ path: '/producto/507/opiniones' }, 'path', '507'],
    [{ path: '/produits/507/avis-clients' }, 'path', '507'],
    [{ path: '/producto/507/rese%C3%B1as' }, 'path', '507'],
    [{ path: '/Ratings' }, 'path', null],
    [{ url: 'https://shop.example/p/a%20b/reviews?page=2' }, 'path', 'a b'],
    [{ url: 'https://shop.example/p/dw-1#reviews' }, 'fragment', 'dw-1'],
    [{ url: 'https://shop.example/p/dw-1?x=1#tab-customer_reviews', path: '/p/dw-1' }, 'fragment', 'dw-1'],
    [{ title: 'Silent 39: 214 reviews' }, 'title', null],
    [{ title: 'Bewertungen – Silent 39', path: '/p/dw-1' }, 'title', 'dw-1'],
    [{ title: 'Avaliações de clientes' }, 'title', null],
    [{ name: 'Product Reviews' }, 'name', null],
  ])('%j', (page, found, productId) => {
    expect(reviewPageOf(page)).toEqual({ found, productId })
  })
})

describe('no reviews are read', () => {
  test.each<[Page]>([
    [{}],
    [{ path: '/', title: 'Home', name: 'Home' }],
    [{ path: '/preview/dw-1' }],
    [{ path: '/overview', title: 'Interviews' }],
    [{ path: '/checkout/review' }],
    [{ path: '/cart', title: 'Review your cart' }],
    [{ title: 'Review your order' }],
    [{ path: '/products/dw-1/write-review' }],
    [{ path: '/products/dw-1/reviews/new' }],
    [{ title: 'Write a review' }],
    [{ path: '/account/reviews' }],
    [{ path: '/dishwashers', url: 'https://shop.example/dishwashers?sort=rating' }],
    [{ path: '/guides/energy-rating' }],
    [{ path: '/mentions-legales', title: 'Avis de confidentialité' }],
    [{ path: '/p/dw-1', title: 'x'.repeat(5000) + ' reviews' }],
    [{ path: 7, url: {}, title: ['reviews'], name: null }],
    [{ path: '/%E0%A4%A', title: '%' }],
  ])('%j', (page) => {
    expect(reviewPageOf(page)).toBeNull()
  })
})

test.each([
  ['/'.repeat(2000)],
  ['a-'.repeat(1000)],
  ['/p/'.repeat(600)],
  ['review'.repeat(300)],
  [' review'.repeat(280)],
])('a hostile path costs no time', (path) => {
  const start = performance.now()
  reviewPageOf({ path, url: path, title: path, name: path })
  expect(performance.now() - start).toBeLessThan(1000)
})
