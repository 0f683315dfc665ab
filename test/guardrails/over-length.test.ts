import { expect, test } from 'vitest'
import { overLength } from '../../src/guardrails/over-length.ts'
import { foundWords } from './found-words.ts'

const limits = (body: number) => ({ brief: { limits: { subject: 20, body, mentionedSignals: 2 } } })

test.each([
  ['abcde', 5, []],
  ['abcdef', 5, ['f']],
  ['😀😀😀', 3, []],
  ['😀😀😀', 2, ['😀']],
  // "Ines" is 4 characters, the slot 23.
  ['Hi {{customer.first_name}}!', 8, []],
  ['Hi {{customer.first_name}}!', 7, ['!']],
  ['Hi {{customer.first_name}}!', 5, ['{{customer.first_name}}!']],
  ['{{no.such}}', 11, []],
  ['{{no.such}}', 10, ['{{no.such}}']],
])('%j may have %i characters once merged', (body, limit, expected) => {
  expect(foundWords(overLength, body, limits(limit))).toEqual(expected)
})

test('the subject has its own limit', () => {
  expect(foundWords(overLength, 'a', { subject: 'x'.repeat(22), ...limits(5) })).toEqual(['xx'])
})
