import type { Place } from './text-places.ts'

const WORD = /[\p{L}\p{N}]/u

/** White space but for a single blank, which stays as it is. */
const MORE_THAN_A_BLANK = /[^\S ]\s*| \s+/g

/** A text as phrases are compared: lower case, white space as one blank, straight apostrophes. */
export const fold = (text: string): string =>
  text.toLowerCase().replaceAll('ς', 'σ').replaceAll('’', "'").replace(MORE_THAN_A_BLANK, ' ')

/** Where a folded phrase stands in a folded text as whole words. */
export function indexesOf(folded: string, phrase: string): number[] {
  const found: number[] = []
  if (phrase === '') return found
  const touches = (at: number, edge: string) => WORD.test(folded[at] ?? '') && WORD.test(edge)
  for (let at = folded.indexOf(phrase); at >= 0; at = folded.indexOf(phrase, at + phrase.length)) {
    if (!touches(at - 1, phrase[0]!) && !touches(at + phrase.length, phrase.at(-1)!)) found.push(at)
  }
  return found
}

/** Where folded phrases stand in the text as it was written. */
export function occurrences(text: string, phrases: readonly string[]): Place[] {
  const folded = fold(text)
  const found = phrases.flatMap((phrase) => indexesOf(folded, phrase).map((at) => ({ at, end: at + phrase.length })))
  if (found.length === 0) return []
  const from = origins(text)
  return found.map(({ at, end }) => ({ start: from[at] ?? 0, end: from[end] ?? text.length }))
}

/** For each unit of the folded text, where it comes from. Folding changes lengths: blanks are joined, and "İ" becomes two. */
function origins(text: string): number[] {
  const from: number[] = []
  let index = 0
  let afterBlank = false
  for (const character of text) {
    const isBlank = /\s/.test(character)
    if (!isBlank || !afterBlank) for (const _ of fold(character).split('')) from.push(index)
    afterBlank = isBlank
    index += character.length
  }
  return from
}
