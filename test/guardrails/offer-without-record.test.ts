import { describe, expect, test } from 'vitest'
import { offerWithoutRecord } from '../../src/guardrails/offer-without-record.ts'
import { aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

const offer = (kind: string) => ({
  brief: {
    offer: {
      ref: 'o1' as const,
      id: 'o',
      version: 1,
      kind,
      value: '10',
      validUntil: '2027-01-31T23:59:59.000Z',
      daysLeft: 70,
      daysOn: 21,
    },
  },
})

describe('without an offer', () => {
  test.each([
    ['With free shipping', ['free shipping']],
    ['10% off this week', ['10% off']],
    ['Get a discount', ['discount']],
    ['Save up to €50', ['Save up to €50']],
    ['Setup at no cost', ['at no cost']],
    ['Up to 60 % off', ['Up to 60 % off']],
    ['Die Lieferung ist kostenlos', ['kostenlos']],
    ['Only 3 left in stock', ['Only 3 left in stock']],
    ['While stocks last', ['While stocks last']],
    ['A free gift for you', ['free gift']],
    ['Nur noch heute: 20 % Rabatt', ['Rabatt']],
    ['Envío gratis y un descuento', ['Envío gratis', 'descuento']],
    ['Livraison gratuite, dernière chance', ['Livraison gratuite']],
  ])('%j is an empty promise', (body, expected) => {
    expect(foundWords(offerWithoutRecord, body)).toEqual(expected)
  })

  test.each([
    ['Feel free to ask. It is BPA-free, free of BPA, sugar-free and hands-free.'],
    ['It saves water and ends the noise.'],
    ['We offer advice. No rush.'],
    ['It can save 10 programmes.'],
    ['You have only one thing left to do.'],
    ['It costs {{p1.price}}.'],
  ])('%j promises nothing', (body) => {
    expect(foundWords(offerWithoutRecord, body)).toEqual([])
  })

  test('what a fact states in the same words may be said', () => {
    const facts = [aFact({ text: 'Free  delivery on all dishwashers' })]
    expect(foundWords(offerWithoutRecord, 'It comes with free delivery', { brief: { facts } })).toEqual([])
    const steering = facts.map((fact) => ({ ...fact, use: 'steer' as const }))
    expect(foundWords(offerWithoutRecord, 'It comes with free delivery', { brief: { facts: steering } })).toEqual([
      'free delivery',
    ])
  })
})

test.each([
  ['percent', 'A 10% discount', []],
  ['percent', 'free shipping', ['free shipping']],
  ['free_shipping', 'free shipping', []],
  ['free_shipping', 'a discount', ['discount']],
  ['free_shipping', 'It ships free of charge', []],
  ['percent', '10 % off', []],
  ['percent', '15 % off', ['15 % off']],
  ['percent', 'up to 10 % off', ['up to 10 % off']],
  ['percent', 'get it for free', ['for free']],
  ['amount', 'only 3 left', ['only 3 left']],
])('an offer of kind %s: %j', (kind, body, expected) => {
  expect(foundWords(offerWithoutRecord, body, offer(kind))).toEqual(expected)
})
