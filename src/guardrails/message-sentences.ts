import type { Place, TextField } from './text-places.ts'
import type { Word } from './words.ts'
import { wordsOf } from './words.ts'

/** One sentence of a message, a line at most; slots are blanks in `text`. */
export type Sentence = Place & { text: string; words: Word[]; isQuestion: boolean }

const END = /[.!?…]+["'”’»)]*(?=\s|$)|\n/gu
/** After these a full stop ends no sentence. */
const SHORT = /(?:^|[\s(])(?:e\.g|i\.e|z\.B|d\.h|approx|ca|Nr|Dr|Mr|Mrs|incl|inkl|max|min|bzw|St|\p{L}|\d{1,2})$/u

const known = new WeakMap<TextField, Sentence[]>()

/** The sentences of a field in order; each guardrail that asks gets the same ones. */
export function sentencesOf(field: TextField): Sentence[] {
  const sentences = known.get(field) ?? splitSentences(field.plain)
  known.set(field, sentences)
  return sentences
}

function splitSentences(plain: string): Sentence[] {
  const sentences: Sentence[] = []
  // No word goes on behind the end of a sentence.
  const all = wordsOf(plain)
  let start = 0
  let from = 0
  const add = (end: number) => {
    let to = from
    while (to < all.length && all[to]!.start < end) to += 1
    if (to > from) {
      const text = plain.slice(start, end)
      sentences.push({ start, end, text, words: all.slice(from, to), isQuestion: text.includes('?') })
    }
    start = end
    from = to
  }
  END.lastIndex = 0
  while (END.test(plain)) if (!isShortForm(plain, start, END.lastIndex)) add(END.lastIndex)
  add(plain.length)
  return sentences
}

/** True when a single full stop ends here, and belongs to a short form in the middle of a line. */
function isShortForm(plain: string, from: number, end: number): boolean {
  if (plain[end - 1] !== '.' || '.!?…'.includes(plain[end - 2] ?? ' ') || plain[end] === '\n') return false
  return SHORT.test(plain.slice(Math.max(from, end - 8), end - 1))
}

/** The number of the sentence in which a place begins, counted from 0. */
export function sentenceNumber(field: TextField, { start }: Pick<Place, 'start'>): number {
  const sentences = sentencesOf(field)
  let number = 0
  while (number < sentences.length && sentences[number]!.end <= start) number += 1
  return number
}

/** What stands in the sentences from one number to another, both included. */
export function sentencesBetween(field: TextField, from: number, to: number): string {
  const sentences = sentencesOf(field)
  return field.plain.slice(sentences[from]?.start ?? 0, sentences[to]?.end ?? field.plain.length)
}

/** Where the words of a sentence begin and end, without blanks and marks around them. */
export const wordsPlace = ({ words, start }: Sentence): Place => ({
  start: words[0]?.start ?? start,
  end: words.at(-1)?.end ?? start,
})
