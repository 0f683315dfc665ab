import { expect, test } from 'vitest'
import { unknownCode } from '../../src/guardrails/unknown-code.ts'
import { aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

test.each([
  ['Use QUIET10 today', ['QUIET10']],
  ['Use SAVE-20 today', ['SAVE-20']],
  ['Your code is WELCOME', ['WELCOME']],
  ['with the promo code "SPRING-SALE".', ['SPRING-SALE']],
  ['Voucher: XK42Z', ['XK42Z']],
  ['Enter HELLO at checkout', ['HELLO']],
  ['Mit dem Gutscheincode SOMMER', ['SOMMER']],
  ['Con el código BIENVENIDA', ['BIENVENIDA']],
  ['use code save20 now', ['save20']],
  ['Your code: S A V E 2 0', ['S A V E 2 0']],
])('%j holds a code of no record', (body, expected) => {
  expect(foundWords(unknownCode, body)).toEqual(expected)
})

test.each([
  ['Your code: {{o1.code}}'],
  ['Use code {{o1.code}} at checkout'],
  ['The dress code is relaxed, scan the QR code'],
  ['The energy label is A and the plug is TYPE F'],
  ['The Silent 39 Dishwasher'],
  ['The QR code is 2 by 2 cm, and the code is simple'],
])('%j holds none', (body) => {
  expect(foundWords(unknownCode, body)).toEqual([])
})

test('a token that a fact or a product name holds is no offer code', () => {
  const facts = [aFact({ text: 'Filter HEPA13 included' })]
  expect(foundWords(unknownCode, 'It has a HEPA13 filter', { brief: { facts } })).toEqual([])
  expect(foundWords(unknownCode, 'It has a HEPA13 filter')).toEqual(['HEPA13'])
})
