import { expect, test } from 'vitest'
import { check } from '../../src/guardrails/check.ts'
import { aBrief, aMessage } from '../support/brief-examples.ts'

test('a true and plain message passes', () => {
  expect(check(aMessage(), aBrief())).toEqual([])
})

test('everything that is wrong is told at once, in reading order, what has no place last', () => {
  const content = { subject: 'Only 3 left', body: 'Dear [Name], we saw you read https://evil.com and pay 99 EUR.' }
  const findings = check(aMessage({ content }), aBrief({ consent: false }))
  expect(findings.map(({ rule, span }) => `${rule} ${span === null ? '-' : `${span.field} ${span.start}`}`)).toEqual([
    'offer-without-record subject 0',
    'unsupported-number subject 5',
    'leftover-placeholder body 5',
    'observed-signal body 13',
    'unknown-link body 29',
    'unsupported-number body 54',
    'no-consent -',
  ])
})
