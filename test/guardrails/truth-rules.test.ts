import { describe, expect, test } from 'vitest'
import { alteredFact } from '../../src/guardrails/altered-fact.ts'
import { deniedFeature } from '../../src/guardrails/denied-feature.ts'
import { stockOrDelivery } from '../../src/guardrails/stock-or-delivery.ts'
import { unsupportedAttribution } from '../../src/guardrails/unsupported-attribution.ts'
import { unsupportedFeature } from '../../src/guardrails/unsupported-feature.ts'
import { unsupportedNumber } from '../../src/guardrails/unsupported-number.ts'
import { unsupportedPraise } from '../../src/guardrails/unsupported-praise.ts'
import { unsupportedStatement } from '../../src/guardrails/unsupported-statement.ts'
import { aBrief, aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

const TEXTS = [
  'The basket is coated with blue enamel and does not need any polish.',
  'The hose is 1.5 m long and holds 2 kW.',
  'Hot water connection: No',
  'Warranty: 24 months',
  'Price 649.00 EUR, was 699.00 EUR until 2026-11-01',
]
const facts = TEXTS.map((text, index) => aFact({ id: `f${index + 1}`, text }))
const brief = { facts }

describe('a fact said with another word or without its denial', () => {
  test.each([
    ['The basket is coated with blue enamel and does not need any polish.', 0],
    ['Good to know: the basket is coated with blue enamel.', 0],
    ['The basket is coated with blue ceramic and does not need any polish.', 1],
    ['The basket is coated with blue enamel and does need any polish.', 1],
    ['Is the basket coated with blue ceramic and in need of polish?', 0],
  ])('%j', (body, count) => {
    expect(foundWords(alteredFact, body, { brief })).toHaveLength(count)
  })
})

describe('a feature that a fact denies', () => {
  test.each([
    ['It has a hot water connection.', ['hot water connection']],
    ['It has no hot water connection.', []],
    ['Do you need a hot water connection?', []],
  ])('%j', (body, expected) => {
    expect(foundWords(deniedFeature, body, { brief })).toEqual(expected)
  })
})

describe('colours, materials and features that no fact holds', () => {
  test.each([
    ['Its basket is blue.', []],
    ['Der Korb ist blau.', []],
    ['Its basket is green.', ['green']],
    ['Der Korb ist aus Leder.', ['Leder']],
    ['La cesta es de bambú.', ['bambú']],
    ['If you need it in green, just reply.', []],
    ['Do you want a green one?', []],
    ['Wir wollen helfen. Ante todo, gracias.', []],
  ])('%j', (body, expected) => {
    expect(foundWords(unsupportedFeature, body, { brief })).toEqual(expected)
  })

  test('the facts of the same kind are named, since one of them is what was meant', () => {
    const message = { content: { body: 'It is green.' }, claims: [], slots: {}, rendered: '' }
    expect(unsupportedFeature.check(message, aBrief(brief)).map((found) => found.facts)).toEqual([['f1']])
  })
})

describe('praise and comparisons need a fact that says so', () => {
  test.each([
    ['It is the quietest of all.', ['the quietest']],
    ['Es ist die beste Wahl.', ['die beste']],
    ['Es la mejor opción.', ['la mejor']],
    ["C'est le meilleur choix.", ['le meilleur']],
    ['It is lighter than the others.', ['lighter than the others']],
    ['Sie ist leiser als viele.', ['leiser als']],
    ['Es más ligero que muchos.', ['más ligero que']],
    ['Best wishes, and the best of luck.', []],
    ['We would rather ask than guess; more than 20 people wrote.', []],
    ['Das sind 50 EUR weniger als die 699 EUR.', []],
  ])('%j', (body, expected) => {
    expect(foundWords(unsupportedPraise, body, { brief })).toEqual(expected)
  })

  test('a fact may praise', () => {
    const said = { facts: [aFact({ text: 'The quietest of its class, says the test of May' })] }
    expect(foundWords(unsupportedPraise, 'It is the quietest of its class.', { brief: said })).toEqual([])
  })
})

describe('stock and delivery', () => {
  const [product] = aBrief().products
  const of = (availability: string | null) => ({ facts, products: [{ ...product!, availability }] })
  test.each([
    ['in_stock', 'It is in stock.', []],
    [null, 'It is in stock.', ['in stock']],
    ['out_of_stock', 'Es ist auf Lager.', ['auf Lager']],
    ['in_stock', 'It is sold out.', ['sold out']],
    ['out_of_stock', 'It is sold out.', []],
    [null, 'Tell us whether it is in stock where you are.', []],
    ['in_stock', 'It will be delivered tomorrow.', ['delivered tomorrow']],
    ['in_stock', 'Wir liefern morgen.', ['liefern morgen']],
    ['in_stock', 'We will write to you tomorrow.', []],
  ])('%s: %j', (availability, body, expected) => {
    expect(foundWords(stockOrDelivery, body, { brief: of(availability) })).toEqual(expected)
  })
})

describe('makers and categories', () => {
  test.each([
    ['It is made by Northwind.', ['Northwind']],
    ['According to Northwind Labs it is fine.', ['Northwind Labs']],
    ['It belongs to the category Toasters.', ['Toasters']],
    ['It belongs to the category Dishwashers.', []],
    ['It was made by hand, and you reach us from Monday.', []],
    ['The Northwind 39 Dishwasher', ['Northwind']],
    ['The Silent 39 Dishwasher', []],
  ])('%j', (body, expected) => {
    expect(foundWords(unsupportedAttribution, body, { brief })).toEqual(expected)
  })
})

describe('sentences about a product of whose words no fact holds one', () => {
  test.each([
    ['It hums lullabies to toddlers.', 1],
    ['We hum lullabies to toddlers.', 0],
    ['The basket is coated with enamel.', 0],
    ['Es summt Kindern Lieder vor.', 0],
  ])('%j', (body, count) => {
    expect(foundWords(unsupportedStatement, body, { brief })).toHaveLength(count)
  })
})

describe('numbers in other units, in words, and derived from two prices', () => {
  test.each([
    ['The hose is 150 cm long and takes 2000 watts.', []],
    ['The hose is 1.5 mm long.', ['1.5 mm']],
    ['A warranty of two years, or twenty-four months', []],
    ['A warranty of three years', ['three years']],
    ['You save 50 euros, or 7 %, and 8 % rounded up, on the lower price.', []],
    ['You save 60 euros.', ['60']],
    ['It costs 50 euros.', ['50']],
    ['Under "connector two" it says nothing.', []],
  ])('%j', (body, expected) => {
    expect(foundWords(unsupportedNumber, body, { brief })).toEqual(expected)
  })
})
