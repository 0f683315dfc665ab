import { describe, expect, test } from 'vitest'
import { offerWithoutRecord } from '../../src/guardrails/offer-without-record.ts'
import { urgency } from '../../src/guardrails/urgency.ts'
import { aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

const offer = (daysLeft: number) => ({
  ref: 'o1' as const,
  id: 'o',
  version: 1,
  kind: 'percent',
  value: '10',
  validUntil: '2026-11-27T22:59:59.000Z',
  daysLeft,
  daysOn: 10,
})

describe('little is left', () => {
  test.each([
    ['We only have two of them left.', ['two of them left']],
    ['Hardly any are left.', ['Hardly any are left']],
    ['Our last three pairs.', ['Our last three pairs']],
    ['Stocks are running low.', ['Stocks are running low']],
    ['Es sind lediglich noch vier Stück da.', ['lediglich noch vier Stück']],
    ['Bald vergriffen!', ['Bald vergriffen']],
    ['Quedan tres unidades.', ['Quedan tres unidades']],
    ['Il ne reste que trois exemplaires.', ['Il ne reste que trois exemplaires']],
    ['Es fehlt nur noch ein Schritt, und wir haben noch ein paar Fragen.', []],
    ['Only two steps are left.', []],
  ])('%j', (body, expected) => {
    expect(foundWords(offerWithoutRecord, body)).toEqual(expected)
  })

  test('a fact may say so', () => {
    const facts = [aFact({ text: 'Only two left in stock' })]
    expect(foundWords(offerWithoutRecord, 'Only two left in stock', { brief: { facts } })).toEqual([])
  })
})

describe('several for the price of fewer', () => {
  test.each([
    ['Take two and pay for one.', ['Take two and pay']],
    ['Three for the price of two', ['Three for the price of two']],
    ['Kaufen Sie zwei und zahlen Sie eins.', ['Kaufen Sie zwei und zahlen']],
    ['You choose between two colours for one price.', []],
  ])('%j', (body, expected) => {
    expect(foundWords(offerWithoutRecord, body)).toEqual(expected)
  })
})

describe('haste and crowds', () => {
  test.each([
    ["Get it before it's gone.", ["Get it before it's gone"]],
    ['Thousands of people are ordering it.', ['Thousands of people are ordering']],
    ['Greifen Sie schnell zu.', ['Greifen Sie schnell zu']],
    ['Faites vite !', ['Faites vite']],
    ['There is no need to hurry.', []],
    ['Do not hesitate to write. We reply while you decide.', []],
    ['Many people ask which one fits.', []],
  ])('%j', (body, expected) => {
    expect(foundWords(urgency, body)).toEqual(expected)
  })
})

describe('a day of the week on which something ends', () => {
  test.each([
    ['It closes this Friday.', null, ['closes this Friday']],
    ['Es endet am Freitag.', null, ['endet am Freitag']],
    ['Es endet am Freitag.', 3, []],
    ['Es endet am Samstag.', 3, ['endet am Samstag']],
    ['Es endet am Freitag.', 10, ['endet am Freitag']],
    ['We are there until Friday.', null, []],
  ])('%j with %j days left', (body, daysLeft, expected) => {
    const brief = { offer: daysLeft === null ? null : offer(daysLeft) }
    expect(foundWords(urgency, body, { brief })).toEqual(expected)
  })
})
