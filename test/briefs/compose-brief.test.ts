import { describe, expect, test } from 'vitest'
import { Brief } from '../../src/briefs/brief.ts'
import { composeBrief } from '../../src/briefs/compose-brief.ts'
import type { BriefInput } from '../../src/briefs/compose-brief.ts'
import type { Signal } from '../../src/signals/signal.ts'
import { input, now, offer, product, signal } from './inputs.ts'

const compose = (extra: Partial<BriefInput> = {}): Brief => {
  const brief = composeBrief(input(extra))
  expect(Brief.safeParse(brief).error).toBeUndefined()
  return brief
}
const of = (...signals: Signal[]): Brief => compose({ signals })
const ids = (brief: Brief): string[] => brief.products.map(({ id }) => id)
const texts = (brief: Brief, kind: string): string[] =>
  brief.facts.filter((fact) => fact.kind === kind).map((fact) => `${fact.use}: ${fact.text}`)
const view = (id: string, days: number): Signal => signal('product-viewed', days, { productId: id })

describe('products', () => {
  test('the most interesting comes first, and a far second is not named', () => {
    expect(ids(of(view('a', 1), signal('review-read', 2, { productId: 't' })))).toEqual(['t', 'a'])
    expect(ids(of(view('a', 1), view('a', 2), view('a', 3), view('t', 1)))).toEqual(['a'])
  })

  test('what is older counts less', () => {
    expect(ids(of(view('a', 1), view('t', 29)))).toEqual(['a'])
    expect(ids(of(view('a', 29), view('t', 1)))).toEqual(['t'])
  })

  test('up to three are compared, two named otherwise', () => {
    const more = Array.from({ length: 6 }, (_, at) => product(`x${at}`))
    const all = signal('products-compared', 1, { productIds: more.map(({ id }) => id) })
    expect(compose({ signals: [all], products: more }).products).toHaveLength(3)
    const carts = more.map(({ id }) => signal('cart-updated', 1, { productId: id }))
    expect(compose({ signals: carts, products: more }).products).toHaveLength(2)
  })

  test('what is in the cart comes before what is only looked at', () => {
    const brief = of(
      ...Array.from({ length: 9 }, (_, at) => view('a', 1 + at / 10)),
      signal('cart-updated', 1, { productId: 'b' }),
    )
    expect(ids(brief)).toEqual(['b'])
  })

  test('what was bought is not sold again, it is only known as owned', () => {
    const brief = of(signal('purchase', 1, { products: [{ productId: 'a' }] }), view('a', 2), view('b', 2))
    expect(ids(brief)).toEqual(['a'])
    expect(brief.stage).toBe('after-purchase')
    expect(brief.slots).not.toContain('p1.price')
    expect(brief.slots).not.toContain('p1.link')
    expect(texts(brief, 'product')).toEqual(['mention: Noise level 39 dB (a)', 'mention: 14 place settings'])
    expect(texts(brief, 'signal')).toEqual(['steer: bought Product A', 'steer: viewed Product A'])
  })

  test('a discontinued product is not promoted', () => {
    expect(
      ids(compose({ signals: [view('a', 1)], products: [product('a', { availability: 'discontinued' })] })),
    ).toEqual([])
  })

  test('a product that the catalogue does not have counts for the stage and is not named', () => {
    const brief = of(view('ghost', 1))
    expect(brief.stage).toBe('research')
    expect(brief.products).toEqual([])
    expect(JSON.stringify(brief)).not.toContain('ghost')
    expect(brief.unknown).toContain('any product that the customer looks for')
  })

  test('a product whose name is nothing but hidden characters is not named', () => {
    expect(ids(compose({ signals: [view('a', 1)], products: [product('a', { name: '\u200b\u202e' })] }))).toEqual([])
  })
})

