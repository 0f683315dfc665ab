import { createHash, hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { drawKey, drawSample, plantedFor, shareOfStratum, shownOrder } from '../../src/campaigns/draw.ts'
import { fewestTooMany, sampleSize } from '../../src/campaigns/hypergeometric.ts'

/** Numbers from a seed, so that a failure can be looked at again. */
function randomFrom(seed: string): (below: number) => number {
  let count = 0
  return (below) => Number(BigInt(`0x${hash('sha256', `${seed} ${count++}`).slice(0, 13)}`) % BigInt(below))
}

const STRATA = ['personalized/research', 'personalized/compare', 'generic/research', 'generic/decide']

/** A lot whose drafts stand by stratum, so that "the first ones" are of few strata. */
const lotOf = (name: string, sizes: readonly number[]) =>
  sizes.flatMap((size, index) =>
    Array.from({ length: size }, (_, number) => ({ draftId: `${name}-${index}-${number}`, stratum: STRATA[index]! })),
  )

describe('a sample', () => {
  test('can be drawn again by anybody with SHA-256', () => {
    const lot = lotOf('a', [40, 30, 20, 10])
    const drawn = drawSample(lot, 'seed', 20)
    const first = lot
      .map(({ draftId }) => ({ draftId, key: createHash('sha256').update(`seed:${draftId}`).digest('hex') }))
      .toSorted((a, b) => a.key.localeCompare(b.key))
      .slice(0, 20)
    expect(drawKey('seed', 'a-0-0')).toBe(createHash('sha256').update('seed:a-0-0').digest('hex'))
    expect(drawn.map(({ draftId }) => draftId)).toEqual(expect.arrayContaining(first.map(({ draftId }) => draftId)))
    expect(drawSample(lot.toReversed(), 'seed', 20)).toEqual(drawn)
    expect(drawSample(lot, 'another seed', 20)).not.toEqual(drawn)
  })

  test('has of each stratum its share, and one at least', () => {
    for (let round = 0; round < 200; round++) {
      const random = randomFrom(`strata ${round}`)
      const lot = lotOf(`b${round}`, [1 + random(3), 1 + random(20), 1 + random(100), 1 + random(300)])
      const size = 1 + random(lot.length)
      const drawn = drawSample(lot, `s${round}`, size)
      expect(new Set(drawn).size).toBe(drawn.length)
      expect(drawn.length).toBeGreaterThanOrEqual(size)
      for (const stratum of STRATA) {
        const inStratum = lot.filter((one) => one.stratum === stratum).length
        const share = shareOfStratum(inStratum, lot.length, size)
        expect(drawn.filter((one) => one.stratum === stratum).length).toBeGreaterThanOrEqual(Math.min(share, inStratum))
      }
    }
  })

  test('has few more than the plan needs', () => {
    const random = randomFrom('more')
    let [more, needed] = [0, 0]
    for (let round = 0; round < 30; round++) {
      const lot = lotOf(`c${round}`, [700 + random(100), 600, 300, 100])
      const size = sampleSize({ population: lot.length, maxBadShare: '0.01', confidence: '0.95', attempt: 1 })
      more += drawSample(lot, `s${round}`, size).length - size
      needed += size
    }
    expect(more / needed).toBeLessThan(0.06)
  })
})

/**
 * 10,000 lots that are as little worse than wanted as a lot can be, the bad drafts where it is hardest to find them: spread, all in
 * the largest stratum, all in the smallest ones, or the first that were written.
 */
describe('over 10,000 lots that are worse than wanted', () => {
  const LOTS = 10_000
  const PLANS = [
    { maxBadShare: '0.02', confidence: '0.95' },
    { maxBadShare: '0.05', confidence: '0.9' },
    { maxBadShare: '0.1', confidence: '0.9' },
    { maxBadShare: '0.1', confidence: '0.99' },
  ]
  const PLACEMENTS = ['anywhere', 'largest', 'smallest', 'first'] as const

  test.each(PLANS)('at most $maxBadShare bad, $confidence sure: at most 1 − confidence get through', (plan) => {
    const rounds = LOTS / PLANS.length
    let accepted = 0
    for (let round = 0; round < rounds; round++) {
      const random = randomFrom(`${plan.maxBadShare} ${plan.confidence} ${round}`)
      const lot = lotOf(`d${round}`, [60 + random(60), 20 + random(40), 5 + random(20), 1 + random(5)])
      const population = lot.length
      const bad = fewestTooMany({ population, ...plan })
      const placement = PLACEMENTS[round % PLACEMENTS.length]
      const order = {
        anywhere: () => drawSample(lot, 'anywhere', population),
        largest: () => lot,
        smallest: () => lot.toReversed(),
        first: () => lot.toSorted((a, b) => (a.draftId.slice(-1) < b.draftId.slice(-1) ? -1 : 1)),
      }[placement!]()
      const isBad = new Set(order.slice(0, bad))
      const size = sampleSize({ population, ...plan, attempt: 1 })
      const drawn = drawSample(lot, hash('sha256', `seed of ${plan.confidence} ${round}`).slice(0, 32), size)
      if (!drawn.some((draft) => isBad.has(draft))) accepted += 1
    }
    const risk = 1 - Number(plan.confidence)
    // What chance lets come out at most, once in a thousand: the exact binomial law.
    expect(accepted).toBeLessThanOrEqual(binomialQuantile(rounds, risk, 0.999))
    // The plan is no larger than it has to be: the added drafts of small strata take away a part of the risk, not all of it.
    expect(accepted).toBeGreaterThan(binomialQuantile(rounds, risk, 0.001) / 4)
  })
})

test('trying again after each bad draft that was found, up to twenty times, gets no more than twice as many through', () => {
  const plan = { maxBadShare: '0.1', confidence: '0.9' }
  const ROUNDS = 400
  let accepted = 0
  for (let round = 0; round < ROUNDS; round++) {
    let lot = lotOf(`e${round}`, [80, 30, 10])
    const isBad = new Set(lot.slice(0, 25))
    for (let attempt = 1; attempt <= 20; attempt++) {
      const population = lot.length
      // What is left is as good as was wanted: no harm is done by it.
      if (lot.filter((draft) => isBad.has(draft)).length < fewestTooMany({ population, ...plan })) break
      const size = sampleSize({ population, ...plan, attempt })
      const found = drawSample(lot, hash('sha256', `retry ${round} ${attempt}`).slice(0, 32), size).find((draft) =>
        isBad.has(draft),
      )
      if (found === undefined) {
        accepted += 1
        break
      }
      lot = lot.filter((draft) => draft !== found)
    }
  }
  expect(accepted).toBeLessThanOrEqual(binomialQuantile(ROUNDS, 0.2, 0.999))
  expect(accepted).toBeGreaterThan(0)
})

/** The smallest k with P(X ≤ k) ≥ `level` for X ~ Binomial(n, p). */
function binomialQuantile(n: number, p: number, level: number): number {
  let probability = (1 - p) ** n
  let sum = probability
  let k = 0
  while (sum < level) {
    probability *= ((n - k) / (k + 1)) * (p / (1 - p))
    sum += probability
    k += 1
  }
  return k
}

test('copies with a fault stand among the drafts in no order that tells them', () => {
  expect([1, 20, 21, 298, 400, 5000].map(plantedFor)).toEqual([1, 1, 2, 15, 20, 20])
  const places = Array.from({ length: 300 }, (_, number) => ({ draftId: `p-${number}`, planted: number % 20 === 0 }))
  const shown = shownOrder(places, 'seed')
  expect(shown.toSorted((a, b) => places.indexOf(a) - places.indexOf(b))).toEqual(places)
  const planted = shown.flatMap(({ planted: isPlanted }, index) => (isPlanted ? [index] : []))
  // Neither all at the beginning nor all at the end, nor at equal distances.
  expect(Math.min(...planted)).toBeLessThan(100)
  expect(Math.max(...planted)).toBeGreaterThan(200)
  expect(new Set(planted.map((at, index) => at - (planted[index - 1] ?? 0))).size).toBeGreaterThan(5)
})
