import { matchesOf } from '../patterns/matches-of.ts'
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
  let start = 0
  const add = (end: number) => {
    const text = plain.slice(start, end)
    const words = wordsOf(text, start)
    if (words.length > 0) sentences.push({ start, end, text, words, isQuestion: text.includes('?') })
    start = end
  }
  for (const { index, 0: mark } of matchesOf(END, plain)) {
    if (mark === '.' && SHORT.test(plain.slice(Math.max(start, index - 7), index)) && plain[index + 1] !== '\n')
      continue
    add(index + mark.length)
  }
  add(plain.length)
  return sentences
}

/** The number of the sentence in which a place begins, counted from 0. */
export const sentenceNumber = (field: TextField, { start }: Pick<Place, 'start'>): number =>
  sentencesOf(field).filter(({ end }) => end <= start).length

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