describe('complaints', () => {
  const bad = (days: number, id = 'a', extra: Record<string, unknown> = {}): Signal =>
    signal('review-posted', days, { productId: id, rating: 1, title: 'FREE TEXT', ...extra })

  test('an open one is all the message is about, and nothing is sold', () => {
    const brief = compose({
      signals: [bad(3), view('b', 1), signal('cart-updated', 1, { productId: 'b' })],
      offer: offer(),
    })
    expect(brief).toMatchObject({ complaint: true, stage: 'after-purchase', offer: null })
    expect(ids(brief)).toEqual(['a'])
    expect(brief.slots).toEqual(['customer.first_name', 'p1.name', 'brand.name'])
    expect(texts(brief, 'signal')).toEqual(['mention: posted a 1-star review of Product A'])
    expect(texts(brief, 'product')).not.toContain('mention: Price 649.00 EUR')
    expect(texts(brief, 'offer')).toEqual([])
    expect(JSON.stringify(brief)).not.toMatch(/QUIET10|FREE TEXT/)
  })

  test('one about a product that the catalogue does not have is still answered', () => {
    const brief = of(bad(3, 'ghost'))
    expect(brief).toMatchObject({ complaint: true, products: [] })
    expect(texts(brief, 'signal')).toEqual(['mention: posted a 1-star review of a product'])
  })

  test('one on another site steers, and is never mentioned', () => {
    const brief = of(bad(3, 'a', { site: 'trustpilot' }))
    expect(brief.complaint).toBe(true)
    expect(texts(brief, 'signal')).toEqual(['steer: posted a 1-star review of Product A'])
  })

  const ticket = (days: number, extra: Record<string, unknown>): Signal => signal('support-contacted', days, extra)
  test.each<[string, Signal[], boolean]>([
    ['a bad review', [bad(3)], true],
    ['one of 60 days ago', [bad(60)], true],
    ['one of 61 days ago', [bad(61)], false],
    ['a better word on the same product', [bad(3), signal('review-posted', 1, { productId: 'a', rating: 4 })], false],
    ['a better word before it', [bad(3), signal('review-posted', 5, { productId: 'a', rating: 4 })], true],
    ['a better word on another product', [bad(3), signal('review-posted', 1, { productId: 'b', rating: 5 })], true],
    ['a review without stars', [bad(3), signal('review-posted', 1, { productId: 'a' })], true],
    ['resolved by support', [bad(3), ticket(1, { resolved: true, topic: 'broken' })], false],
    ['resolved by support for another product', [bad(3), ticket(1, { resolved: true, productId: 'b' })], true],
    ['resolved before', [bad(3), ticket(5, { resolved: true })], true],
    ['an open ticket', [ticket(2, { topic: 'It is broken' })], true],
    ['a ticket without a topic', [ticket(2, {})], true],
    ['a question', [ticket(2, { topic: 'product question' })], false],
    ['an order status', [ticket(2, { topic: 'Order status' })], false],
    [
      'a ticket closed under its number',
      [ticket(2, { ticketId: 7, productId: 'a' }), ticket(1, { ticketId: '7', productId: 'b', resolved: true })],
      false,
    ],
    [
      'an old one answered, a new one open',
      [bad(20), signal('review-posted', 10, { productId: 'a', rating: 5 }), bad(2)],
      true,
    ],
  ])('%s', (_name, signals, complaint) => {
    expect(of(...signals).complaint).toBe(complaint)
  })

  test('a product that was ever complained about is never promoted', () => {
    const brief = of(
      bad(300),
      signal('review-posted', 200, { productId: 'a', rating: 5 }),
      signal('cart-updated', 1, { productId: 'a' }),
      view('t', 1),
    )
    expect(brief.complaint).toBe(false)
    expect(ids(brief)).not.toContain('a')
  })
})

