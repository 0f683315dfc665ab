import { describe, expect, test } from 'vitest'
import { unknownProduct } from '../../src/guardrails/unknown-product.ts'
import { unsupportedAttribution } from '../../src/guardrails/unsupported-attribution.ts'
import { aBrief, aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

const [product] = aBrief().products
const facts = [aFact({ text: 'A kettle of steel' })]
const brief = { facts, products: [{ ...product!, name: 'Norvik Fjord K7 Kettle', category: 'Kettles' }] }

describe("a product's name with other words in it", () => {
  test.each([
    ['Look at the Norvik Tundra Kettle.', ['Tundra']],
    ['Look at the Brandt Fjord K7 Kettle.', ['Brandt']],
    ['Look at the Norvik Fjord K9.', ['K9']],
    ['Look at the Norvik Fjord K7 Kettle, or at the Fjord K7.', []],
    ['The Norvik Team and Norvik Support are glad to help.', []],
  ])('%j', (body, expected) => {
    expect(foundWords(unsupportedAttribution, body, { brief })).toEqual(expected)
  })
})

describe('makers in capitals, short ones and with a hyphen', () => {
  test.each([
    ['It is made by AEG.', ['AEG']],
    ['It is made by Q-Tek.', ['Q-Tek']],
    ['It is made by Norvik.', []],
    ['It is made by us, with time and care.', []],
  ])('%j', (body, expected) => {
    expect(foundWords(unsupportedAttribution, body, { brief })).toEqual(expected)
  })
})

describe('names among capitals', () => {
  test.each([
    ['de-DE', 'Sehen Sie sich den AQUAPURA Sprudler an.', ['AQUAPURA Sprudler']],
    ['de-DE', 'Das ist der Norvik Fjord K7 Kettle für Ihre Küche und den Alltag Ihrer Familie.', []],
    ['en-GB', 'The Northwind Cooler is one.', ['Northwind Cooler']],
    ['en-GB', 'It is a Kettle of steel. The Kettle is one.', []],
    ['en-GB', 'Have a look at the narwik 60j.', ['60j']],
    ['en-GB', 'It holds 2l, takes 50w, is the 2nd one and costs 30p.', []],
  ])('%s: %j', (locale, body, expected) => {
    expect(foundWords(unknownProduct, body, { brief: { ...brief, locale } })).toEqual(expected)
  })
})
