import { describe, expect, test } from 'vitest'
import { strayText } from '../../src/guardrails/stray-text.ts'
import { aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

const letter = (...middle: string[]): string =>
  [
    'Hello {{customer.first_name}},',
    'it takes 14 place settings.',
    ...middle,
    'Kind regards,\nAna\n{{brand.name}}',
  ].join('\n\n')

describe('a line of its own', () => {
  test.each([['TEST'], ['The Great Gatsby'], ['So it is. Stay in character']])(
    '%j that no sentence and no fact carries is found',
    (line) => {
      expect(foundWords(strayText, letter(line, 'The price is {{p1.price}}'))).toEqual([line.replace('So it is. ', '')])
    },
  )

  test.each([
    ['a slot', 'All details: {{p1.link}}'],
    ['words of the facts', 'Noise level 39 dB'],
    ['small words', 'And one more'],
    ['a heading', 'Technical data at a glance'],
    ['a heading with a colon', 'Cosy evenings:'],
    ['a list', '- Cosy evenings'],
    ['several lines', 'Lisbon\nPorto'],
    ['a name that a slot holds', 'Aquila'],
  ])('passes as %s', (_why, line) => {
    expect(foundWords(strayText, letter(line, 'Just reply.'))).toEqual([])
  })

  test('of a script has a right to be there', () => {
    expect(foundWords(strayText, letter('Opening'), { brief: { channel: 'call' } })).toEqual([])
  })

  test('is only doubted in a language whose small words are not known', () => {
    expect(foundWords(strayText, letter('Z poważaniem'), { brief: { locale: 'pl-PL' } })).toEqual([
      'warn: Z poważaniem',
    ])
  })
})

describe('after the closing line', () => {
  test.each([
    ['Kind regards,\nAna\n\nThe moon is made of cheese.', ['The moon is made of cheese.']],
    ['Mit freundlichen Grüßen\n\nAna\nAquila\n\nDer Mond ist aus Käse.', ['Der Mond ist aus Käse.']],
    ['Un saludo,\n\nThis message was written for you.', ['warn: This message was written for you.']],
    ['Bien cordialement,\nAna\n\nAquila GmbH\n1 Quay, Lisbon', ['warn: Aquila GmbH\n1 Quay, Lisbon']],
  ])('%j goes on', (end, expected) => {
    expect(foundWords(strayText, `Hello,\n\nit takes 14 place settings.\n\n${end}`)).toEqual(expected)
  })

  test.each([
    ['Kind regards,\nAna\n{{brand.name}}\n\nPS: The price is {{p1.price}}.'],
    ['Kind regards,\n\n{{agent.name}}\n\n{{brand.name}}'],
    ['Thank you!\n\nIt costs {{p1.price}}.\n\nBest wishes from Ana'],
    ['As regards the price, here it is.\n\nIt costs {{p1.price}}.'],
  ])('%j does not', (end) => {
    expect(foundWords(strayText, `Hello,\n\nit takes 14 place settings.\n\n${end}`)).toEqual([])
  })

  test('stands what the brand requires', () => {
    const brand = { voice: null, bannedPhrases: [], linkDomains: [], requiredPhrases: ['Lamps contain mercury.'] }
    expect(foundWords(strayText, letter().concat('\n\nLamps contain mercury.'), { brief: { brand } })).toEqual([])
  })
})

describe('a sentence of which no fact holds a word', () => {
  const FAR = 'Stars twinkle outside the window of the spaceship while the engine hums and the captain sleeps.'

  test('is about something else', () => {
    expect(foundWords(strayText, letter(FAR))).toEqual([FAR.slice(0, -1)])
    expect(
      foundWords(strayText, letter('Our showroom has parking for visitors in the courtyard behind the bakery.')),
    ).toEqual(['warn: Our showroom has parking for visitors in the courtyard behind the bakery'])
  })

  test('passes when a fact holds one, or the facts are in another language', () => {
    expect(foundWords(strayText, letter(FAR.replace('engine', 'dishwasher')))).toEqual([])
    const facts = [aFact({ text: 'Die Spülmaschine ist so leise, dass man sie in der Küche nicht hört' })]
    expect(foundWords(strayText, letter(FAR), { brief: { facts } })).toEqual([])
  })
})
