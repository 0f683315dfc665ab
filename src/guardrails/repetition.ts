import { type Sentence, sentencesOf, wordsPlace } from './message-sentences.ts'
import type { Place, TextField } from './text-places.ts'
import type { Word } from './words.ts'

/** One word is said again in speech ("very, very, very"); five times in a row it is not. A group of words is not said three times. */
const TIMES_ONE_WORD = 5
const TIMES = 3
const LONGEST_GROUP = 12
/** Between two words of a row stand blanks and marks; what is further away comes after a slot. */
const LONGEST_GAP = 4
/** A shorter sentence may well stand there for each of several products. */
const LEAST_SENTENCE_WORDS = 5
const LETTER = /\p{L}/u

/** Where the same words come again and again in a row, and where a sentence comes for the second time of three or more. */
export function repeatedPlaces(field: TextField): Place[] {
  const sentences = sentencesOf(field)
  return [...repeatedGroups(sentences), ...repeatedSentences(field, sentences)]
}

function repeatedGroups(sentences: readonly Sentence[]): Place[] {
  const words = sentences.flatMap((sentence) => sentence.words)
  const found: Place[] = []
  if (!mayRepeat(words)) return found
  for (let size = 1; size <= LONGEST_GROUP; size++) {
    const least = size * ((size === 1 ? TIMES_ONE_WORD : TIMES) - 1)
    let same = 0
    for (let at = size; at <= words.length; at++) {
      const word = words[at]
      const isSame = word !== undefined && word.low === words[at - size]!.low
      if (isSame && word.start - words[at - 1]!.end <= LONGEST_GAP) {
        same++
        continue
      }
      if (same >= least) {
        const group = words.slice(at - same - size, at)
        if (group.some(({ text }) => LETTER.test(text))) found.push({ start: group[0]!.start, end: group.at(-1)!.end })
      }
      same = 0
    }
  }
  return found
}

/** True when as many words in a row as the shortest row needs were said shortly before each. Most texts have no such place. */
function mayRepeat(words: readonly Word[]): boolean {
  let row = 0
  for (let at = 0; at < words.length; at++) {
    row = isSaidBefore(words, at) ? row + 1 : 0
    if (row >= TIMES_ONE_WORD - 1) return true
  }
  return false
}

function isSaidBefore(words: readonly Word[], at: number): boolean {
  const { low } = words[at]!
  for (let before = at - 1; before >= 0 && before >= at - LONGEST_GROUP; before--) {
    if (words[before]!.low === low) return true
  }
  return false
}

function repeatedSentences({ text }: TextField, sentences: readonly Sentence[]): Place[] {
  if (sentences.length < TIMES) return []
  const byWords = new Map<string, Sentence[]>()
  for (const sentence of sentences) {
    if (sentence.words.length < LEAST_SENTENCE_WORDS) continue
    const key = text.slice(sentence.start, sentence.end).trim()
    byWords.set(key, [...(byWords.get(key) ?? []), sentence])
  }
  return [...byWords.values()].filter(({ length }) => length >= TIMES).flatMap(([, ...again]) => again.map(wordsPlace))
}
