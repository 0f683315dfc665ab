import { describe, expect, test } from 'vitest'
import type { Brief } from '../../src/briefs/brief.ts'
import { measureSms } from '../../src/channels/sms-size.ts'
import type { Written } from '../../src/llm/offline/letter.ts'
import { phrasesFor } from '../../src/llm/offline/language.ts'
import { writeMessage } from '../../src/llm/offline/message.ts'
import { readRecords } from '../../src/llm/offline/records.ts'
import { loadPrompts } from '../../src/prompts/load-prompts.ts'
import { complaintBrief, expectTrue, fullBrief, numbered, renderedFor, slotsIn } from './offline-briefs.ts'
import '../support/no-leaks.ts'

const prompts = loadPrompts(new URL('../../prompts/', import.meta.url))
const LIMITS = { subject: 0, body: 420, mentionedSignals: 2 }

function write(name: string, brief: Brief): Written {
  return writeMessage(readRecords(prompts.find((prompt) => prompt.name === name)!.render(brief).user))
}
const sizeOf = (body: string, brief: Brief) => measureSms(renderedFor(brief, { body }))
/** Several ids give several wordings. */
const everyWording = Array.from({ length: 12 }, (_, n) => ({ stageReason: `Reason ${n}.` }))

/** Every text of a tree of phrases, its parameters filled with letters. */
function textsIn(tree: unknown): string[] {
  if (typeof tree === 'string') return [tree]
  if (typeof tree === 'function') return [String(tree('a', 'a', 'a', 'a'))]
  return Object.values(tree as object).flatMap(textsIn)
}

test.each(['en', 'de', 'es'])('every phrase for text messages is in the GSM alphabet (%s)', (language) => {
  const { sms, price, news } = phrasesFor(language)
  const texts = textsIn({ sms, price, news })
  expect(texts.length).toBeGreaterThan(20)
  for (const text of texts) expect(measureSms(text), text).toMatchObject({ notGsm: [] })
})

const cases = prompts
  .filter(({ channels }) => channels.includes('sms'))
  .flatMap(({ name, complaint }) => ['en-GB', 'de-DE', 'es-ES'].map((locale) => ({ name, complaint, locale })))

describe.each(cases)('the text message of $name in $locale', ({ name, complaint, locale }) => {
  const form = { channel: 'sms', locale, limits: LIMITS } as const

  test('takes one segment of GSM-7, and passes every check', () => {
    for (const wording of everyWording) {
      const brief = (complaint ? complaintBrief : fullBrief)({ ...form, ...wording, offer: null })
      const written = write(name, brief)
      expectTrue(written, brief)
      expect(written.body).not.toContain('\n')
      expect(sizeOf(written.body, brief), written.body).toMatchObject({ encoding: 'GSM-7', segments: 1 })
    }
  })

  test('takes two segments at most with an offer', () => {
    for (const wording of everyWording) {
      const brief = fullBrief({ ...form, ...wording, complaint })
      const written = write(name, brief)
      expect(sizeOf(written.body, brief).segments, written.body).toBeLessThanOrEqual(2)
    }
  })

  test('takes two segments at most where the catalogue has nothing but rare letters', () => {
    const facts = numbered({ text: `Más silencioso que – “casi” – todo: ${'ñandú '.repeat(8)}` })
    for (const wording of everyWording) {
      const brief = (complaint ? complaintBrief : fullBrief)({ ...form, ...wording, offer: null, facts })
      expect(sizeOf(write(name, brief).body, brief).segments).toBeLessThanOrEqual(2)
    }
  })
})

test('a fact in the GSM alphabet is taken before one that is not', () => {
  const facts = numbered({ text: 'Energy – class C' }, { text: 'Noise level 39 dB' })
  const written = write('research-follow-up', fullBrief({ channel: 'sms', limits: LIMITS, offer: null, facts }))
  expect(written.body).toContain('Noise level')
  expect(written.body).not.toContain('–')
})

test('a message about what was bought sells nothing, whatever the brief holds', () => {
  for (const channel of ['email', 'sms', 'chat', 'call'] as const) {
    for (const wording of everyWording) {
      const { body, subject } = write('post-purchase-care', fullBrief({ channel, ...wording }))
      expect(slotsIn(body + subject).filter((slot) => /price|link|^o1/.test(slot))).toEqual([])
      expect(body).not.toMatch(/review|rating|decid|choice/i)
    }
  }
})

test('who comes back is not told so', () => {
  const words = /welcome|again|still|back\b|while|miss|long|wieder|zurück|lange|vermisst|vuelt|vuelv|todavía|tiempo\b/i
  for (const locale of ['en', 'de', 'es']) {
    for (const channel of ['email', 'sms', 'chat'] as const) {
      for (const wording of everyWording) {
        const { body, subject } = write('welcome-back', fullBrief({ channel, locale, ...wording }))
        expect(`${subject} ${body}`).not.toMatch(words)
      }
    }
  }
})
