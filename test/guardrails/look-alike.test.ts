import { expect, test } from 'vitest'
import { lookAlike } from '../../src/guardrails/look-alike.ts'
import { foundWords } from './found-words.ts'

test.each([
  ['Pay with pаypal', ['pаypal']],
  ['The Αquila shop', ['Αquila']],
  ['A сосо dress', ['сосо']],
  ['Visit 𝐞𝐱𝐚𝐦𝐩𝐥𝐞', ['𝐞𝐱𝐚𝐦𝐩𝐥𝐞']],
  ['Now Ｗｉｎ big', ['Ｗｉｎ']],
  ['Ⓦⓘⓝ', ['Ⓦⓘⓝ']],
])('%j holds letters that pass for others', (body, expected) => {
  expect(foundWords(lookAlike, body)).toEqual(expected)
})

test.each([
  ['39 dB, 0.5 μm, 4 kΩ, ΔE below 2, ℓ, №, ™, ℃'],
  ['Café naïve – „Größe“ œuvre'],
  ['The Москва lamp and the Ελλάδα vase'],
  ['静音 ＵＳＢ 対応'],
])('%j is written plainly', (body) => {
  expect(foundWords(lookAlike, body)).toEqual([])
})

test('whole words of another alphabet are fine where the language writes them', () => {
  const brief = { locale: 'ru-RU' }
  expect(foundWords(lookAlike, 'Мы рады. Он тут, USB-кабель. Сухо', { brief })).toEqual([])
})
