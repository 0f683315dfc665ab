import { expect, test } from 'vitest'
import { openComplaint } from '../../src/guardrails/open-complaint.ts'
import { foundWords } from './found-words.ts'

const complaint = { brief: { complaint: true, purpose: 'service' as const } }

test.each([
  ['We are sorry. What would put it right?', []],
  ['We offer you our help. The {{p1.name}} you bought is under warranty: {{p1.link}}', []],
  ['When you buy from us, you expect better.', []],
  ['Buy now!', ['Buy now']],
  ['Here is {{o1.code}} for you', ['{{o1.code}}']],
  ['It costs {{p1.price}}', ['{{p1.price}}']],
  ['Take a discount and order today', ['discount', 'order today']],
  ['Our special offer', ['special offer']],
  ['Would you leave a review?', ['review']],
  ['We read your rating.', ['rating']],
  ['Jetzt kaufen, compra ahora, commandez', ['Jetzt kaufen', 'compra ahora', 'commandez']],
])('while a complaint is open: %j', (body, expected) => {
  expect(foundWords(openComplaint, body, complaint)).toEqual(expected)
})

test('marketing is refused while a complaint is open', () => {
  expect(foundWords(openComplaint, 'Hello', { brief: { complaint: true, purpose: 'marketing' } })).toEqual(['-'])
})

test('without a complaint selling is fine', () => {
  expect(foundWords(openComplaint, 'Buy now for {{p1.price}}')).toEqual([])
})
