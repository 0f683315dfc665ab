import { expect, test } from 'vitest'
import { composeBrief } from '../../src/briefs/compose-brief.ts'
import { input, signal } from './inputs.ts'

const absenceAfter = (...daysAgo: number[]) =>
  composeBrief(input({ signals: daysAgo.map((days) => signal('product-viewed', days, { productId: 'a' })) })).absence

test.each<[string, number[], string | null]>([
  ['nothing at all', [], null],
  ['a first visit', [1], null],
  ['a visit of yesterday, and one 120 days ago', [1, 120], 'came-back'],
  ['a search of some days after 100 days', [1, 5, 20, 120], 'came-back'],
  ['a search that began 80 days after the last word', [1, 20, 100], null],
  ['a search of months, however long ago the one before was', [1, 25, 50, 75, 300], null],
  ['back, but not lately', [45, 200], null],
  ['the last word 89 days ago', [89], null],
  ['the last word 90 days ago', [90], 'quiet'],
  ['long ago, and longer ago', [200, 400], 'quiet'],
])('%s', (_name, days, expected) => {
  expect(absenceAfter(...days)).toBe(expected)
})

test('what is not understood is no sign of life', () => {
  expect(composeBrief(input({ signals: [signal('lamp-rubbed', 1), signal('purchase', 200)] })).absence).toBe('quiet')
})
