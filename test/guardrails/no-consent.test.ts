import { expect, test } from 'vitest'
import { noConsent } from '../../src/guardrails/no-consent.ts'
import { foundWords } from './found-words.ts'

test('warns without consent and says nothing with it', () => {
  expect(foundWords(noConsent, 'Hello', { brief: { consent: false } })).toEqual(['warn: -'])
  expect(foundWords(noConsent, 'Hello', { brief: { consent: true } })).toEqual([])
})
