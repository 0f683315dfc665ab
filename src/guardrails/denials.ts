import type { Word } from './words.ts'

/** Words that deny what stands after them, in English, German, Spanish and French. */
const DENIALS = new Set(
  "not no without never cannot none neither nor don't doesn't isn't aren't can't won't didn't wasn't hasn't haven't wouldn't shouldn't couldn't nicht kein keine keinen keinem keiner keines ohne nie niemals sin nunca jamás ningún ninguna ninguno sans jamais aucun aucune pas".split(
    ' ',
  ),
)
/** "Not only", "no matter", "no doubt", "no longer than": nothing is denied. */
const IDIOMS = new Set(
  'only just matter doubt problem worry worries wonder less more longer hesitate miss forget nur matter duda solo sólo seulement whether'.split(
    ' ',
  ),
)
/** These deny after the word, too: "NFC: No", "fragrance-free". */
const AFTER = new Set(['free', 'frei', 'nein', 'less'])

/** True when the word at this place denies what follows. */
export function deniesAt(words: readonly Word[], at: number): boolean {
  const word = words[at]
  if (word === undefined || !DENIALS.has(word.low)) return false
  return !IDIOMS.has(words[at + 1]?.low ?? '') && !(words[at - 1]?.low === 'whether' || words[at + 1]?.low === 'or')
}

/** True when anything in these words denies something. */
export const deniesAnything = (words: readonly Word[]): boolean =>
  words.some((word, at) => deniesAt(words, at) || AFTER.has(word.low))
