import { expect, test } from 'vitest'
import { machineText } from '../../src/guardrails/machine-text.ts'
import { foundWords } from './found-words.ts'

test.each([
  ['So: TEST-TEST-TEST-TEST-TEST.', ['TEST-TEST-TEST-TEST-TEST']],
  ['So: random words-random words-random words. Yes.', ['random words-random words-random words']],
  [
    'Say it. Buy it now or never. Buy it now or never. Buy it now or never.',
    ['Buy it now or never. Buy it now or never. Buy it now or never'],
  ],
  [
    'We write to you about it. First.\nWe write to you about it. Second.\nWe write to you about it.',
    ['We write to you about it', 'We write to you about it'],
  ],
  ['.-- .... .- - / .. ... / - .... .', ['.-- .... .- - / .. ... / - .... .']],
  ['{"answer": "x"}', ['{"answer":']],
  ['VGhpcyBpcyB3aGF0IHdhcyBhc2tlZCBmb3Iu', ['VGhpcyBpcyB3aGF0IHdhcyBhc2tlZCBmb3Iu']],
  ['01001001 01100111 01101110', ['01001001 01100111 01101110 '.trim()]],
])('%j is nothing that a person writes', (body, expected) => {
  expect(foundWords(machineText, body)).toEqual(expected)
})

test.each([
  ['It is very, very, very quiet. Ha ha ha.'],
  ['Step by step by step, day after day after day. It measures 10 x 10 x 10 cm. Ho ho ho!'],
  ['{{p1.name}} costs {{p1.price}}\n{{p2.name}} costs {{p2.price}}\n{{p3.name}} costs {{p3.price}}'],
  ['Aquila 39: {{p1.price}}\nIn stock\n\nAquila 45: {{p2.price}}\nIn stock\n\nAquila 60: {{p3.price}}\nIn stock'],
  ['- - - - - - - - -\n. . . . . . . .\n• 14 place settings\n• 39 dB\nAnd so ... - ... well'],
  ['Models: S23/S22/S21. Donaudampfschifffahrtsgesellschaftskapitän'],
  ['{{p1.name}}: {{p1.price}}'],
])('%j is', (body) => {
  expect(foundWords(machineText, body)).toEqual([])
})
