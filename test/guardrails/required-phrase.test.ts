import { expect, test } from 'vitest'
import { requiredPhrase } from '../../src/guardrails/required-phrase.ts'
import { aBrief, aMessage } from '../support/brief-examples.ts'

const requiring = (...requiredPhrases: string[]) => aBrief({ brand: { ...aBrief().brand, requiredPhrases } })

test.each([
  ['Prices include VAT.', ['Prices include VAT'], []],
  ['prices  INCLUDE\nvat', ['Prices include VAT'], []],
  ['It’s ours', ["It's ours"], []],
  ['Prices include VATs', ['Prices include VAT'], ['Prices include VAT']],
  ['Preise ink\u0301l. MwSt.', ['Preise inkl. MwSt.'], ['Preise inkl. MwSt.']],
  ['Hello', ['one', 'two'], ['one', 'two']],
  ['Hello', [], []],
])('in %j with %j', (rendered, phrases, missing) => {
  const found = requiredPhrase.check(aMessage({ rendered }), requiring(...phrases))
  expect(found).toEqual(
    missing.map((phrase) => ({
      rule: 'required-phrase',
      severity: 'block',
      message: `The brand always says "${phrase}" in such a message: add it word for word.`,
      span: null,
      facts: [],
    })),
  )
})

test('a brand that asks for nothing gets nothing', () => {
  expect(requiredPhrase.check(aMessage(), aBrief())).toEqual([])
})
