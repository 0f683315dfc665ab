import { describe, expect, test } from 'vitest'
import { isWithin, readPrice } from '../../src/catalog/feed-price.ts'

describe('a price', () => {
  test.each([
    ['99.99 USD', '99.99', 'USD'],
    ['USD 99.99', '99.99', 'USD'],
    ['99.99USD', '99.99', 'USD'],
    ['15 eur', '15', 'EUR'],
    ['0.00 USD', '0.00', 'USD'],
    ['99,99 €', '99.99', 'EUR'],
    ['€99.5', '99.5', 'EUR'],
    ['1,299.00 USD', '1299.00', 'USD'],
    ['1.299,00 EUR', '1299.00', 'EUR'],
    ["1'299.00 CHF", '1299.00', 'CHF'],
    ['1\u202f299,00 EUR', '1299.00', 'EUR'],
    ['1,299,000 USD', '1299000', 'USD'],
    ['0.125 USD', '0.125', 'USD'],
    ['£12', '12', 'GBP'],
  ])('%s', (written, amount, currency) => {
    expect(readPrice(written, undefined)).toEqual({ ok: true, price: { amount, currency } })
  })

  test.each([['50'], ['$50'], ['50 $']])('%s takes the currency of its file', (written) => {
    expect(readPrice(written, 'CAD')).toEqual({ ok: true, price: { amount: '50', currency: 'CAD' } })
  })

  test.each([
    ['50', 'names no currency'],
    ['$50', 'names no currency'],
    ['1.299 EUR', 'two ways'],
    ['1,299 USD', 'two ways'],
    ['1.2.3 EUR', 'two ways'],
    ['EUR 5 USD', 'two currencies'],
    ['-5 EUR', 'must be a price'],
    ['5 EUR each', 'must be a price'],
    ['free', 'must be a price'],
    ['1e9 EUR', 'must be a price'],
  ])('%s is refused: %s', (written, why) => {
    expect(readPrice(written, undefined)).toEqual({ ok: false, why: expect.stringContaining(why) })
  })
})

describe('the dates of a sale', () => {
  const dates = '2026-11-01T00:00+01:00/2026-11-30T23:59+01:00'
  test.each([
    [dates, '2026-11-10T00:00:00Z', true],
    [dates, '2026-12-10T00:00:00Z', false],
    [dates, '2026-10-10T00:00:00Z', false],
    ['2026-11-01', '2026-11-10T00:00:00Z', null],
    ['soon/later', '2026-11-10T00:00:00Z', null],
  ])('%s at %s: %s', (given, now, expected) => {
    expect(isWithin(given, new Date(now))).toBe(expected)
  })
})
