import { expect, test } from 'vitest'
import { simulatedFeelings } from '../../src/guardrails/simulated-feelings.ts'
import { foundWords } from './found-words.ts'

test.each([
  ['Hello, we miss you.', ['we miss you']],
  ['We’ve missed you!', ['We’ve missed you']],
  ['We really missed seeing you.', ['We really missed seeing you']],
  ['You were sorely missed.', ['You were sorely missed']],
  ['I was thrilled to see your question.', ['I was thrilled']],
  ['We’re so excited to show you this.', ['We’re so excited']],
  ['I am absolutely overjoyed.', ['I am absolutely overjoyed']],
  ['It breaks our heart.', ['It breaks our heart']],
  ['Our hearts broke when we read it.', ['Our hearts broke']],
  ['Your note warmed my heart.', ['warmed my heart']],
  ['Wir vermissen Sie.', ['Wir vermissen Sie']],
  ['Wir haben dich so vermisst!', ['Wir haben dich so vermisst']],
  ['Sie fehlen uns.', ['Sie fehlen uns']],
  ['Wir sind total begeistert.', ['Wir sind total begeistert']],
  ['Das bricht uns das Herz.', ['bricht uns das Herz']],
  ['Te echamos de menos.', ['Te echamos de menos']],
  ['Le hemos extrañado.', ['Le hemos extrañado']],
  ['Estamos muy emocionados de contarle.', ['Estamos muy emocionados']],
  ['Nos parte el corazón.', ['Nos parte el corazón']],
  ['Vous nous avez manqué.', ['Vous nous avez manqué']],
  ['Nous sommes ravis de vous revoir.', ['Nous sommes ravis de vous revoir']],
  ['Cela nous brise le cœur.', ['nous brise le cœur']],
  ['We are happy to see you.', ['warn: We are happy']],
  ['We’re delighted to present it.', ['warn: We’re delighted']],
  ['I am proud of it.', ['warn: I am proud']],
  ['Wir freuen uns riesig.', ['warn: Wir freuen uns riesig']],
  ['Estamos muy orgullosos.', ['warn: Estamos muy orgullosos']],
  ['Nous sommes très heureux.', ['warn: Nous sommes très heureux']],
])('found in %j', (body, expected) => {
  expect(foundWords(simulatedFeelings, body)).toEqual(expected)
})

test.each([
  'We are happy to help.',
  'I’m glad to answer your questions.',
  'Happy to help.',
  'If you are excited about it, ask us.',
  'Do not miss your delivery slot.',
  'Did you miss the part about noise?',
  'We do not want you to miss a part: here is the list.',
  'You may be happy with 14 place settings.',
  'The heart of the kitchen.',
  'Heart rate monitor included.',
  'We apologise for the delay.',
  'We are sorry that the hinge broke.',
  'Ich freue mich auf Ihre Antwort.',
  'Wir helfen Ihnen gern.',
  'Fehlt Ihnen etwas? Sie fehlen uns noch, die Angaben zur Größe.',
  'Wenn Sie etwas vermissen, schreiben Sie uns.',
  'Con mucho gusto le ayudamos.',
  'Si echa de menos algún dato, pregunte.',
  'Nous sommes heureux de vous aider.',
  'Il vous manque une pièce ?',
  'A thrilling book of 300 pages.',
  '{{p1.name}} We {{p1.name}} miss you',
])('lets pass %j', (body) => {
  expect(foundWords(simulatedFeelings, body)).toEqual([])
})