describe('facts', () => {
  test('are numbered in order, each with its source', () => {
    const brief = compose({ signals: [view('a', 1)], offer: offer() })
    expect(brief.facts.map(({ id }) => id)).toEqual(brief.facts.map((_, at) => `f${at + 1}`))
    expect(brief.facts[0]).toEqual({
      id: 'f1',
      kind: 'signal',
      text: 'viewed Product A',
      use: 'steer',
      origin: 'observed',
      party: 'first',
      product: 'p1',
      source: { type: 'signal', id: view('a', 1).id },
      at: '2026-11-21T12:00:00.000Z',
    })
    expect(brief.facts[1]).toMatchObject({ text: 'Price 649.00 EUR', source: { type: 'product', id: 'a' }, at: null })
    expect(texts(brief, 'offer')).toEqual([
      'mention: 10 % off',
      'mention: Terms: 10 % off one dishwasher, once per customer',
      'mention: Valid until 2027-01-31 22:59 UTC',
    ])
    expect(brief.offer).toMatchObject({ id: 'o-1', version: 3, validUntil: '2027-01-31T22:59:59.000Z' })
  })

  test('only what was stated to us may be mentioned', () => {
    const brief = of(
      view('a', 1),
      signal('product-searched', 1, { query: 'quiet' }),
      signal('products-compared', 1, { productIds: ['a', 'b'] }),
      signal('review-read', 1, { productId: 'a', rating: 1, text: 'terribly noisy' }),
      signal('cart-updated', 1, { productId: 'a' }),
      signal('review-posted', 1, { productId: 'b', rating: 5 }),
      signal('support-contacted', 1, { topic: 'question', productId: 'a' }),
    )
    const mentioned = brief.facts.filter(({ kind, use }) => kind === 'signal' && use === 'mention')
    expect(mentioned.map(({ text }) => text)).toEqual(['asked support a question about Product A'])
    expect(brief.limits.mentionedSignals).toBe(2)
  })

  test('a review is not mentioned beside an offer', () => {
    const signals = [signal('review-posted', 1, { productId: 'a', rating: 5 })]
    expect(texts(compose({ signals }), 'signal')).toEqual(['mention: posted a 5-star review of Product A'])
    expect(texts(compose({ signals, offer: offer() }), 'signal')).toEqual([
      'steer: posted a 5-star review of Product A',
    ])
  })

  test('the same thing is told once, with its count', () => {
    expect(texts(of(view('a', 1), view('a', 2), view('a', 3)), 'signal')).toEqual(['steer: viewed Product A (3 times)'])
  })

  test('attributes are facts when they are plain, the description never is', () => {
    const attributes = {
      noise_level: '39 dB',
      width: 60,
      smart: true,
      list: ['x'],
      nested: { a: 1 },
      empty: '',
      nothing: null,
    }
    const brief = compose({
      signals: [view('a', 1)],
      products: [product('a', { facts: [], attributes, description: 'The best of the world' })],
    })
    expect(texts(brief, 'product')).toEqual([
      'mention: Price 649.00 EUR',
      'mention: In stock',
      'mention: Noise level: 39 dB',
      'mention: Width: 60',
    ])
    expect(JSON.stringify(brief)).not.toContain('The best of the world')
  })

  test('nothing but in_stock is in stock', () => {
    for (const availability of ['out_of_stock', 'preorder', 'backorder', undefined] as const) {
      const { availability: _, ...rest } = product('a')
      const products = [availability === undefined ? rest : { ...rest, availability }]
      expect(texts(compose({ signals: [view('a', 1)], products }), 'product')).not.toContain('mention: In stock')
    }
  })

  test('there are 12 for a product and 40 in all, at most', () => {
    const facts = Array.from({ length: 50 }, (_, at) => `Fact number ${at}`)
    const products = ['a', 'b', 'c'].map((id) => product(id, { facts }))
    const signals = [
      signal('products-compared', 1, { productIds: ['a', 'b', 'c'] }),
      ...Array.from({ length: 20 }, (_, at) => signal('product-searched', 1, { query: `q${at}` })),
    ]
    const one = compose({ signals: [view('a', 1)], products })
    expect(one.facts.filter(({ kind }) => kind === 'product')).toHaveLength(12)
    const three = compose({ signals, products, offer: offer() })
    expect(three.facts.length).toBeLessThanOrEqual(40)
    expect(
      three.products.map(
        ({ ref }) => three.facts.filter(({ product: about, kind }) => kind === 'product' && about === ref).length,
      ),
    ).toEqual([9, 9, 9])
  })

  test('none is longer than 500: what would have to be cut is left out', () => {
    const products = [
      product('a', { facts: ['x'.repeat(500), '\ufdfa'.repeat(400)], attributes: { k: 'y'.repeat(9000) } }),
    ]
    const brief = compose({ signals: [view('a', 1)], products, offer: offer({ terms: 'z '.repeat(499) }) })
    expect(texts(brief, 'product').slice(2)).toEqual([`mention: ${'x'.repeat(500)}`])
    expect(texts(brief, 'offer')).toHaveLength(2)
  })

  test('those that speak to a concern come first', () => {
    const signals = [
      view('a', 2),
      signal('review-read', 1, { productId: 'a', rating: 2, text: 'Far too loud at night.' }),
    ]
    const brief = compose({ signals, products: [product('a', { facts: ['14 place settings', 'Noise level 39 dB'] })] })
    expect(texts(brief, 'concern')).toEqual(['steer: reviews the customer read complain about noise'])
    expect(brief.facts.find(({ kind }) => kind === 'concern')).toMatchObject({
      origin: 'inferred',
      party: 'third',
      product: 'p1',
    })
    expect(texts(brief, 'product').slice(2)).toEqual(['mention: Noise level 39 dB', 'mention: 14 place settings'])
    expect(JSON.stringify(brief)).not.toContain('at night')
  })
})

