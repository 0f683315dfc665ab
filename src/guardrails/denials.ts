import type { Word } from './words.ts'

/** "Not only", "don't worry": nothing is denied. */
const IDIOMS = new Set(
  'only just merely simply least worry hesitate miss forget nur bloß duda solo sólo seulement whether'.split(' '),
)
/** "No matter", "no doubt". */
const NO_IDIOMS = new Set('matter doubt problem worry worries wonder one zweifel thema frage'.split(' '))
/** "No longer than": with "than", a bound. */
const BOUNDS = new Set('less more longer fewer later weniger mehr länger später menos más moins plus'.split(' '))
/** These deny after the word, too: "NFC: No", "fragrance-free". */
const AFTER = new Set(['free', 'frei', 'nein', 'less'])
/** True when the word at this place denies what follows. */
export function deniesAt(words: readonly Word[], at: number): boolean {
  const word = words[at]
  if (word === undefined || !word.form.isDenial) return false
  const next = words[at + 1]?.low ?? ''
  const previous = words[at - 1]?.low ?? ''
  if (IDIOMS.has(next) || next === 'or' || previous === 'whether' || previous === 'or' || previous === 'oder')
    return false
  if (BOUNDS.has(next) && /^(?:than|als|que|de)$/.test(words[at + 2]?.low ?? '')) return false
  // "No 1" is a number's name.
  const isNo = word.low === 'no' || word.low.startsWith('kein')
  return !(isNo && (NO_IDIOMS.has(next) || /^\p{N}/u.test(next)))
}

/** True when anything in these words denies something. */
export const deniesAnything = (words: readonly Word[]): boolean =>
  words.some((word, at) => deniesAt(words, at) || AFTER.has(word.low))

/** True when the words say "not" or "instead" in any way at all. */
export const turnsAway = (words: readonly Word[]): boolean => words.some(({ form }) => form.turnsAway)
