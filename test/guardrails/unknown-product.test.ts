import { describe, expect, test } from 'vitest'
import { unknownProduct } from '../../src/guardrails/unknown-product.ts'
import { aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

describe('models that the brief does not hold', () => {
  test.each([
    ['Better than the WM14N200', ['WM14N200']],
    ['Better than a WH-1000XM5', ['WH-1000XM5']],
    ['Better than a KD-55X80 or 55OLED706', ['KD-55X80', '55OLED706']],
    ['The iPhone15', ['iPhone15']],
    ['The MX-5', ['MX-5']],
    ['An S24', ['S24']],
  ])('%j', (body, expected) => {
    expect(foundWords(unknownProduct, body)).toEqual(expected)
  })
})

describe('names in mid-sentence of which nothing is known', () => {
  test.each([
    ['It beats the Bosch Serie 6 in noise.', ['Bosch Serie 6']],
    ['Unlike the Philips Hue it is quiet.', ['Philips Hue']],
    ['Unlike the Silent Hue it is quiet.', ['warn: Silent Hue']],
    ['We wrote about the GROUND® Lou Kids.', ['GROUND® Lou Kids']],
  ])('%j', (body, expected) => {
    expect(foundWords(unknownProduct, body)).toEqual(expected)
  })

  test('in German every noun has a capital', () => {
    const brief = { locale: 'de-DE' }
    expect(foundWords(unknownProduct, 'Das ist eine Frage Ihrer Küche, nicht mehr.', { brief })).toEqual([])
  })
})

test.each([
  ['The Silent 39 Dishwasher is quiet, and so is the Silent39.'],
  ['Look at the {{p1.name}} for your kitchen'],
  ['We at Aquila say: ask Ines'],
  ['39dB, 256GB, 15h30, 10x20cm, 1st, CO2, A4, 4K, 24h, 2-in-1, USB'],
  ['Quiet Evenings With the Silent 39 And Much More'],
  ['See you on Monday 3 or in March 2027'],
  ['Kind regards,\nAquila Support'],
])('what the brief holds, and everyday words, pass: %j', (body) => {
  expect(foundWords(unknownProduct, body)).toEqual([])
})

test('a model in a fact may be named unless the fact only steers', () => {
  const fact = aFact({ text: 'Fits the WM-14N200 of Bosch Serie 6' })
  const body = 'It fits the WM14N200 of Bosch Serie 6.'
  expect(foundWords(unknownProduct, body, { brief: { facts: [fact] } })).toEqual([])
  expect(foundWords(unknownProduct, body, { brief: { facts: [{ ...fact, use: 'steer' }] } })).toEqual([
    'WM14N200',
    'Bosch Serie 6',
  ])
})
