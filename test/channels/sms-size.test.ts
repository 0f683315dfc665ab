import { expect, test } from 'vitest'
import { measureSms, roomOf, withPlainSpaces } from '../../src/channels/sms-size.ts'

test.each<[string, string, number, number]>([
  ['', 'GSM-7', 0, 1],
  ['Köln ¿qué? ñ Ü £ @', 'GSM-7', 18, 1],
  ['x'.repeat(160), 'GSM-7', 160, 1],
  ['x'.repeat(161), 'GSM-7', 161, 2],
  ['x'.repeat(307), 'GSM-7', 307, 3],
  // An extension character takes two, and both stay in one segment.
  ['€'.repeat(80), 'GSM-7', 160, 1],
  [`${'x'.repeat(159)}€`, 'GSM-7', 161, 2],
  [`${'x'.repeat(152)}€${'x'.repeat(152)}`, 'GSM-7', 306, 3],
  ['á', 'UCS-2', 1, 1],
  ['ж'.repeat(70), 'UCS-2', 70, 1],
  ['ж'.repeat(71), 'UCS-2', 71, 2],
  ['x'.repeat(71) + '’', 'UCS-2', 72, 2],
  // A surrogate pair is not split: 66 + 1 place left empty.
  [`${'ж'.repeat(66)}😀${'ж'.repeat(66)}`, 'UCS-2', 134, 3],
  ['\ud800', 'UCS-2', 1, 1],
  ['e\u0301', 'UCS-2', 2, 1],
])('%j is %s, %i units, %i segments', (text, encoding, units, segments) => {
  expect(measureSms(text)).toMatchObject({ encoding, units, segments })
})

test('it says which characters are not in the GSM alphabet, each once', () => {
  expect(measureSms('Más allá, “aquí” – €5 😀').notGsm).toEqual(['á', '“', 'í', '”', '–', '😀'])
  expect(measureSms('Nada más que €5'.replace('á', 'a')).notGsm).toEqual([])
})

test('a text of 20,000 characters is counted to the end', () => {
  expect(measureSms('x'.repeat(20_000)).segments).toBe(Math.ceil(20_000 / 153))
})

test.each([
  ['GSM-7', 1, 160],
  ['GSM-7', 3, 459],
  ['UCS-2', 1, 70],
  ['UCS-2', 3, 201],
] as const)('%s: %i segments have room for %i', (encoding, segments, room) => {
  expect(roomOf(encoding, segments)).toBe(room)
  const character = encoding === 'GSM-7' ? 'x' : 'ж'
  expect(measureSms(character.repeat(room)).segments).toBe(segments)
  expect(measureSms(character.repeat(room + 1)).segments).toBe(segments + 1)
})

test('the space in a price does not make it UCS-2, and a wide space of Japanese stays', () => {
  expect(withPlainSpaces('649,00\u00a0€ 1\u202f000\u3000円')).toBe('649,00 € 1 000\u3000円')
})
