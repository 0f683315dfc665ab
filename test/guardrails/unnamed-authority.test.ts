import { expect, test } from 'vitest'
import { unnamedAuthority } from '../../src/guardrails/unnamed-authority.ts'
import { aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

test.each([
  ['As for noise: experts agree on it.', 'experts agree'],
  ['Studies have shown that it helps.', 'Studies have shown'],
  ['It is recommended by leading dentists.', 'recommended by leading dentists'],
  ['A clinically proven filter.', 'clinically proven'],
  ['Everybody knows that quiet helps.', 'Everybody knows'],
  ['Fachleute empfehlen das.', 'Fachleute empfehlen'],
  ['Es ist wissenschaftlich erwiesen.', 'wissenschaftlich erwiesen'],
  ['Los expertos recomiendan este modelo.', 'Los expertos recomiendan'],
  ['Dermatológicamente probado.', 'Dermatológicamente probado'],
  ['Les études montrent que oui.', 'Les études montrent'],
])('%j names nobody', (body, expected) => {
  expect(foundWords(unnamedAuthority, body)).toEqual([expected])
})

test('passes when the catalogue says it', () => {
  const facts = [aFact({ text: 'Dermatologically tested' })]
  expect(foundWords(unnamedAuthority, 'It is dermatologically tested.', { brief: { facts } })).toEqual([])
})

test.each([
  ['Our experts are there for you. Ask a specialist. We know that.'],
  ['Do you want to know what it says? Tests of your own are easy to make.'],
  ['Unsere Fachleute helfen gern. Nuestros especialistas le ayudan.'],
])('%j calls upon nobody', (body) => {
  expect(foundWords(unnamedAuthority, body)).toEqual([])
})
