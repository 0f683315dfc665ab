import { describe, expect, test } from 'vitest'
import { unsupportedNumber } from '../../src/guardrails/unsupported-number.ts'
import { aBrief, aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

describe('against facts of 39 dB and 14 place settings', () => {
  test.each([
    ['It runs at 39 dB and takes 14 place settings.', []],
    ['It runs at 38 dB.', ['38 dB']],
    ['The Silent 39 Dishwasher', []],
    ['It costs {{p1.price}}.', []],
    ['It costs 649 EUR.', ['649']],
    ['It costs {{p1.price}}0.', ['0']],
    ['It saves 39 %.', ['39']],
    ['We are there 24/7.', ['24', '7']],
    ['Delivery within 2 days, by 30 November at 15:00', ['2 days', '30 November', '15:00']],
    ['A five-year warranty', ['five-year']],
    ['One of the quietest, and one day you may need two hands.', []],
    ['Three reasons:\n1. quiet\n2. large\n3) cheap', []],
    ['7. heaven', ['7']],
    ['Ｏnly ９９ €', ['９９']],
  ])('%j', (body, expected) => {
    expect(foundWords(unsupportedNumber, body)).toEqual(expected)
  })
})

test('a fact that only steers supports nothing', () => {
  const facts = [aFact({ text: '4.8 stars from 212 reviews', use: 'steer' })]
  expect(foundWords(unsupportedNumber, 'Rated 4.8 by 212 people', { brief: { facts } })).toEqual(['4.8', '212'])
})

test('the day of a signal that may be said may be said', () => {
  const facts = [aFact({ kind: 'signal', text: 'contacted support', at: '2026-11-12T09:00:00.000Z' })]
  expect(foundWords(unsupportedNumber, 'On 12 November, not on 13 November', { brief: { facts } })).toEqual([
    '13 November',
  ])
})

test('the offer supports its value and its last day', () => {
  const offer = {
    ref: 'o1' as const,
    id: 'o',
    version: 1,
    value: '10.00',
    validUntil: '2027-01-31T23:59:59.000Z',
    daysLeft: 70,
    daysOn: 21,
  }
  const body = '10 % off until 31 January 2027, or 10 euros'
  expect(foundWords(unsupportedNumber, body, { brief: { offer: { ...offer, kind: 'percent' } } })).toEqual(['10'])
  expect(foundWords(unsupportedNumber, '10% off', { brief: { offer: { ...offer, kind: 'amount' } } })).toEqual(['10'])
})

test('the sentence says what to do', () => {
  const message = { content: { body: 'It costs 649 EUR.' }, claims: [], slots: {}, rendered: '' }
  expect(unsupportedNumber.check(message, aBrief())).toEqual([
    {
      rule: 'unsupported-number',
      severity: 'block',
      message: 'No fact holds the price "649": use a price slot or take it out.',
      span: { field: 'body', start: 9, end: 12 },
      facts: [],
    },
  ])
})
