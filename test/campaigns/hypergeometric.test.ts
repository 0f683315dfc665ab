import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  chanceOfNone,
  decimalOf,
  fewestTooMany,
  type Plan,
  riskOf,
  sampleSize,
} from '../../src/campaigns/hypergeometric.ts'

type Row = [population: number, maxBadShare: string, confidence: string, attempt: number, size: number]
/** Made by sample-sizes.py, which computes another way. */
const table = JSON.parse(readFileSync(new URL('sample-sizes.json', import.meta.url), 'utf8')) as Row[]

const planOf = ([population, maxBadShare, confidence, attempt]: Row): Plan => ({
  population,
  maxBadShare,
  confidence,
  attempt,
})
/** Whether a chance is at most the risk, in whole numbers. */
const holds = (plan: Plan, bad: number, sample: number): boolean => {
  const chance = chanceOfNone(plan.population, bad, sample)
  const risk = riskOf(plan)
  return chance.over * risk.under <= risk.over * chance.under
}

describe('the size of a sample', () => {
  test('is that of a table which was computed another way', () => {
    expect(table).toHaveLength(1672)
    const wrong = table.filter((row) => sampleSize(planOf(row)) !== row[4])
    expect(wrong).toEqual([])
  })

  test('of lots up to 60, is the smallest that holds for every number of bad drafts that is too many', () => {
    for (let population = 1; population <= 60; population++) {
      for (const maxBadShare of ['0.01', '0.03', '0.1']) {
        for (const confidence of ['0.9', '0.95', '0.999']) {
          const plan = { population, maxBadShare, confidence, attempt: 1 }
          const size = sampleSize(plan)
          const tooMany = Array.from({ length: population }, (_, index) => index + 1).filter(
            (bad) => bad > Number(maxBadShare) * population + 1e-9,
          )
          expect(fewestTooMany(plan)).toBe(tooMany[0])
          expect(tooMany.every((bad) => holds(plan, bad, size))).toBe(true)
          expect(size === 1 || !holds(plan, tooMany[0]!, size - 1)).toBe(true)
        }
      }
    }
  })

  test('exactly the share that may be bad is not too many', () => {
    expect(fewestTooMany({ population: 1000, maxBadShare: '0.01' })).toBe(11)
    expect(fewestTooMany({ population: 999, maxBadShare: '0.01' })).toBe(10)
    expect(fewestTooMany({ population: 100, maxBadShare: '0.07' })).toBe(8)
    expect(fewestTooMany({ population: 5, maxBadShare: '0.01' })).toBe(1)
  })

  test('grows when more is asked for', () => {
    const plan = { population: 5000, maxBadShare: '0.01', confidence: '0.95', attempt: 1 }
    const size = sampleSize(plan)
    expect(size).toBe(284)
    expect(sampleSize({ ...plan, confidence: '0.99' })).toBeGreaterThan(size)
    expect(sampleSize({ ...plan, maxBadShare: '0.005' })).toBeGreaterThan(size)
    expect(sampleSize({ ...plan, attempt: 2 })).toBeGreaterThan(size)
  })
})

test('trying again and again errs less than twice as often as trying once', () => {
  let total = 0
  for (let attempt = 1; attempt <= 20; attempt++)
    total += Number(decimalOf(riskOf({ confidence: '0.95', attempt }), 12))
  expect(total).toBeLessThan(0.1)
})

test('a risk is told rounded up', () => {
  expect(decimalOf({ over: 1n, under: 3n })).toBe('0.333334')
  expect(decimalOf({ over: 1n, under: 20n })).toBe('0.050000')
  expect(decimalOf({ over: 0n, under: 1n })).toBe('0.000000')
  expect(decimalOf({ over: 1n, under: 1n })).toBe('1.000000')
})
