import { expect, test } from 'vitest'
import { tooManySignals } from '../../src/guardrails/too-many-signals.ts'
import { aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

const signal = (id: string, text: string) => aFact({ id, kind: 'signal', text })
const facts = [
  aFact({ id: 'f1' }),
  signal('f2', 'posted a review'),
  signal('f3', 'contacted support'),
  signal('f4', 'searched for dishwashers'),
  signal('f5', 'bought a dishwasher'),
]
const citing = (...ids: string[]) => ({
  brief: { facts },
  message: { claims: ids.map((id) => ({ text: id, facts: [id] })) },
})

test.each([
  ['two cited signals', 'Hello', ['f2', 'f3', 'f1', 'f2'], []],
  ['three cited signals', 'Hello', ['f2', 'f3', 'f4'], ['-']],
  ['ids that are no signals', 'Hello', ['f1', 'f9', 'f8', 'f7'], []],
  ['two cited, a third one said', 'You searched. Thanks.', ['f2', 'f5'], ['-']],
  ['two cited, one of them said', 'Thank you for your review.', ['f2', 'f4'], []],
  ['three said', 'You viewed it, you compared it and you searched for more.', [], ['-']],
  ['two said', 'You viewed it and you compared it.', [], []],
])('%s', (_name, body, ids, expected) => {
  expect(foundWords(tooManySignals, body, citing(...ids))).toEqual(expected)
})
