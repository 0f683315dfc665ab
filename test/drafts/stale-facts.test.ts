import { describe, expect, test } from 'vitest'
import type { StoredOffer } from '../../src/catalog/offer.ts'
import type { ProductChange } from '../../src/catalog/product-change.ts'
import type { StoredProduct } from '../../src/catalog/product.ts'
import { type Evidence, staleFacts, type Written } from '../../src/drafts/stale-facts.ts'
import { aBrief, aFact } from '../support/brief-examples.ts'
import { aProduct } from '../support/wire-examples.ts'

const WRITTEN_AT = new Date('2026-11-20T10:00:00Z')
const NOW = new Date('2026-11-21T10:00:00Z')
const stored = (change: Record<string, unknown> = {}): StoredProduct =>
  ({ ...aProduct({ id: 'dw-1', updatedAt: '2026-11-01T00:00:00Z', ...change }) }) as unknown as StoredProduct
const offer: StoredOffer = {
  id: 'ten',
  version: 1,
  code: 'QUIET10',
  kind: 'percent',
  value: '10',
  terms: 'Once per customer',
  validFrom: '2026-11-01T00:00:00.000Z',
  validUntil: '2026-12-01T00:00:00.000Z',
}
const facts = [
  aFact({ id: 'f1', text: 'Price 649.00 EUR' }),
  aFact({ id: 'f2', text: 'In stock' }),
  aFact({ id: 'f3', text: 'Noise level 39 dB' }),
  aFact({ id: 'f4', text: '14 place settings' }),
]

const stale = (written: Partial<Written>, evidence: Partial<Evidence> = {}) =>
  staleFacts(
    {
      subject: null,
      body: '',
      brief: aBrief({ facts }),
      slots: {
        'p1.name': 'Silent 39 Dishwasher',
        'p1.price': '€649.00',
        'p1.link': 'https://shop.example/dw-1',
        'customer.first_name': 'Ines',
      },
      claims: [],
      offerVersion: null,
      createdAt: WRITTEN_AT,
      ...written,
    },
    { products: [stored()], offer: null, changes: [], now: NOW, timeZone: null, ...evidence },
  )
const EVERYTHING =
  'Hello {{customer.first_name}}, the {{p1.name}} costs {{p1.price}}, is in stock, has a noise level of 39 dB and takes 14 place settings: {{p1.link}}'

describe('what a message says', () => {
  test('is not stale while nothing changed', () => {
    const claims = [{ text: EVERYTHING, facts: ['f1', 'f2', 'f3', 'f4'] }]
    expect(stale({ body: EVERYTHING, claims })).toEqual([])
  })

  test.each<[string, Record<string, unknown>, { about: string; was: string; now: string | null }[]]>([
    ['the price', { price: { amount: '599.00', currency: 'EUR' } }, [{ about: 'f1', was: '€649.00', now: '€599.00' }]],
    ['the price, to none', { price: undefined }, [{ about: 'f1', was: '€649.00', now: null }]],
    [
      'the stock',
      { availability: 'out_of_stock' },
      [{ about: 'f2', was: 'In stock', now: 'Not in stock: out of stock' }],
    ],
    [
      'the address',
      { url: 'https://shop.example/new' },
      [{ about: 'p1.link', was: 'https://shop.example/dw-1', now: 'https://shop.example/new' }],
    ],
    [
      'the name',
      { name: 'Silent 41 Dishwasher' },
      [{ about: 'p1.name', was: 'Silent 39 Dishwasher', now: 'Silent 41 Dishwasher' }],
    ],
    [
      'a fact',
      { facts: ['Noise level 41 dB', '14 place settings'] },
      [{ about: 'f3', was: 'Noise level 39 dB', now: 'Noise level 41 dB' }],
    ],
    ['a fact that is gone', { facts: ['Noise level 39 dB'] }, [{ about: 'f4', was: '14 place settings', now: null }]],
  ])('is stale when this changed: %s', (_, change, expected) => {
    expect(stale({ body: EVERYTHING }, { products: [stored(change)] })).toEqual(expected)
  })

  test('is stale altogether when the product is not there any more', () => {
    const found = stale({ body: EVERYTHING }, { products: [] })
    expect(found.map(({ about }) => about).toSorted()).toEqual(['f1', 'f2', 'f3', 'f4', 'p1.link', 'p1.name'])
    expect(found.every(({ now }) => now === null)).toBe(true)
  })

  test.each([
    [
      'a figure of the country',
      'Geräusch: 39 dB. Kostet 649,00 €.',
      { price: { amount: '649.50', currency: 'EUR' } },
      'f1',
    ],
    ['stock in other words', 'Sofort lieferbar.', { availability: 'backorder' }, 'f2'],
    ['a name in letters', 'The Silent 39 Dishwasher.', { name: 'Loud 50 Dishwasher' }, 'p1.name'],
    ['other letters', 'NOISE LEVEL 39 DB', { facts: ['14 place settings'] }, 'f3'],
  ])('is found in the text: %s', (_, body, change, about) => {
    expect(stale({ body }, { products: [stored(change)] }).map((each) => each.about)).toEqual([about])
  })

  test('is found by a claim that cites it, in whatever words', () => {
    const claims = [{ text: 'Leise.', facts: ['f3'] }]
    const products = [stored({ facts: ['14 place settings'] })]
    expect(stale({ body: 'Leise.', claims }, { products })).toMatchObject([{ about: 'f3' }])
    expect(stale({ body: 'Leise.' }, { products })).toEqual([])
  })
})

