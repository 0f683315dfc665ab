import type { Place, TextField } from './text-places.ts'

/** Where a sentence ends: a mark with white space after it, or a line. A single letter or figure before a full stop is none. */
const END = /(?<![\s(.][\p{L}\p{N}])[.!?…]+["'”’»)]*(?=\s|$)|\n+/gu

const known = new WeakMap<TextField, number[]>()

/** The number of the sentence in which a place begins, counted from 0; lines without a word count none. */
export function sentenceNumber(field: TextField, { start }: Pick<Place, 'start'>): number {
  const ends = known.get(field) ?? sentenceEnds(field.plain)
  known.set(field, ends)
  return ends.filter((end) => end <= start).length
}

/** What stands in the sentences from one number to another, both included. */
export function sentencesBetween(field: TextField, from: number, to: number): string {
  const ends = known.get(field) ?? sentenceEnds(field.plain)
  return field.plain.slice(ends[from - 1] ?? 0, ends[to] ?? field.plain.length)
}

function sentenceEnds(plain: string): number[] {
  const ends: number[] = []
  for (const match of plain.matchAll(END)) {
    const end = match.index + match[0].length
    if (plain.slice(ends.at(-1) ?? 0, end).trim() !== '') ends.push(end)
  }
  return ends
}
