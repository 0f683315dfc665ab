import { expect, test } from 'vitest'
import { shouting } from '../../src/guardrails/shouting.ts'
import { aBrief, aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

test.each([
  ['BUY IT NOW and be glad.', ['BUY IT NOW']],
  ['This is THE BEST DISHWASHER EVER for you.', ['THE BEST DISHWASHER EVER']],
  ['NUR FÜR KURZE ZEIT bei uns.', ['NUR FÜR KURZE ZEIT']],
  ['¡SOLO HASTA MAÑANA! Aquí.', ['SOLO HASTA MAÑANA']],
  ['WE CAN’T WAIT', ['WE CAN’T WAIT']],
  ['DON’T, MISS, THIS', ['DON’T, MISS, THIS']],
  ['HAVE A LOOK TODAY', ['HAVE A LOOK TODAY']],
  ['LAST CHANCE to get it', ['warn: LAST CHANCE']],
  ['It is NOT loud.', []],
  ['It is OK NOW.', []],
  ['USB HDMI LED DVD', []],
  ['The UHD OLED TV has HDMI USB VGA.', []],
  ['A plan. B PLAN. CX', []],
  ['Made in USA. OK. FAQ. Ask us.', []],
  ['{{p1.name}} {{p1.price}} {{brand.name}}', []],
  ['Our SILENT {{p1.name}} RUNS', []],
  ['Model ABC 123 DEF 456 GHI', []],
  ['Wow!!', ['warn: !!']],
  ['Wow!', []],
  ['Really?!', ['warn: ?!']],
  ['What?? Ever', []],
  ['One! Two! Three!', []],
  ['ОЧЕНЬ БОЛЬШАЯ СКИДКА', ['ОЧЕНЬ БОЛЬШАЯ СКИДКА']],
])('in %j', (body, expected) => {
  expect(foundWords(shouting, body)).toEqual(expected)
})

test('the subject counts as well', () => {
  expect(foundWords(shouting, 'A quiet kitchen.', { subject: 'ONLY FOR YOU' })).toEqual(['ONLY FOR YOU'])
})

test('names that are written in capitals are not shouted', () => {
  const body = 'The BOSCH SERIE SECHS SMS is here: SILENCE PLUS ECO.'
  expect(foundWords(shouting, body)).toEqual(['BOSCH SERIE SECHS SMS', 'warn: SILENCE PLUS ECO'])
  const brief = { ...aBrief(), facts: [aFact({ text: 'Programmes: SILENCE PLUS' })] }
  const message = { slots: { 'brand.name': 'BOSCH SERIE SECHS' } }
  expect(foundWords(shouting, body, { brief, message })).toEqual([])
})
