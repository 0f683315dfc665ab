import { expect, test } from 'vitest'
import { unsupportedClaim } from '../../src/guardrails/unsupported-claim.ts'
import { foundWords } from './found-words.ts'

const body = 'It runs at 39 dB. It is loved.'

test.each([
  ['rests on a fact that may be said', 'runs at 39 dB', ['f1'], []],
  ['names no fact', 'It is loved', [], ['warn: It is loved']],
  ['names an unknown fact', 'runs at 39 dB', ['f9'], ['runs at 39 dB']],
  ['rests on a fact that only steers', 'It is loved', ['f3'], ['It is loved']],
  ['names both', 'It is loved', ['f1', 'f3', 'f9', 'f9'], ['It is loved', 'It is loved']],
  ['has no place in the text', 'Something else', ['f9'], ['-']],
  ['has no words', '', ['f9'], ['-']],
])('a claim that %s', (_name, text, facts, expected) => {
  expect(foundWords(unsupportedClaim, body, { message: { claims: [{ text, facts }] } })).toEqual(expected)
})
