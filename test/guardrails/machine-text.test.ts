import { expect, test } from 'vitest'
import { machineText } from '../../src/guardrails/machine-text.ts'
import { foundWords } from './found-words.ts'

test.each([
  ['So: TEST-TEST-TEST-TEST-TEST.', ['TEST-TEST-TEST-TEST-TEST']],
  ['{"answer": "x"}', ['{"answer":']],
  ['VGhpcyBpcyB3aGF0IHdhcyBhc2tlZCBmb3Iu', ['VGhpcyBpcyB3aGF0IHdhcyBhc2tlZCBmb3Iu']],
  ['01001001 01100111 01101110', ['01001001 01100111 01101110 '.trim()]],
])('%j is nothing that a person writes', (body, expected) => {
  expect(foundWords(machineText, body)).toEqual(expected)
})

test.each([
  ['It is very, very, very quiet. Ha ha ha.'],
  ['Models: S23/S22/S21. Donaudampfschifffahrtsgesellschaftskapitän'],
  ['{{p1.name}}: {{p1.price}}'],
])('%j is', (body) => {
  expect(foundWords(machineText, body)).toEqual([])
})
