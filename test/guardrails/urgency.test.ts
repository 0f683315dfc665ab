import { describe, expect, test } from 'vitest'
import { urgency } from '../../src/guardrails/urgency.ts'
import { aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

const offer = (daysLeft: number, daysOn = 10) => ({
  brief: {
    offer: {
      ref: 'o1' as const,
      id: 'o',
      version: 1,
      kind: 'percent',
      value: '10',
      validUntil: '2027-01-31T23:59:59.000Z',
      daysLeft,
      daysOn,
    },
  },
})

test.each([
  ['It ends today.', ['ends today']],
  ['Last chance!', ['Last chance']],
  ['Hurry up, today only.', ['Hurry up', 'today only']],
  ['Only 3 days left', ['Only 3 days left']],
  ['Letzte Chance: endet morgen', ['Letzte Chance', 'endet morgen']],
  ['Solo hoy, última oportunidad', ['Solo hoy', 'última oportunidad']],
  ['Dernière chance', ['Dernière chance']],
])('without an offer %j presses without a reason', (body, expected) => {
  expect(foundWords(urgency, body)).toEqual(expected)
})

describe('with an offer its dates decide', () => {
  test.each([
    ['ends today', 0, true],
    ['ends today', 1, false],
    ['ends tomorrow', 1, true],
    ['ends tomorrow', 0, false],
    ['last chance', 1, true],
    ['last chance', 2, false],
    ['ends soon', 7, true],
    ['ends soon', 8, false],
    ['for a limited time', 70, false],
    ['only 3 days left', 3, true],
    ['only 3 days left', 4, false],
    ['noch 3 Tage', 3, true],
    ['hurry', 0, false],
  ])('%j with %i days left: %s', (body, daysLeft, isTrue) => {
    expect(foundWords(urgency, body, offer(daysLeft))).toEqual(isTrue ? [] : [body])
  })

  test('today only is one day alone', () => {
    expect(foundWords(urgency, 'today only', offer(0, 0))).toEqual([])
    expect(foundWords(urgency, 'today only', offer(0, 1))).toEqual(['today only'])
  })
})

test.each([
  ['There is no hurried wash. The programme ends soon after the door is shut.'.replace('ends soon', 'stops soon')],
  ['We reply today. Today it costs {{p1.price}}.'],
  ['It lasts a limited number of cycles.'],
])('%j presses nobody', (body) => {
  expect(foundWords(urgency, body)).toEqual([])
})

test('what the terms say in the same words may be said', () => {
  const facts = [aFact({ kind: 'offer', text: 'Terms: while the sale lasts, for a limited time' })]
  expect(foundWords(urgency, 'It is there for a limited time', { brief: { facts } })).toEqual([])
})
