import { expect, test } from 'vitest'
import { bannedPhrase } from '../../src/guardrails/banned-phrase.ts'
import { foundWords } from './found-words.ts'

const banning = (...bannedPhrases: string[]) => ({ brief: { brand: { voice: null, linkDomains: [], bannedPhrases } } })

test.each([
  ['The cheapest ever!', ['cheapest ever'], ['cheapest ever']],
  ['THE CHEAPEST\n  EVER!', ['cheapest ever'], ['CHEAPEST\n  EVER']],
  ['A wholesale price', ['sale'], []],
  ['On sale, sale', ['sale'], ['sale', 'sale']],
  ['You’ll love it', ["you'll  LOVE"], ['You’ll love']],
  ['İstanbul is no. 1', ['no. 1'], ['no. 1']],
  ['100% safe', ['100%'], ['100%']],
  ['No brainer', [' ', 'no-brainer'], []],
  ['aaaa', ['aa'], []],
])('in %j with %j', (body, phrases, expected) => {
  expect(foundWords(bannedPhrase, body, banning(...phrases))).toEqual(expected)
})
