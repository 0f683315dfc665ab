import { describe, expect, test } from 'vitest'
import { composeBrief } from '../../src/briefs/compose-brief.ts'
import { isSensitive, sensitivePlaces } from '../../src/briefs/sensitive-topics.ts'
import { wordStarts } from '../../src/patterns/word-starts.ts'
import { useOfSignal } from '../../src/briefs/use-of-signal.ts'
import { dataBlock } from '../../src/prompts/data-block.ts'
import { input, product, signal } from './inputs.ts'

test.each([
  ['stated', 'first', 'mention'],
  ['stated', 'third', 'steer'],
  ['observed', 'first', 'steer'],
  ['observed', 'third', 'steer'],
  ['inferred', 'first', 'steer'],
  ['inferred', 'third', 'steer'],
] as const)('what is %s by a %s party: %s, and nothing at all when it is sensitive', (origin, party, use) => {
  expect(useOfSignal({ origin, party }, false).use).toBe(use)
  expect(useOfSignal({ origin, party }, true).use).toBe('never')
  expect(useOfSignal({ origin, party }, false).reason).toMatch(/\.$/)
})

describe('a sensitive matter', () => {
  test.each([
    ['blood sugar monitor', 'health'],
    ['socks for diabetics', 'health'],
    ['Rollstuhlrampe', 'health'],
    ['silla de ruedas', 'health'],
    ['maladie chronique', 'health'],
    ['prenatal vitamins', 'pregnancy'],
    ['Schwangerschaftstest', 'pregnancy'],
    ['ropa para embarazadas', 'pregnancy'],
    ['prayer mat', 'religion'],
    ['la biblia', 'religion'],
    ['political posters', 'politics'],
    ['gay pride flag', 'sexuality'],
    ['Kondome', 'sexuality'],
    ['how to get out of debt', 'money trouble'],
    ['I cannot afford it', 'money trouble'],
    ['Schulden und Pfändung', 'money trouble'],
    ['a desk for my little daughter', 'children'],
    ['para mis hijos', 'children'],
    ['trade union banner', 'union membership'],
    ['Gewerkschaft', 'union membership'],
    ['refugees welcome shirt', 'ethnicity'],
  ])('is seen in %j: %s', (text, topic) => {
    expect(sensitivePlaces(wordStarts(text)).map(({ kind }) => kind)).toContain(topic)
  })

  test.each([
    'Health & Household',
    'Health and Personal Care',
    'Baby',
    'Toys for children',
    'baby monitor',
    'quiet dishwasher',
    'sucht leisen Geschirrspüler',
    'stillen Betrieb',
    'enceinte bluetooth',
    'política de devoluciones',
    'politique de confidentialité',
    'sin embargo',
    'credit card reader',
    'European Union adapter',
    'race bike',
    'diagnostic tool OBD2',
    'medicine ball',
    'party lights',
    'energy saving',
    'sexteto',
  ])('is not seen in %j', (text) => {
    expect(isSensitive(text)).toBe(false)
  })
})

describe('what is sensitive enters neither brief nor prompt', () => {
  const ordinary = signal('product-viewed', 3, { productId: 'a' })
  const secret = product('s', { name: 'Pregnancy test, 2 pieces', category: 'Prenatal care' })
  const given = { products: [product('a'), secret] }
  const without = composeBrief(input({ ...given, signals: [ordinary] }))

  test.each([
    ['a product', signal('product-viewed', 1, { productId: 's' })],
    ['a search', signal('product-searched', 1, { query: 'prenatal vitamins' })],
    ['a category', signal('product-list-viewed', 1, { category: 'Prenatal care' })],
    ['the customer’s own words', signal('question-asked', 1, { productId: 'a', text: 'Is it safe with my diabetes?' })],
    ['a purchase', signal('purchase', 1, { products: [{ productId: 's' }] })],
  ])('%s', (_name, sensitive) => {
    const brief = composeBrief(input({ ...given, signals: [ordinary, sensitive] }))
    expect(brief.facts).toEqual(without.facts)
    expect(brief.products).toEqual(without.products)
    expect(brief.interests).toEqual(without.interests)
    expect(dataBlock(brief, 'x')).not.toMatch(/pregnan|prenatal|diabet/i)
  })

  test('the rest of a cart stays', () => {
    const cart = signal('cart-updated', 1, { products: [{ productId: 's' }, { productId: 'a' }] })
    const brief = composeBrief(input({ ...given, signals: [cart] }))
    expect(brief.products.map(({ id }) => id)).toEqual(['a'])
    expect(JSON.stringify(brief)).not.toMatch(/pregnan/i)
  })

  test('a complaint about it still puts service first', () => {
    const complaint = signal('review-posted', 1, { productId: 's', rating: 1 })
    const brief = composeBrief(input({ ...given, signals: [ordinary, complaint] }))
    expect(brief).toMatchObject({ complaint: true, products: [], facts: [] })
  })

  test('nor does such a sentence of a note', () => {
    const note = 'She has diabetes. Please write before three.'
    expect(composeBrief(input({ note })).note).toBe('Please write before three.')
  })
})

test('the briefs of two customers never mix', () => {
  const canary = { ana: 'zqx-ana', ben: 'zqx-ben' }
  const signalsOf = (word: string, daysAgo: number) => [
    signal('product-searched', daysAgo, { query: `${word} kettle` }, `s-${word}-1`),
    signal('question-asked', daysAgo + 1, { text: word, category: word }, `s-${word}-2`),
    signal('product-viewed', daysAgo + 2, { productId: word }, `s-${word}-3`),
  ]
  const briefOf = (word: string, daysAgo: number) =>
    JSON.stringify(
      composeBrief(
        input({ signals: signalsOf(word, daysAgo), products: [product(word, { name: `Kettle ${word}` })], note: word }),
      ),
    )
  for (let daysAgo = 1; daysAgo < 60; daysAgo++) {
    const [ana, ben, again] = [briefOf(canary.ana, daysAgo), briefOf(canary.ben, daysAgo), briefOf(canary.ana, daysAgo)]
    expect(ana).toContain(canary.ana)
    expect(ana).not.toContain(canary.ben)
    expect(ben).not.toContain(canary.ana)
    expect(again).toBe(ana)
  }
})
