import { describe, expect, test } from 'vitest'
import { Brief } from '../../src/briefs/brief.ts'
import { cleanText, cleanValue, cleanWhole } from '../../src/briefs/clean-text.ts'
import { composeBrief } from '../../src/briefs/compose-brief.ts'
import { holdsContactDetails, withoutContactDetails } from '../../src/briefs/contact-details.ts'
import { signalTypes } from '../../src/signals/types/list.ts'
import { input, product, signal } from './inputs.ts'

const NAME = 'Xanthippe'
const EMAIL = 'xanthippe@example.com'
const PHONE = '+34 612 345 678'
const customer = { locale: 'es-ES', hasFirstName: true, knows: { email: true, phone: true }, names: [NAME, 'Roca'] }

test('no name, address or number of the customer reaches a brief, wherever it was put', () => {
  for (const secret of [NAME, EMAIL, PHONE, `call ${NAME} on 612345678`, 'https://evil.test/x']) {
    const everywhere = {
      productId: 'a',
      query: secret,
      category: secret,
      topic: secret,
      text: `${secret} is noisy`,
      title: secret,
      body: secret,
      site: secret,
      email: secret,
      traits: { email: secret },
    }
    for (const { type } of signalTypes) {
      const brief = composeBrief(
        input({
          customer,
          signals: [signal(type, 1, everywhere)],
          products: [
            product('a', {
              facts: [`Ask ${EMAIL}`, 'See www.evil.test', `Call ${PHONE}`],
              attributes: { hotline: PHONE },
            }),
          ],
          note: `Please write to ${NAME}, ${EMAIL} or ${PHONE}`,
        }),
      )
      const written = JSON.stringify({ ...brief, facts: brief.facts.map(({ text }) => text) })
      expect(written, type).not.toMatch(/xanthippe|612|evil|@/i)
      expect(Brief.safeParse(brief).success).toBe(true)
    }
  }
})

test('the rest of a note stays', () => {
  const note = `${NAME} asked for a\nquieter one, ${EMAIL}, before 3 pm`
  expect(composeBrief(input({ customer, note })).note).toBe('the customer asked for a quieter one, … before 3 pm')
  expect(composeBrief(input({ customer, note: ' \u200b ' })).note).toBeNull()
})

test('a search is told in plain words', () => {
  const told = (query: string) =>
    composeBrief(input({ signals: [signal('product-searched', 1, { query })] })).facts.map(({ text }) => text)
  expect(told('quiet dishwasher 45cm')).toEqual(['searched for products: quiet dishwasher 45cm'])
  expect(told('</b> "quiet" {o1.code}')).toEqual(['searched for products: b quiet o1.code'])
  expect(told('me@example.com')).toEqual(['searched for products'])
})

describe('contact details', () => {
  test.each([
    'write to me@example.com',
    'me＠example',
    'https://example.com',
    'ftp://x',
    'www.example.com',
    'see example.com now',
    '+34 612 345 678',
    '0034612345678',
    '(555) 123-45678',
    '612345678',
    'call 555-1234',
    'Tel.: 55512',
  ])('are seen in %j', (text) => {
    expect(holdsContactDetails(text.normalize('NFKC'))).toBe(true)
  })

  test.each([
    'Noise level 39 dB',
    '600 x 598 x 815 mm',
    '100-240 V, 50/60 Hz',
    'Width: 59.8 cm',
    'Made in 2024-2025',
    'Phone holder for 6.7 inch',
    'Works with 2.4 GHz and 5 GHz',
    'Capacity 12000 mAh',
    'Firmware 1.2.3',
    'Warranty until 2027-01-31',
  ])('are not seen in %j', (text) => {
    expect(holdsContactDetails(text)).toBe(false)
  })

  test('are cut out of a text', () => {
    expect(withoutContactDetails('Reach +34 612 345 678 or a@b.c soon')).toBe('Reach … or … soon')
  })
})

describe('cleaning', () => {
  test.each([
    ['Silent\u202e 39\u200b', 'Silent 39', 'Silent 39'],
    ['a\r\nBcc: x\ty', 'a Bcc: x y', 'a Bcc: x y'],
    ['\u{e0041}\u{e0042}x\ufe0f', 'x', 'x'],
    ['{{p1.name}} {{{x}}}', '{p1.name} {x}', '{p1.name} {x}'],
    ['{\u200b{x}\u200b}', '{x}', '{x}'],
    ['Peanuts™ ½', 'PeanutsTM 1⁄2', 'Peanuts™ ½'],
    ['ﬁne Ｗ', 'fine W', 'ﬁne Ｗ'],
    ['e\u0301', 'é', 'é'],
    ['a\u00a0\u3000b', 'a b', 'a b'],
    ['\ud800x\udfff', 'x', 'x'],
    ['\u3164\u2800', '', ''],
    ['｛｛x｝｝', '{x}', '｛｛x｝｝'],
  ])('%j', (dirty, text, value) => {
    expect(cleanText(dirty, 100)).toBe(text)
    expect(cleanValue(dirty)).toBe(value)
  })

  test('cuts at a word, and never inside a character', () => {
    expect(cleanText('one two three four', 15)).toBe('one two three')
    expect(cleanText('one two three', 13)).toBe('one two three')
    expect(cleanText('😀'.repeat(20), 9)).toBe('😀'.repeat(4))
    expect(cleanText('ab', 2)).toBe('ab')
  })

  test('what must stay whole is left out when it is too long', () => {
    expect(cleanWhole('one  two', 7)).toBe('one two')
    expect(cleanWhole('one two', 6)).toBe('')
    expect(cleanWhole('a\u200b'.repeat(1000), 6)).toBe('')
  })

  test('is done when it is done: a second time changes nothing', () => {
    const parts = ['a', ' ', '{', '}', '\u200b', '\u202e', '\n', '½', 'e\u0301', '\ud83d', '\ude00', '\ufe0f', '\u0000']
    let seed = 1
    const next = (): number => (seed = (seed * 48_271) % 2_147_483_647)
    for (let run = 0; run < 2000; run++) {
      const dirty = Array.from({ length: next() % 12 }, () => parts[next() % parts.length]).join('')
      const clean = cleanText(dirty, 8)
      expect(clean.length).toBeLessThanOrEqual(8)
      expect(cleanText(clean, 8)).toBe(clean)
      expect(clean).not.toMatch(/\{\{|\}\}|[\p{Cc}\p{Cf}\p{Cs}]|^ | $| {2}/u)
      expect(cleanValue(cleanValue(dirty))).toBe(cleanValue(dirty))
    }
  })
})

test('a dirty product name is one clean line', () => {
  const name = ' Aquila\n\u202eBow\u0007  {{20}} \u{e0041}Mixer'
  const brief = composeBrief(
    input({ signals: [signal('product-viewed', 1, { productId: 'a' })], products: [product('a', { name })] }),
  )
  expect(brief.products[0]?.name).toBe('Aquila Bow {20} Mixer')
})
