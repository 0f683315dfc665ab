import { expect, test } from 'vitest'
import { composeBrief } from '../../src/briefs/compose-brief.ts'
import { Why, whyOf } from '../../src/briefs/why.ts'
import { dataBlock } from '../../src/prompts/data-block.ts'
import { signalTypes } from '../../src/signals/types/list.ts'
import { input, product, signal } from './inputs.ts'

const kinds = (...signals: ReturnType<typeof signal>[]) =>
  whyOf(composeBrief(input({ signals }))).map(({ kind }) => kind)

test.each([
  ['product-viewed', { productId: 'a' }, 'site'],
  ['product-searched', { query: 'quiet' }, 'site'],
  ['cart-updated', { productId: 'a', action: 'added' }, 'site'],
  ['purchase', { productId: 'a' }, 'purchase'],
  ['question-asked', { productId: 'a' }, 'contact'],
  ['support-contacted', { productId: 'a', topic: 'question' }, 'contact'],
  ['review-posted', { productId: 'a', rating: 5 }, 'review'],
  ['review-read', { productId: 'a' }, 'reviews-read'],
  ['review-read', { productId: 'a', site: 'elsewhere' }, 'elsewhere'],
  ['social-mention', { productId: 'a' }, 'elsewhere'],
  ['coupon-entered', { coupon: 'X', productId: 'a' }, 'coupon'],
])('%s %j is told as %s, after the permission', (type, properties, kind) => {
  expect(kinds(signal(type, 1, properties))).toEqual(['consent', kind])
})

test('each kind is told once, and no value of any signal', () => {
  const everything = signalTypes.map(({ type }, at) =>
    signal(type, 1 + at, { productId: 'a', query: 'zqx', category: 'zqx', rating: 5, topic: 'question' }),
  )
  const why = whyOf(composeBrief(input({ signals: everything, products: [product('a', { name: 'Zqx 9' })] })))
  expect(new Set(why.map(({ kind }) => kind)).size).toBe(why.length)
  expect(JSON.stringify(why)).not.toMatch(/zqx|\d/i)
  for (const each of why) expect(Why.safeParse(each).success).toBe(true)
})

test('a service message says what it answers', () => {
  const signals = [signal('review-posted', 1, { productId: 'a', rating: 1 })]
  expect(whyOf(composeBrief(input({ signals, purpose: 'service' }))).map(({ kind }) => kind)).toEqual([
    'complaint',
    'service',
    'review',
  ])
})

test('a consent is told with where and when it was given, once, and never to a model', () => {
  const givenConsent = { source: ' web\u200Bshop ', at: '2026-01-01T01:00:00+01:00' }
  const brief = composeBrief(input({ givenConsent }))
  const told = { source: 'webshop', at: '2026-01-01T00:00:00.000Z' }
  expect(whyOf(brief)).toEqual([{ kind: 'consent', text: 'You agreed to hear from us by e-mail.', ...told }])
  expect(whyOf({ ...brief, purpose: 'service' }).map(({ kind, source }) => [kind, source])).toEqual([
    ['service', undefined],
    ['consent', 'webshop'],
  ])
  expect(dataBlock(brief, 'p')).not.toContain('webshop')
  for (const why of whyOf(brief)) expect(Why.safeParse(why).success).toBe(true)
})

test('without consent none is claimed', () => {
  expect(whyOf(composeBrief(input({ consent: false })))).toEqual([])
})
