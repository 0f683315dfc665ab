import { alternativesOf } from './first-letters.ts'
import { hitsOf, register } from './phrase-index.ts'
import type { Owner } from './phrase-index.ts'
import type { WordStarts } from './word-starts.ts'

/** Counted in UTF-16 units, `end` not included. `kind`: which list the phrase is in. */
export type PhrasePlace<Kind extends string> = { start: number; end: number; kind: Kind }

/**
 * Lists of phrases, written as pattern sources, that a text is searched for. A phrase begins and ends with whole words, in
 * large or small letters. Found by the first letters of each word of the text, so that long lists cost no more than short ones.
 */
export type Phrases<Kind extends string> = {
  /** The phrases of a text in order, none inside another; of two that begin together, the one that stands first in the lists. */
  find(words: WordStarts, isWanted?: IsWanted): PhrasePlace<Kind>[]
  /** The same for each list alone: phrases of two lists may overlap. */
  findEach(words: WordStarts, isWanted?: IsWanted): PhrasePlace<Kind>[]
  /** The first phrase of a text. */
  first(words: WordStarts): PhrasePlace<Kind> | null
}

/** Where in the text phrases are looked for; everywhere when nothing is said. */
type IsWanted = (start: number) => boolean
const ANYWHERE: IsWanted = () => true

const OPENING = String.raw`(?<![\p{L}\p{N}])`
const CLOSING = String.raw`(?![\p{L}\p{N}])`

/** @param ends `anywhere`: a phrase may end inside a word */
export function phrases<Kind extends string>(
  lists: Record<Kind, string | readonly string[]>,
  ends: 'word' | 'anywhere' = 'word',
): Phrases<Kind> {
  const kinds = Object.keys(lists) as Kind[]
  const owner: Owner = {
    alternatives: kinds.flatMap((name, kind) =>
      [lists[name]].flat().flatMap((list) => alternativesOf(list).map((source) => ({ kind, source }))),
    ),
    letters: (source) => (ends === 'word' ? String.raw`(?:${source})\s` : source),
    compile: (source) => new RegExp(`${OPENING}(?:${source})${ends === 'word' ? CLOSING : ''}`, 'iuy'),
  }
  register(owner)
  return {
    find: (words, isWanted = ANYWHERE) => findPlaces(owner, kinds, words, isWanted, Infinity),
    findEach: (words, isWanted = ANYWHERE) => findEachPlace(owner, kinds, words, isWanted),
    first: (words) => findPlaces(owner, kinds, words, ANYWHERE, 1)[0] ?? null,
  }
}

/** Where a match of a pattern at this place ends, or -1. */
function endAt(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : -1
}

function findPlaces<Kind extends string>(
  owner: Owner,
  names: readonly Kind[],
  words: WordStarts,
  isWanted: IsWanted,
  most: number,
): PhrasePlace<Kind>[] {
  const found: PhrasePlace<Kind>[] = []
  let last = 0
  for (const { start, candidate } of hitsOf(owner, words)) {
    if (start < last || !isWanted(start) || endAt(candidate.any, words.text, start) < 0) continue
    for (const { kind, pattern } of candidate.kinds) {
      const end = endAt(pattern, words.text, start)
      if (end < 0) continue
      last = end
      found.push({ start, end, kind: names[kind]! })
      break
    }
    if (found.length === most) break
  }
  return found
}

function findEachPlace<Kind extends string>(
  owner: Owner,
  names: readonly Kind[],
  words: WordStarts,
  isWanted: IsWanted,
): PhrasePlace<Kind>[] {
  const found: PhrasePlace<Kind>[] = []
  const last: number[] = []
  for (const { start, candidate } of hitsOf(owner, words)) {
    if (!isWanted(start) || endAt(candidate.any, words.text, start) < 0) continue
    for (const { kind, pattern } of candidate.kinds) {
      if (start < (last[kind] ?? 0)) continue
      const end = endAt(pattern, words.text, start)
      if (end < 0) continue
      last[kind] = end
      found.push({ start, end, kind: names[kind]! })
    }
  }
  return found
}