describe('the offer', () => {
  test.each<[string, Partial<BriefInput>, boolean]>([
    ['for anything', { offer: offer() }, true],
    ['for this product', { offer: offer({ productIds: ['a'] }) }, true],
    ['for another product', { offer: offer({ productIds: ['b'] }) }, false],
    ['that has ended', { offer: offer({ validUntil: now.toISOString() }) }, false],
    ['that has not begun', { offer: offer({ validFrom: '2026-12-01T00:00:00Z' }) }, false],
    ['in a service message', { offer: offer(), purpose: 'service' }, false],
    [
      'for what is owned',
      { offer: offer({ productIds: ['a'] }), signals: [signal('purchase', 1, { productId: 'a' })] },
      false,
    ],
  ])('%s', (_name, extra, stands) => {
    const brief = compose({ signals: [view('a', 1)], ...extra })
    expect(brief.offer !== null).toBe(stands)
    expect(brief.slots.includes('o1.code')).toBe(stands)
    expect(brief.slots.includes('o1.terms')).toBe(stands)
    expect(brief.unknown.includes('any offer, discount or code')).toBe(!stands)
    expect(brief.facts.some(({ kind }) => kind === 'offer')).toBe(stands)
  })
})

describe('slots and what is unknown', () => {
  test('everything that is known has a slot', () => {
    const brief = compose({ signals: [view('a', 1)], offer: offer(), hasAgentName: true })
    expect(brief.slots).toEqual([
      'customer.first_name',
      'p1.name',
      'p1.price',
      'p1.link',
      'o1.code',
      'o1.terms',
      'brand.name',
      'agent.name',
    ])
    expect(brief.unknown).toEqual([])
  })

  test('everything else is unknown', () => {
    const brief = compose({
      signals: [view('a', 1)],
      brand: null,
      customer: { locale: null, hasFirstName: false, knows: { email: false, phone: false } },
      products: [{ id: 'a', name: 'A', updatedAt: '2026-11-01T00:00:00Z' }],
    })
    expect(brief.slots).toEqual(['p1.name'])
    expect(brief.unknown).toEqual([
      "the customer's first name",
      "the customer's e-mail address",
      "the customer's phone number",
      'the price of p1',
      'a link to p1',
      'whether p1 is in stock',
      'any offer, discount or code',
      "the brand's name",
      "the agent's name",
    ])
  })

  test.each([
    ['https://shop.example/a', true],
    ['https://www.shop.example/a', true],
    ['https://SHOP.example:8443/a', true],
    ['https://evilshop.example/a', false],
    ['https://shop.example.evil.test/a', false],
    ['https://shop.example@evil.test/a', false],
    ['https://user:secret@shop.example/a', false],
    ['javascript:alert(1)//shop.example', false],
    ['not an address', false],
  ])('%s is a link of the brand: %s', (url, isLink) => {
    const brief = compose({ signals: [view('a', 1)], products: [product('a', { url })] })
    expect(brief.slots.includes('p1.link')).toBe(isLink)
    expect(brief.products[0]?.hasLink).toBe(isLink)
  })
})

describe('interests', () => {
  test('halve in 14 days, per product and category', () => {
    const brief = of(
      view('a', 0),
      signal('review-read', 14, { productId: 'b' }),
      signal('product-searched', 28, { category: 'Ovens' }),
    )
    expect(brief.interests).toEqual({
      products: [
        { id: 'a', weight: 2 },
        { id: 'b', weight: 1.5 },
      ],
      categories: [
        { name: 'Dishwashers', weight: 3.5 },
        { name: 'Ovens', weight: 0.25 },
      ],
    })
  })

  test('a signal dated ahead counts as now, and a complaint or a removal as nothing', () => {
    const brief = of(
      view('a', -0.9),
      signal('cart-updated', 1, { productId: 'b', action: 'removed' }),
      signal('review-posted', 1, { productId: 'c', rating: 1 }),
    )
    expect(brief.interests.products).toEqual([{ id: 'a', weight: 2 }])
  })
})
