import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { measureSms } from '../../src/channels/sms-size.ts'

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../../shared/corpora/${file}`, import.meta.url), 'utf8'))

test('every character below U+10000 counts as the GSM 03.38 tables say', () => {
  const { septets_1: once, septets_2: twice } = read('gsm0338/alphabet.json') as Record<string, number[]>
  expect([once!.length, twice!.length]).toEqual([127, 10])
  const wrong: number[] = []
  for (let code = 0; code < 0x10000; code++) {
    const { encoding, units } = measureSms(String.fromCharCode(code))
    const expected = once!.includes(code) ? ['GSM-7', 1] : twice!.includes(code) ? ['GSM-7', 2] : ['UCS-2', 1]
    if (encoding !== expected[0] || units !== expected[1]) wrong.push(code)
  }
  expect(wrong).toEqual([])
})

test('all 47 texts take the segments that the standard says', () => {
  const cases = read('gsm0338/segment-cases.json') as {
    text: string
    encoding: string
    units: number
    segments: number
  }[]
  expect(cases).toHaveLength(47)
  for (const { text, ...expected } of cases) expect(measureSms(text), JSON.stringify(text)).toMatchObject(expected)
})

type Split = { description: string; message: string; parts: unknown[]; totalBytes: number }
/** Two cases force GSM-7 upon characters that it does not have: their sender loses them, ours never does. */
const FORCED = ['Split 160 two-byte character message', 'Split 160 surrogate-pairs character message']

test.each(['gsm', 'unicode'])('split-sms splits its %s messages into as many parts', (file) => {
  const cases = read(`sms-split/${file}.test.json`) as Split[]
  const counted = cases.filter(({ description }) => !FORCED.includes(description))
  expect(counted).toHaveLength(file === 'gsm' ? 9 : 10)
  for (const { description, message, parts, totalBytes } of counted) {
    const { segments, units, encoding } = measureSms(message)
    expect([segments, encoding === 'GSM-7' ? units : 2 * units], description).toEqual([parts.length, totalBytes])
  }
  for (const { message } of cases.filter(({ description }) => FORCED.includes(description))) {
    expect(measureSms(message).encoding).toBe('UCS-2')
  }
})
