import { expect, test } from 'vitest'
import { unknownSlot } from '../../src/guardrails/unknown-slot.ts'
import { foundWords } from './found-words.ts'

test.each([
  ['Hello {{customer.first_name}}, see {{p1.link}}', []],
  ['Hello {{customer.name}}', ['{{customer.name}}']],
  ['It costs {{ p1.price }}.', ['{{ p1.price }}']],
  ['It costs {{P1.Price}}.', ['{{P1.Price}}']],
  ['{{p2.name}} and {{p1.name}} and {{o1.code}}', ['{{p2.name}}', '{{o1.code}}']],
  ['{{#if p1}}yes{{/if}} {{constructor}}', ['{{#if p1}}', '{{/if}}', '{{constructor}}']],
  ['{{{p1.name}}}', []],
  ['{{}}', ['{{}}']],
])('in %j only listed slots in their exact spelling pass', (body, expected) => {
  expect(foundWords(unknownSlot, body)).toEqual(expected)
})

test('a listed slot without a value is refused, it would be sent unfilled', () => {
  expect(foundWords(unknownSlot, 'Yours, {{agent.name}}', { brief: { slots: ['agent.name'] } })).toEqual([
    '{{agent.name}}',
  ])
})

test('the subject is checked too', () => {
  expect(foundWords(unknownSlot, 'Hello', { subject: 'For {{you}}' })).toEqual(['{{you}}'])
})
