import { expect, test } from 'vitest'
import { Brief } from '../../src/briefs/brief.ts'
import { composeBrief } from '../../src/briefs/compose-brief.ts'
import type { Signal } from '../../src/signals/signal.ts'
import { signalTypes } from '../../src/signals/types/list.ts'
import { input, offer, product, signal } from './inputs.ts'

/** A small generator with a seed, so that a failure can be run again. */
function randomly(seed: number) {
  let state = seed * 7919 + 1
  const below = (limit: number): number => (state = (state * 48_271) % 2_147_483_647) % limit
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item
  return { below, pick }
}

const IDS = ['a', 'b', 'c', 't', 'ghost', 'x1']
const products = ['a', 'b', 'c', 't', 'x1'].map((id) => product(id, { category: id < 'd' ? 'Dishwashers' : 'Others' }))

function someSignals(seed: number): Signal[] {
  const { below, pick } = randomly(seed)
  return Array.from({ length: below(40) }, (_, at) => {
    const { type } = pick(signalTypes)
    const properties = {
      productId: pick(IDS),
      products: [{ sku: pick(IDS) }],
      rating: pick([1, 2, 3, 4, 5, undefined]),
      site: pick([undefined, 'own', 'elsewhere']),
      text: pick(['noisy', 'lovely', 'broke at once', undefined]),
      query: pick(['quiet', 'cheap', undefined]),
      topic: pick(['question', 'broken', undefined]),
      resolved: pick([true, false]),
      action: pick(type === 'cart-updated' ? ['added', 'removed', 'viewed', 'checkout'] : ['added', 'removed']),
      sentiment: pick(['positive', 'negative', undefined]),
    }
    // Whole days only, so that many signals share one time.
    return signal(type, below(90), properties, `s-${seed}-${at}`)
  })
}

function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const { below } = randomly(seed + 1000)
  return items
    .map((item) => ({ item, at: below(1_000_000) }))
    .toSorted((x, y) => x.at - y.at)
    .map(({ item }) => item)
}

test('every brief keeps the rules, and the order in which signals come never matters', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const signals = someSignals(seed)
    const given = input({ signals, products, offer: seed % 2 === 0 ? offer() : null })
    const before = JSON.stringify(given)
    const brief = composeBrief(given)
    const again = composeBrief({ ...given, signals: shuffled(signals, seed), products: shuffled(products, seed) })
    expect(JSON.stringify(again), `seed ${seed}`).toBe(JSON.stringify(brief))
    expect(JSON.stringify(given)).toBe(before)

    expect(Brief.safeParse(brief).error, `seed ${seed}`).toBeUndefined()
    const named = new Set(
      signals.flatMap(({ properties }) => [properties.productId, (properties.products as { sku: string }[])[0]?.sku]),
    )
    for (const { id } of brief.products) expect(named.has(id)).toBe(true)
    for (const fact of brief.facts) {
      if (fact.kind === 'signal' && fact.use === 'mention')
        expect([fact.origin, fact.party]).toEqual(['stated', 'first'])
      if (fact.kind === 'concern') expect(fact.use).toBe('steer')
      if (fact.product !== null) expect(brief.products.map(({ ref }) => ref)).toContain(fact.product)
    }

    const disliked = new Set(
      signals
        .filter(({ type, properties }) => type === 'review-posted' && Number(properties.rating) <= 2)
        .map(({ properties }) => properties.productId),
    )
    const bought = new Set(
      signals.filter(({ type }) => type === 'purchase').flatMap(({ properties }) => [properties.productId]),
    )
    if (brief.complaint) {
      expect(brief.products.length).toBeLessThanOrEqual(1)
      expect(brief.offer).toBeNull()
      expect(brief.slots.some((slot) => /price|link|^o1/.test(slot))).toBe(false)
    } else {
      for (const { id } of brief.products) expect(disliked.has(id), `seed ${seed}`).toBe(false)
      if (brief.stage !== 'after-purchase') for (const { id } of brief.products) expect(bought.has(id)).toBe(false)
    }
    expect(brief.products.length).toBeLessThanOrEqual(brief.stage === 'compare' ? 3 : 2)
  }
})

test('a brief of 500 signals takes a few milliseconds', () => {
  const signals = Array.from({ length: 500 }, (_, at) =>
    signal('product-viewed', at / 10, { productId: `x${at % 200}` }, `s${at}`),
  )
  const many = Array.from({ length: 200 }, (_, at) => product(`x${at}`))
  const given = input({ signals, products: many })
  for (let warm = 0; warm < 10; warm++) composeBrief(given)
  const start = performance.now()
  for (let run = 0; run < 10; run++) composeBrief(given)
  expect((performance.now() - start) / 10).toBeLessThan(50)
})
