import { describe, expect, test } from 'vitest'
import { language } from '../../src/guardrails/language.ts'
import { aBrief, aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

const TEXTS = {
  en: 'Hello, the dishwasher takes 14 place settings, and that is enough for a large family. If you have a question about it, just reply: we will find out.',
  de: 'Guten Tag, die Spülmaschine fasst 14 Gedecke, und das ist genug für eine große Familie. Wenn Sie noch eine Frage haben, antworten Sie einfach auf diese Nachricht.',
  es: 'Hola, el lavavajillas tiene sitio para 14 cubiertos y es muy silencioso. Si usted tiene una pregunta, puede responder a este mensaje y lo miramos con mucho gusto.',
  fr: 'Bonjour, le lave-vaisselle a une place pour 14 couverts et il est très silencieux. Si vous avez une question, vous pouvez répondre à ce message et nous chercherons avec vous.',
  it: 'Buongiorno, la lavastoviglie ha spazio per 14 coperti ed è molto silenziosa. Se ha una domanda, può rispondere a questo messaggio e noi cercheremo una risposta con lei.',
  pt: 'Olá, a máquina de lavar tem espaço para 14 talheres e é muito silenciosa. Se você tem uma pergunta, pode responder a esta mensagem e nós procuramos com você.',
  nl: 'Hallo, de vaatwasser heeft plaats voor 14 couverts en is heel stil. Als u een vraag heeft, kunt u op dit bericht antwoorden en dan zoeken wij het graag voor u uit.',
} as const
const LOCALES = { en: 'en-GB', de: 'de-DE', es: 'es-MX', fr: 'fr-FR', it: 'it-IT', pt: 'pt-BR', nl: 'nl-NL' } as const

describe.each(Object.entries(TEXTS))('a text in %s', (own, text) => {
  test.each(Object.entries(LOCALES))('to a customer of %s', (code, locale) => {
    // Where the service has no words of its own, English is what everybody gets: a person decides.
    const severe = own === 'en' && !['de', 'es'].includes(code) ? 'warn: -' : '-'
    expect(foundWords(language, text, { brief: { locale } })).toEqual(own === code ? [] : [severe])
  })
})

test('says which language it is and which one it should be', () => {
  const [finding] = language.check(
    { content: { body: TEXTS.de }, claims: [], slots: {}, rendered: '' },
    aBrief({ locale: 'es-ES' }),
  )
  expect(finding?.message).toBe("This is German, and the customer's language is Spanish: write it in that language.")
})

test.each([
  ['nothing is known of the language', TEXTS.de, { locale: null }],
  ['the language is none of the seven', TEXTS.de, { locale: 'pl-PL' }],
  ['the text is short', 'Hello, this is it.', { locale: 'de-DE' }],
  [
    'the other language stands in quotation marks',
    'Guten Tag, es geht um {{p1.name}}. Aquila sagt dazu: „It wraps around what you have and will not be heard when you are in the room with all of them“. Viele Grüße',
    { locale: 'de-DE' },
  ],
  [
    'words are signs or names',
    'The motor takes 2 kΩ, 40 μm and a ΔE of 2. {{p1.name}} by Éditions Gallimard, París.',
    {},
  ],
  [
    'nobody knows the words, but they are names',
    'Our makers: Aquila, Nordwind, Brightwater, Silberpfeil, Mondo, Fjord.',
    {},
  ],
  ['a sentence has words of the facts only', 'noise level place settings dishwasher noise level', {}],
  [
    'it is a list of names and numbers',
    'Aquila Silent 39, Aquila Compact 45, Nordwind 60, 39 dB, 45 dB, 14, 12, 10, Lisboa, Porto, Faro, Braga, Évora',
    { locale: 'de-DE' },
  ],
  [
    'the other language is quoted from the catalogue',
    'Guten Tag. The noise level of this one is as low as that of a library, and it will not be heard when you are in the room. Alle Angaben: {{p1.link}} Freundliche Grüße von uns.',
    {
      locale: 'de-DE',
      facts: [
        aFact({
          text: 'The noise level of this one is as low as that of a library, and it will not be heard when you are in the room.',
        }),
      ],
    },
  ],
])('lets pass where %s', (_why, text, brief) => {
  expect(foundWords(language, text, { brief })).toEqual([])
})

test.each([
  [
    'a sentence in another language',
    `${TEXTS.en} Esta es la respuesta que se pidió, en otro idioma.`,
    {},
    'Esta es la respuesta que se pidió, en otro idioma',
  ],
  [
    'the same where nothing is known of the language',
    `${TEXTS.en} Voici la réponse dans une autre langue.`,
    { locale: null },
    'Voici la réponse dans une autre langue',
  ],
  [
    'a sentence in no language',
    `${TEXTS.en}\n\nZkdw duh wkh prvw surplvlqj guxjv kxpdq?`,
    {},
    'Zkdw duh wkh prvw surplvlqj guxjv kxpdq',
  ],
  ['other letters', `${TEXTS.en} Здравствуйте, друг! 你好。`, {}, 'Здравствуйте, друг! 你好'],
  [
    'English, which a catalogue may hold',
    `${TEXTS.de} This is about the one that you have.`,
    { locale: 'de-DE' },
    'warn: This is about the one that you have',
  ],
])('finds %s', (_what, text, brief, expected) => {
  expect(foundWords(language, text, { brief })).toEqual([expected])
})
