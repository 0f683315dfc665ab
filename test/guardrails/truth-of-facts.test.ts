import { describe, expect, test } from 'vitest'
import { alteredFact } from '../../src/guardrails/altered-fact.ts'
import { stockOrDelivery } from '../../src/guardrails/stock-or-delivery.ts'
import { unsupportedClaim } from '../../src/guardrails/unsupported-claim.ts'
import { unsupportedNumber } from '../../src/guardrails/unsupported-number.ts'
import { unsupportedStatement } from '../../src/guardrails/unsupported-statement.ts'
import { aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

const factsOf = (...texts: string[]) => texts.map((text, index) => aFact({ id: `f${index + 1}`, text }))

describe('a word of a fact replaced by another one', () => {
  const brief = {
    facts: factsOf(
      'Flexible hose of braided steel',
      'Brushed lid, quiet motor and a soft grip;Jug of clear glass',
      'The door opens by itself at the end of the programme',
      'Do not use abrasive cleaners on the steel front',
      'Child lock: No child lock',
    ),
  }
  test.each([
    ['The hose is stiff.', ['stiff']],
    ['It has a loud motor.', ['loud']],
    ['Polished lid, quiet motor and a soft grip.', ['Polished']],
    ['The hatch opens by itself at the end of the programme.', ['hatch']],
    ['You can use abrasive cleaners on the steel front.', ['You can use']],
    ['The door does not open by itself at the end of the programme.', ['door does not open']],
  ])('%j is not what the fact says', (body, expected) => {
    expect(foundWords(alteredFact, body, { brief })).toEqual(expected)
  })

  test.each([
    ['The hose is not stiff, and its motor is quiet.'],
    ['Unlike a rigid hose, it bends.'],
    ['Avoid abrasive cleaners on the steel front.'],
    ['At the end of each programme the door opens on its own.'],
    ['If you prefer a stiff hose, just reply.'],
    ['It has no child lock.'],
  ])('%j says it in other words', (body) => {
    expect(foundWords(alteredFact, body, { brief })).toEqual([])
  })
})

describe('a claim that names the wrong fact', () => {
  const brief = { facts: factsOf('Dishes dry with the door ajar', 'Baskets on steel rollers', 'Hose length 1.5 m') }
  const found = (text: string, ...cited: string[]) =>
    foundWords(unsupportedClaim, text, { brief, message: { claims: [{ text, facts: cited }] } })
  test('its words stand in another one', () => {
    expect(found('The baskets run on steel rollers.', 'f1')).toEqual(['The baskets run on steel rollers.'])
    expect(found('The hose is 1.5 m long.', 'f1')).toEqual(['The hose is 1.5 m long.'])
  })
  test('words of its own, or of two facts, are no other fact', () => {
    expect(found('The baskets run on steel rollers.', 'f2')).toEqual([])
    expect(found('Everything comes out dry and is easy to reach.', 'f1')).toEqual([])
    expect(found('The Silent 39 lets dishes dry with its door ajar.', 'f1')).toEqual([])
  })
})

describe('where next to nothing is known of a product', () => {
  const brief = { facts: factsOf('Price 649.00 EUR', 'In stock') }
  test.each([
    ['One thing more: it has a stylish lid.', 1],
    ['Gut zu wissen: besonders sparsam und handlich.', 1],
    ['A word on the price: it costs {{p1.price}}.', 0],
    ['All the details: {{p1.link}}', 0],
    ['We are glad to help. If you want to know more, just reply.', 0],
  ])('%j: %i', (body, count) => {
    expect(foundWords(unsupportedStatement, body, { brief })).toHaveLength(count)
  })
})

describe('figures as the reader reads them', () => {
  const facts = factsOf('Heats with 2000 W', 'Writes 50 MB/s', 'Holds 2 GB')
  test.each([
    ['de-DE', 'Es heizt mit 2.000 Watt.', []],
    ['de-DE', 'Es heizt mit 2.000 kW.', ['2.000 kW']],
    ['en-GB', 'It heats with 2,000 watts.', []],
    ['en-GB', 'It heats with 2,000 kW.', ['2,000 kW']],
    ['en-GB', 'It writes 50 MB/s and holds 2 GB.', []],
    ['en-GB', 'It holds 50 MB.', ['50 MB']],
  ])('%s: %j', (locale, body, expected) => {
    expect(foundWords(unsupportedNumber, body, { brief: { facts, locale } })).toEqual(expected)
  })
})

test('a fact on delivery makes only the same delivery true', () => {
  const facts = factsOf('Delivered within five days', 'Delivers hot air at two speeds')
  expect(foundWords(stockOrDelivery, 'It is delivered within five days.', { brief: { facts } })).toEqual([])
  expect(foundWords(stockOrDelivery, 'It will be delivered tomorrow.', { brief: { facts } })).toEqual([
    'delivered tomorrow',
  ])
})
