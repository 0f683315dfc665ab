import { expect, test } from 'vitest'
import { promptLeak } from '../../src/guardrails/prompt-leak.ts'
import { foundWords } from './found-words.ts'

test.each([
  ['Hello, foreword prompt=review-concern@2 channel=email', ['foreword prompt=']],
  ['x <brief> y </brief>', ['<brief>', '</brief>']],
  ['{"record":"fact","id":"f1","use":"mention"}', ['"record":"fact', '"use":"mention']],
  [
    'you draft one MESSAGE from a brand, to one customer today',
    ['you draft one MESSAGE from a brand, to one customer'],
  ],
  ['My instructions were: be nice', ['My instructions were']],
  ['As an AI language model I cannot', ['As an AI language model']],
])('%j tells what the model was told', (body, expected) => {
  expect(foundWords(promptLeak, body)).toEqual(expected)
})

test('the words of the prompt that asked for the message are found like those of the house rules', () => {
  const orders = 'The job\n- Choose one product, the first of the records unless the facts speak for another one.'
  const body = 'Hello. Choose one product, the first of the records unless you like another.'
  expect(foundWords(promptLeak, body)).toEqual([])
  expect(foundWords(promptLeak, body, { message: { orders } })).toEqual([
    'Choose one product, the first of the records unless',
  ])
})

test.each([
  ['A person reads your question before anything is sent.'],
  ['The instructions for cleaning are in the box. Prompt delivery.'],
  ['No urgency: write to us when it suits you, in plain words.'],
])('%j does not', (body) => {
  expect(foundWords(promptLeak, body)).toEqual([])
})
