import { describe, expect, test } from 'vitest'
import { alternativesOf, firstLetters } from '../../src/patterns/first-letters.ts'
import { matchesOf } from '../../src/patterns/matches-of.ts'
import { phrases } from '../../src/patterns/phrases.ts'
import { wordStarts } from '../../src/patterns/word-starts.ts'

const lettersOf = (source: string): string[] => [...firstLetters(source)].toSorted()

describe('what a pattern can begin with', () => {
  test.each([
    ['voucher', ['vouche']],
    ['we\\s+give', ['we giv']],
    ['a\\s+gift', ['a gift']],
    ['on|off', ['off', 'on']],
    ['(?:gift[\\s-])?cards?', ['card', 'gift c']],
    ['(?:an?\\s+)?egg', ['a egg', 'an egg', 'egg']],
    ['[€$£]\\s?\\d{1,6}', [' 0']],
    ['\\d{1,3}\\s?%', ['0']],
    ['\\p{L}+rabatt', ['']],
    ['[\\p{L}-]*rabatt', ['']],
    ['re(?:view|zension)', ['review', 'rezens']],
    ['(?<!the\\s)deal', ['deal']],
    ['no(?!\\s+se)\\s+way', ['no way']],
    ['[ÄA]nwalt', ['anwalt', 'änwalt']],
    ["don['’]t", ['don t']],
    ["l['’]avis", ['l avis']],
    ['colou?r', ['color', 'colour']],
    ['go+al', ['go']],
    ['ein(?:e[nrms]?)?\\s+Bonus', ['ein bo', 'eine b', 'einem ', 'einen ', 'einer ', 'eines ']],
    ['\\0+\\s*free', [' free']],
  ])('%s', (source, letters) => {
    expect(lettersOf(source)).toEqual(letters)
  })

  test('brackets and classes hold their own bars', () => {
    expect(alternativesOf('a(?:b|c)|[|]d|e\\|f')).toEqual(['a(?:b|c)', '[|]d', 'e\\|f'])
  })
})

describe('phrases', () => {
  const lists = {
    not: String.raw`no\s+(?:gifts?|vouchers?)|gift\s+wrap`,
    worth: [String.raw`gifts?`, String.raw`vouchers?|(?:[€$£]\s?\d+|\d+\s?€)\s+off|[\p{L}-]*gutschein`],
  }
  const words = phrases(lists)
  /** What a plain pattern for each list finds. */
  const findSlowly = (text: string) =>
    Object.entries(lists).flatMap(([kind, sources]) => {
      const source = [sources].flat().join('|')
      const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${source})(?![\p{L}\p{N}])`, 'giu')
      return matchesOf(pattern, text).map((match) => ({ start: match.index, end: match.index + match[0].length, kind }))
    })
  const found = (text: string): [string, string][] =>
    words.find(wordStarts(text)).map(({ start, end, kind }) => [kind, text.slice(start, end)])

  test.each<[string, [string, string][]]>([
    [
      'A Gift, or a VOUCHER?',
      [
        ['worth', 'Gift'],
        ['worth', 'VOUCHER'],
      ],
    ],
    ['gifted givers', []],
    [
      'no  vouchers, gift wrap and gifts',
      [
        ['not', 'no  vouchers'],
        ['not', 'gift wrap'],
        ['worth', 'gifts'],
      ],
    ],
    [
      'Take (€ 20 off) or 20€ off',
      [
        ['worth', '€ 20 off'],
        ['worth', '20€ off'],
      ],
    ],
    [
      'Ein Geschenkgutschein\u0000\u0000gift',
      [
        ['worth', 'Geschenkgutschein'],
        ['worth', 'gift'],
      ],
    ],
    ['', []],
  ])('%s', (text, places) => {
    expect(found(text)).toEqual(places)
  })

  test('lists asked each for itself may overlap', () => {
    const two = phrases({ view: String.raw`you\s+looked\s+at\s+the\s+cart`, cart: String.raw`the\s+cart` })
    const text = 'You looked at the cart.'
    expect(two.find(wordStarts(text)).map(({ kind }) => kind)).toEqual(['view'])
    expect(two.findEach(wordStarts(text)).map(({ kind }) => kind)).toEqual(['view', 'cart'])
    expect(two.first(wordStarts('Nothing'))).toBeNull()
  })

  test('the same as plain patterns, on texts made of the lists', () => {
    const parts = [
      'no',
      'gift',
      'Gifts',
      'voucher',
      'wrap',
      ' ',
      '  ',
      '\n',
      '€',
      '20',
      ' off',
      '-',
      'ß',
      'gutschein',
      '😀',
      'ſ',
      '’',
      '\u0000',
    ]
    let seed = 7
    const next = (most: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % most
    }
    for (let round = 0; round < 2000; round += 1) {
      const text = Array.from({ length: 1 + next(12) }, () => parts[next(parts.length)]).join('')
      const each = words
        .findEach(wordStarts(text))
        .toSorted((a, b) => a.start - b.start || a.kind.localeCompare(b.kind))
      const slow = findSlowly(text).toSorted((a, b) => a.start - b.start || a.kind.localeCompare(b.kind))
      expect(each, JSON.stringify(text)).toEqual(slow)
    }
  })
})
