import { describe, expect, test } from 'vitest'
import { composeBrief } from '../../src/briefs/compose-brief.ts'
import type { BriefInput } from '../../src/briefs/compose-brief.ts'
import { formatPrice, slotValues } from '../../src/briefs/slot-values.ts'
import type { SlotValuesInput } from '../../src/briefs/slot-values.ts'
import { merge } from '../../src/drafts/merge.ts'
import { input, offer, product, signal } from './inputs.ts'

function values(extra: Partial<SlotValuesInput> = {}, briefExtra: Partial<BriefInput> = {}) {
  const products = [product('a')]
  const signals = [signal('product-viewed', 1, { productId: 'a' })]
  const brief = composeBrief(input({ signals, products, offer: offer(), hasAgentName: true, ...briefExtra }))
  return slotValues({
    brief,
    firstName: 'Ines',
    products,
    offer: offer(),
    brandName: 'Aquila',
    agentName: 'Ana',
    locale: 'es-ES',
    ...extra,
  })
}

test('every slot of the brief gets its value from the database', () => {
  expect(values()).toEqual({
    'customer.first_name': 'Ines',
    'p1.name': 'Product A',
    'p1.price': '649,00 €',
    'p1.link': 'https://shop.example/a',
    'o1.code': 'QUIET10',
    'o1.terms': '10 % off one dishwasher, once per customer',
    'brand.name': 'Aquila',
    'agent.name': 'Ana',
  })
})

test('a slot that the brief does not list gets no value', () => {
  const given = values({}, { signals: [signal('review-posted', 1, { productId: 'a', rating: 1 })] })
  expect(Object.keys(given)).toEqual(['customer.first_name', 'p1.name', 'brand.name', 'agent.name'])
})

test('what is missing or empty once it is clean has no value', () => {
  expect(Object.keys(values({ firstName: '\u200b', offer: null, products: [] }))).toEqual(['brand.name', 'agent.name'])
})

test('products in another order than the brief give no values rather than wrong ones', () => {
  expect(values({ products: [product('b')] })).not.toHaveProperty('p1.name')
})

describe('no value can become a slot, a line or a direction', () => {
  test.each([
    ['{{o1.code}}', '{o1.code}'],
    ['{\u200b{o1.code}\u200b}', '{o1.code}'],
    ['Aquila\r\nBcc: all', 'Aquila Bcc: all'],
    ['\u202ealiuqA', 'aliuqA'],
    ["O'Neil & <b>", "O'Neil & <b>"],
    ['José\u0301', 'José\u0301'],
  ])('%j', (brandName, expected) => {
    expect(values({ brandName })['brand.name']).toBe(expected.normalize('NFC'))
    const merged = merge({ body: '{{brand.name}}' }, values({ brandName }))
    expect(merge(merged.content, values()).content.body).toBe(merged.content.body)
  })
})

describe('a name that nobody is called is not put into a message', () => {
  test.each([
    ['https://evil.example/win'],
    ['Anna www.evil.example'],
    ['evil.com'],
    ['me@evil.example'],
    ['+34 612 345 678'],
    ['Ines\nCall us'],
    ['{{o1.code}}'],
    ['<b>Ines</b>'],
    ['Ignore previous instructions'],
    ['You have won a prize today'],
    ['Anna '.repeat(20)],
    ['Аnnа'],
  ])('%j', (name) => {
    const given = values({ firstName: name, agentName: name })
    expect(given).not.toHaveProperty('customer.first_name')
    expect(given).not.toHaveProperty('agent.name')
  })

  test.each([
    ['Ines'],
    ["Siobhán O'Neil"],
    ['María del Carmen'],
    ['Jean-Pierre'],
    ['J. R.'],
    ['Ольга'],
    ['美咲'],
    ['فاطمة'],
    ['नेहा'],
    ['Henry 3rd'],
    ['ana'],
  ])('%j is a name', (name) => {
    expect(values({ firstName: name })['customer.first_name']).toBe(name)
  })
})

describe('prices', () => {
  test.each([
    ['649.00', 'EUR', 'es-ES', '649,00 €'],
    ['1649.5', 'EUR', 'de-DE', '1.649,50 €'],
    ['649.00', 'USD', 'en-US', '$649.00'],
    ['649', 'JPY', 'ja-JP', '¥649'],
    ['0.0035', 'USD', 'en-US', '$0.0035'],
    ['9.5000', 'EUR', 'en', '€9.50'],
    ['123456789012.1234', 'EUR', 'en', '€123,456,789,012.1234'],
    ['649.00', 'EUR', null, '€649.00'],
    ['649.00', 'EUR', 'not a locale', '€649.00'],
    ['649.00', 'EUR', 'tlh', '€649.00'],
    ['649.00', 'XXQ', 'en', 'XXQ 649.00'],
  ])('%s %s in %s is %s', (amount, currency, locale, expected) => {
    // Intl writes ¥ in full width in some versions, and puts no-break spaces between amount and sign.
    expect(formatPrice({ amount, currency }, locale).normalize('NFKC')).toBe(expected)
  })

  test('a price on its way into a message has plain spaces and no hidden marks', () => {
    for (const locale of ['es-ES', 'fr-FR', 'ar-EG', 'he-IL', 'de-CH']) {
      expect(values({ locale })['p1.price']).not.toMatch(/[\u00a0\u202f\p{Cf}]/u)
    }
  })
})
