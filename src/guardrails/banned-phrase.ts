import type { Guardrail } from './guardrail.ts'
import type { Place } from './text-places.ts'
import { fieldsOf, foundAt, joinPlaces, quoted } from './text-places.ts'

const RULE = 'banned-phrase'
const SPACE = /\s/
const WORD = /[\p{L}\p{N}]/u

/** Lower case, white space as one blank, straight apostrophes; `at[i]` is where unit `i` stands in the original. */
function folded(text: string): { folded: string; at: number[] } {
  let result = ''
  const at: number[] = []
  let index = 0
  for (const character of text) {
    const isSpace = SPACE.test(character)
    const unit = isSpace ? ' ' : character === '’' ? "'" : character.toLowerCase()
    if (!isSpace || !result.endsWith(' ')) {
      result += unit
      for (let i = 0; i < unit.length; i++) at.push(index)
    }
    index += character.length
  }
  at.push(index)
  return { folded: result, at }
}

/** Where a phrase stands as whole words. */
function occurrences(text: { folded: string; at: number[] }, phrase: string): Place[] {
  const places: Place[] = []
  const touches = (at: number, edge: string) => WORD.test(text.folded[at] ?? '') && WORD.test(edge)
  for (let at = text.folded.indexOf(phrase); at >= 0; at = text.folded.indexOf(phrase, at + phrase.length)) {
    const end = at + phrase.length
    if (touches(at - 1, phrase[0] ?? '') || touches(end, phrase.at(-1) ?? '')) continue
    places.push({ start: text.at[at] ?? 0, end: text.at[end] ?? 0 })
  }
  return places
}

/** Words that the brand never uses, whatever their case and line breaks. */
export const bannedPhrase: Guardrail = {
  rule: RULE,
  check(message, brief) {
    const phrases = brief.brand.bannedPhrases
      .map((phrase) => folded(phrase.trim()).folded)
      .filter((phrase) => phrase !== '')
    if (phrases.length === 0) return []
    return fieldsOf(message.content).flatMap(({ field, text }) => {
      const searched = folded(text)
      return joinPlaces(phrases.flatMap((phrase) => occurrences(searched, phrase))).map((place) =>
        foundAt(RULE, 'block', `The brand does not say ${quoted(text, place)}: use other words.`, field, place),
      )
    })
  },
}
