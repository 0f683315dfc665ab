import { expect, test } from 'vitest'
import { overLength } from '../../src/guardrails/over-length.ts'
import { aBrief, aMessage } from '../support/brief-examples.ts'
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

test.each([
  ['x'.repeat(459), null],
  [
    'x'.repeat(460),
    'takes 4 segments and may take 3: its last line included it has 460 characters in GSM-7, and 459 fit. Shorten it by 1.',
  ],
  ['ж'.repeat(201), null],
  [
    'ж'.repeat(300),
    'takes 5 segments and may take 3: its last line included it has 300 characters in UCS-2, and 201 fit. Shorten it by 99.',
  ],
  // Nothing is too long, and yet it does not fit: the last place of each segment stays empty.
  [
    `${'x'.repeat(152)}€${'x'.repeat(150)}€${'x'.repeat(152)}`,
    'takes 4 segments and may take 3: its last line included it has 458 characters in GSM-7, and 459 fit. Shorten it by 1.',
  ],
])('an SMS is measured in segments, with all that it says (case %#)', (rendered, expected) => {
  const found = overLength.check(aMessage({ content: { body: 'x' }, rendered }), aBrief({ channel: 'sms' }))
  expect(found.map(({ severity, message }) => [severity, message])).toEqual(
    expected === null ? [] : [['block', `This SMS ${expected}`]],
  )
})
