import { expect, test } from 'vitest'
import { armOf, DEFAULT_ARMS } from '../../src/campaigns/arms.ts'
import { sampleSizeOf } from '../../src/campaigns/forecast.ts'
import { sampleSizes } from '../../src/campaigns/sample-size.ts'

// Two groups of one size, by the equation as textbooks print it: 10 % against 15 % takes 686 people in each.
test.each([
  [0.1, 0.5, 686],
  [0.5, 0.1, 1565],
  [0.02, 0.2, 21109],
  [0.05, 0.1, 31234],
])('a share of %f that grows by %f takes %d people in each of two groups', (baseline, lift, needed) => {
  expect(sampleSizes({ baseline, lift }, 1)).toEqual({ first: needed, second: needed })
})

test('groups of unequal size take more people together than equal ones, and no size is whole by luck', () => {
  const effect = { baseline: 0.02, lift: 0.2 }
  const equal = sampleSizes(effect, 1)
  for (const ratio of [0.125, 0.25, 2, 8]) {
    const { first, second } = sampleSizes(effect, ratio)
    expect(second / first).toBeCloseTo(ratio, 2)
    expect(first + second).toBeGreaterThan(equal.first + equal.second)
  }
})

test('the groups that it names are large enough: of a thousand campaigns four in five show the effect', () => {
  const effect = { baseline: 0.1, lift: 0.5 }
  const { first, second } = sampleSizes(effect, 0.5)
  const normal = normalNumbers(3)
  let shown = 0
  for (let campaign = 0; campaign < 1000; campaign++) {
    // A count of many trials is as good as normal.
    const share = (mean: number, size: number): number => mean + normal() * Math.sqrt((mean * (1 - mean)) / size)
    const [a, b] = [share(0.15, first), share(0.1, second)]
    const pooled = (a * first + b * second) / (first + second)
    const z = (a - b) / Math.sqrt(pooled * (1 - pooled) * (1 / first + 1 / second))
    if (Math.abs(z) > 1.959964) shown += 1
  }
  expect(shown / 1000).toBeGreaterThan(0.76)
  expect(shown / 1000).toBeLessThan(0.84)
})

/** Box and Muller, with a seed. */
function normalNumbers(seed: number): () => number {
  let state = seed * 7919 + 1
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

test('arms without people are compared with nobody, and each arm must be large enough', () => {
  const effect = { baseline: 0.1, lift: 0.5 }
  const of = (personalized: number, generic: number, holdout: number) =>
    sampleSizeOf(effect, { personalized, generic, holdout }).comparisons.map(({ arm, against, isEnough }) => [
      arm,
      against,
      isEnough,
    ])
  expect(of(8000, 1000, 1000)).toEqual([
    ['personalized', 'holdout', true],
    ['personalized', 'generic', true],
    ['generic', 'holdout', true],
  ])
  expect(of(8000, 0, 10)).toEqual([['personalized', 'holdout', false]])
  expect(of(8000, 0, 0)).toEqual([])
})

test('the hash draws as many into each arm as the shares say, in one campaign as in another', () => {
  const campaigns = ['01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002']
  const ids = Array.from({ length: 20_000 }, (_, n) => `c-${n}`)
  const drawn = campaigns.map((campaign) => ids.map((id) => armOf(campaign, id, DEFAULT_ARMS)))
  for (const arms of drawn) {
    const share = (arm: string): number => arms.filter((each) => each === arm).length / ids.length
    expect(share('personalized')).toBeCloseTo(0.8, 1)
    expect(share('generic')).toBeCloseTo(0.1, 1)
    expect(share('holdout')).toBeCloseTo(0.1, 1)
  }
  // Who was held out of one is not held out of the next because of that.
  const both = ids.filter((_, n) => drawn.every((arms) => arms[n] === 'holdout')).length / ids.length
  expect(both).toBeGreaterThan(0.005)
  expect(both).toBeLessThan(0.015)
})