test('what the message does not use may change', () => {
  const body = 'Hello {{customer.first_name}}, the {{p1.name}} takes 14 place settings.'
  const products = [
    stored({
      price: { amount: '1.00', currency: 'EUR' },
      availability: 'out_of_stock',
      url: 'https://shop.example/new',
      facts: ['14 place settings', 'Noise level 50 dB', 'New: half load'],
      brand: 'Other',
      description: 'Other',
    }),
  ]
  expect(stale({ body }, { products })).toEqual([])
})

test('a fact that only steers is never stale: nobody reads it', () => {
  const brief = aBrief({ facts: [aFact({ id: 'f1', use: 'steer', text: 'Noise level 39 dB' })] })
  expect(stale({ brief, body: '39 dB' }, { products: [stored({ facts: [] })] })).toEqual([])
})

describe('an offer', () => {
  const brief = aBrief({
    facts: [aFact({ id: 'f9', kind: 'offer', text: '10 % off', product: null, source: { type: 'offer', id: 'ten' } })],
    offer: {
      ref: 'o1',
      id: 'ten',
      version: 1,
      kind: 'percent',
      value: '10',
      validUntil: offer.validUntil,
      daysLeft: 7,
      daysOn: 1,
    },
  })
  const written = { brief, offerVersion: 1, body: '{{o1.code}}: {{o1.terms}}' }

  test('that still runs as it was is not stale', () => {
    expect(stale(written, { offer })).toEqual([])
  })

  test.each([
    [
      'is another version',
      { offer: { ...offer, version: 2, value: '5' } },
      '5 % off. Terms: Once per customer. Valid until 2026-12-01 00:00 UTC',
    ],
    ['ended', { offer, now: new Date(offer.validUntil) }, 'This offer has ended.'],
    [
      'is for other products',
      { offer: { ...offer, productIds: ['x'] } },
      'This offer is for other products than the ones this customer looks at.',
    ],
    ['is not there', { offer: null }, null],
  ])('is stale when it %s', (_, evidence, now) => {
    expect(stale(written, evidence)).toEqual([{ about: 'f9', was: '10 % off', now }])
  })

  test('that "ends tomorrow" must still end tomorrow', () => {
    const body = '{{o1.code}}: {{o1.terms}}. It ends tomorrow.'
    const at = (day: string, timeZone: string | null = null) =>
      stale({ ...written, body }, { offer, now: new Date(`2026-11-${day}:30:00Z`), timeZone }).map(({ about }) => about)
    expect(at('29T10')).toEqual([])
    expect(at('30T10')).toEqual(['f9'])
    expect(at('29T23')).toEqual([])
    expect(at('29T23', 'Europe/Madrid')).toEqual([])
    expect(at('28T23', 'Europe/Madrid')).toEqual(['f9'])
    expect(stale(written, { offer, now: new Date('2026-11-30T10:00:00Z') })).toEqual([])
  })
})

describe('news', () => {
  const drop = aFact({ id: 'f1', kind: 'price-drop', text: 'Price 649.00 EUR, was 699.00 EUR until 2026-11-19' })
  const back = aFact({ id: 'f2', kind: 'back-in-stock', text: 'Back in stock since 2026-11-19' })
  const written = {
    brief: aBrief({ facts: [drop, back] }),
    body: 'News.',
    claims: [{ text: 'News.', facts: ['f1', 'f2'] }],
  }
  const moved = (field: 'price' | 'availability', recordedAt: string) =>
    ({ id: 1, productId: 'dw-1', field, old: null, new: null, at: recordedAt, recordedAt }) as ProductChange
  const about = (evidence: Partial<Evidence>) => stale(written, evidence).map((each) => each.about)

  test('hold while price and stock stay', () => {
    expect(
      about({ changes: [moved('price', '2026-11-19T10:00:00Z'), moved('availability', '2026-11-19T10:00:00Z')] }),
    ).toEqual([])
  })

  test('do not hold when price or stock is another one', () => {
    expect(about({ products: [stored({ price: { amount: '599.00', currency: 'EUR' } })] })).toEqual(['f1'])
    expect(about({ products: [stored({ availability: 'out_of_stock' })] })).toEqual(['f2'])
  })

  test('do not hold when price or stock went away and came back: their days are others now', () => {
    expect(about({ changes: [moved('price', '2026-11-20T12:00:00Z')] })).toEqual(['f1'])
    expect(about({ changes: [moved('availability', '2026-11-20T12:00:00Z')] })).toEqual(['f2'])
  })
})
