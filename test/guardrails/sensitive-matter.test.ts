import { expect, test } from 'vitest'
import { sensitiveMatter } from '../../src/guardrails/sensitive-matter.ts'
import { aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

test.each([
  ['This may help with your diabetes.', ['diabetes']],
  ['Now that you are pregnant, quiet matters.', ['pregnant']],
  ['A gift for your little daughter?', ['your little daughter']],
  ['We know that you cannot afford the larger one.', ['cannot afford']],
  ['Für Ihre Schwangerschaft das Richtige.', ['Schwangerschaft']],
  ['Ideal para su embarazo.', ['embarazo']],
  ['Idéal pour votre grossesse.', ['grossesse']],
])('%j speaks of a private matter', (body, expected) => {
  expect(foundWords(sensitiveMatter, body)).toEqual(expected)
})

test.each([
  ['If a calm kitchen matters to you, have a look.'],
  ['Your household stays healthy and clean.'],
  ['Our returns policy is short; you find it below.'],
])('%j does not', (body) => {
  expect(foundWords(sensitiveMatter, body)).toEqual([])
})

test('what a product fact says may be said of the product, not of the customer', () => {
  const brief = { facts: [aFact({ text: 'Tested for people with asthma' })] }
  expect(foundWords(sensitiveMatter, 'You may like that it is tested for people with asthma.', { brief })).toEqual([])
  expect(foundWords(sensitiveMatter, 'It is good for your asthma.', { brief })).toEqual(['asthma'])
})
