import { expect, test } from 'vitest'
import { unknownPhone } from '../../src/guardrails/unknown-phone.ts'
import { aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

test.each([
  ['Call +34 612 345 678 now', ['+34 612 345 678']],
  ['Call (020) 7946-0018', ['(020) 7946-0018']],
  ['Call 020 7946 0018', ['020 7946 0018']],
  ['Call 0800/123.45.67', ['0800/123.45.67']],
  ['Call 612345678', ['612345678']],
  ['Call ０２０ ７９４６ ００１８', ['０２０ ７９４６ ００１８']],
  ['Call zero six one, two three four five', ['zero six one, two three four five']],
  ['Ruf null acht null null eins zwei drei', ['null acht null null eins zwei drei']],
  ['Llama al seis uno dos 3 4 5 6', ['seis uno dos 3 4 5 6']],
  ['0️⃣6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣', ['0️⃣6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6']],
  ['0*6*1*2*3*4*5', ['0*6*1*2*3*4*5']],
  ['Call us on 555-0199', ['555-0199']],
])('%j holds a phone number', (body, expected) => {
  expect(foundWords(unknownPhone, body)).toEqual(expected)
})

test('a number of the locale is found without a country code', () => {
  expect(foundWords(unknownPhone, 'Llama al 612.345.678', { brief: { locale: 'es-ES' } })).toEqual(['612.345.678'])
})

test.each([
  ['It costs 1 299 000 EUR or 12.345.678'],
  ['From 2026-11-30 to 30.11.2026, 2024-2026'],
  ['39 dB, 14 place settings, 24/7'],
  ['Bands: 1900 / 210. 4 of them'],
  ['Model {{p1.name}} {{p1.price}}'],
  ['1.600,00 or 12,500.00, one two three and off we go'],
  ['Call us before 12:30, phone 10.000 times'],
  ['Ein, zwei, drei, vier: fertig'],
])('%j holds none', (body) => {
  expect(foundWords(unknownPhone, body)).toEqual([])
})

test('a count in brackets is none, whatever the country', () => {
  expect(foundWords(unknownPhone, 'Bewertung: 4,2/5 (11.029 Stimmen).', { brief: { locale: 'de-DE' } })).toEqual([])
})

test('a number that a fact holds is no phone number', () => {
  const facts = [aFact({ text: 'EAN 4006381333931' })]
  expect(foundWords(unknownPhone, 'EAN 4006381333931', { brief: { facts } })).toEqual([])
  expect(foundWords(unknownPhone, 'EAN 4006381333931')).toEqual(['4006381333931'])
})
