import { describe, expect, test } from 'vitest'
import { Finding } from '../../src/guardrails/guardrail.ts'
import { check } from '../../src/guardrails/check.ts'
import { guardrails } from '../../src/guardrails/list.ts'
import { aBrief, aMessage } from '../support/brief-examples.ts'

const NASTY: [string, string][] = [
  ['nothing', ''],
  ['blanks', ' '.repeat(10_000)],
  ['line breaks', '\n'.repeat(10_000)],
  ['one letter', 'a'.repeat(10_000)],
  ['one digit', '1'.repeat(10_000)],
  ['digits apart', '1 '.repeat(5_000)],
  ['versions', '1.'.repeat(5_000)],
  ['hyphens', 'a-'.repeat(5_000)],
  ['dots', 'a.'.repeat(5_000)],
  ['at signs', 'a@'.repeat(5_000)],
  ['braces', '{{'.repeat(5_000)],
  ['brackets', '['.repeat(5_000) + ']('.repeat(2_000)],
  ['angles', '<a '.repeat(3_000)],
  ['bars', '|-'.repeat(5_000)],
  ['per cent', '%a'.repeat(5_000)],
  ['capitals', 'Aa '.repeat(3_000)],
  ['phrases', "you've recently just we have ".repeat(300)],
  ['half phrases', 'left Sie haben free only 3 '.repeat(300)],
  ['emoji', '👨‍👩‍👧‍👦🏳️‍🌈1️⃣😀'.repeat(200)],
  ['joiners', '\u200D'.repeat(10_000)],
  ['right to left', 'שלום עולם ١٢٣ مرحبا \u202Eabc\u202C'.repeat(50)],
  ['lone combining marks', '\u0301\u0489\u20DD'.repeat(500)],
  ['lone surrogates', '\uD800 \uDC00'.repeat(50)],
  ['controls', '\u0000\u0001\u001B[0m\r\u2028'.repeat(50)],
  ['mathematical digits', '𝟏𝟐𝟑 % off 𝟗𝟗 €'.repeat(50)],
  ['case that grows', 'İSTANBUL ﬀ ß '.repeat(200)],
  ['slots', '{{p1.name}}{{p1.link}}{{nope}}{{__proto__}}'.repeat(50)],
  ['everything', 'Dear [Name], we saw you read x.com, WM14N200, SAVE-20, a@b.co, 020 7946 0018, 50% off, <b>'],
]

test('rule names are unique and in small letters', () => {
  const names = guardrails.map((guardrail) => guardrail.rule)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
})

describe.each(guardrails.map((guardrail) => [guardrail.rule, guardrail] as const))('%s', (rule, guardrail) => {
  test('lets a true and plain message pass', () => {
    expect(guardrail.check(aMessage(), aBrief())).toEqual([])
  })

  test.each(NASTY)('stands %s', (_name, text) => {
    for (const content of [{ subject: text, body: text }, { body: text }]) {
      const message = aMessage({ content, claims: [{ text, facts: ['f1', 'f3', text] }], slots: { 'p1.name': text } })
      const brief = aBrief({ complaint: true, consent: false })
      const before = structuredClone({ message, brief })
      const findings = guardrail.check(message, brief)
      for (const finding of findings) {
        expect(Finding.safeParse(finding).success).toBe(true)
        expect(finding.rule).toBe(rule)
        expect(finding.message).toMatch(/^\S.*[.]$/s)
        if (finding.span === null) continue
        const field = content[finding.span.field as 'body']
        expect(field).toBeDefined()
        expect(finding.span.start).toBeLessThanOrEqual(finding.span.end)
        expect(finding.span.end).toBeLessThanOrEqual(field.length)
      }
      expect(guardrail.check(message, brief)).toEqual(findings)
      expect({ message, brief }).toEqual(before)
    }
  })
})

test('no nasty text of 10 kB makes the checks slow', () => {
  for (const [, text] of NASTY) {
    const message = aMessage({ content: { subject: 'x', body: text.repeat(Math.ceil(10_000 / (text.length + 1))) } })
    const start = performance.now()
    check(message, aBrief())
    // Each takes milliseconds. Generous for a busy machine: a pattern that backtracks badly needs minutes.
    expect(performance.now() - start).toBeLessThan(5_000)
  }
})
