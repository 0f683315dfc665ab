import { describe, expect, test } from 'vitest'
import type { Brief, Fact } from '../../src/briefs/brief.ts'
import { unsupportedNumber } from '../../src/guardrails/unsupported-number.ts'
import type { Written } from '../../src/llm/offline/letter.ts'
import { writeMessage } from '../../src/llm/offline/message.ts'
import { readRecords } from '../../src/llm/offline/records.ts'
import { loadPrompts } from '../../src/prompts/load-prompts.ts'
import { foundWords } from '../guardrails/found-words.ts'
import { expectTrue, fullBrief, numbered } from './offline-briefs.ts'

const prompts = loadPrompts(new URL('../../prompts/', import.meta.url))
const DROP: Partial<Fact> = { kind: 'price-drop', text: 'Price 649.00 EUR, was 699.00 EUR until 2026-11-01' }
const BACK: Partial<Fact> = { kind: 'back-in-stock', text: 'Back in stock since 2026-11-05' }
const OTHER: Partial<Fact> = { text: 'Noise level 39 dB' }

function write(prompt: string, overrides: Partial<Brief>): { written: Written; brief: Brief } {
  const brief = fullBrief({ offer: null, ...overrides })
  const { user } = prompts.find(({ name }) => name === prompt)!.render(brief)
  return { written: writeMessage(readRecords(user)), brief }
}
const LOCALES = ['en-GB', 'en-US', 'de-DE', 'es-ES', 'fr-FR', null]
const cases = LOCALES.flatMap((locale) =>
  (['email', 'sms', 'chat', 'call'] as const).map((channel) => ({ locale, channel })),
)
/** Several ids give several wordings. */
const everyWording = Array.from({ length: 12 }, (_, n) => ({ stageReason: `Reason ${n}.` }))

describe.each(cases)('in $locale for $channel', (form) => {
  test('a lower price is told with the price slot, the earlier price and its day, and nothing untrue', () => {
    for (const wording of everyWording) {
      const { written, brief } = write('price-drop', { ...form, ...wording, facts: numbered(DROP, OTHER) })
      expect(written.body).toContain('{{p1.price}}')
      expect(written.body).toMatch(/699/)
      expect(written.body).toMatch(/November|noviembre/)
      expect(written.claims[0]?.facts).toEqual(['f1'])
      expectTrue(written, brief)
    }
  })

  test('that it can be had again is told with its day, and nothing untrue', () => {
    for (const wording of everyWording) {
      const { written, brief } = write('back-in-stock', { ...form, ...wording, facts: numbered(OTHER, BACK) })
      expect(written.body).toMatch(/5\.? (?:de )?(?:November|noviembre)/)
      expect(written.claims[0]?.facts).toEqual(['f2'])
      expectTrue(written, brief)
    }
  })
})

test('the product that the news is about is the one written about', () => {
  const facts = numbered(OTHER, { ...DROP, product: 'p2' })
  expect(write('price-drop', { facts }).written.body).toContain('{{p2.price}}')
})

test.each([
  ['without such a fact', { facts: numbered(OTHER) }],
  ['without a slot for the price', { facts: numbered(DROP, OTHER), slots: ['p1.name', 'p1.link', 'brand.name'] }],
  ['with a fact in other words', { facts: numbered({ ...DROP, text: 'Price 1 EUR, was 2 USD until never' }, OTHER) }],
  ['with a fact that only steers', { facts: numbered({ ...DROP, use: 'steer' }, OTHER) }],
])('%s, an ordinary message is written', (_name, overrides) => {
  const { written, brief } = write('price-drop', overrides)
  expect(written.body).not.toMatch(/699|November/)
  expectTrue(written, brief)
})

test.each([
  ['It costs {{p1.price}}. Until 1 November 2026 it was 699.00 EUR.', []],
  ['It costs 649.00 EUR, was €699.00 until 2026-11-01.', []],
  ['Sie kostet 649,00 €, bis zum 1. November 2026 waren es 699,00 €.', []],
  ['Until 1 November 2026 it was 799.00 EUR.', ['799.00']],
  ['Until 2 November 2026 it was 699.00 EUR.', ['2 November 2026']],
  ['Until 1 November 2026 it was 699.00 USD.', ['699.00']],
  ['It costs 50 EUR, or 7 %, less.', []],
  ['It costs 60 EUR less.', ['60']],
  ['It costs 9 % less.', ['9']],
  ['It costs 50 EUR.', ['50']],
])('beside that fact, numbers are checked: %s', (body, expected) => {
  expect(foundWords(unsupportedNumber, body, { brief: { facts: numbered(DROP) } })).toEqual(expected)
})
