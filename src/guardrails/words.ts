import { isDenying, isTurningAway } from './denial-words.ts'
import { isGlue, isTalk } from './glue-words.ts'
import { isFigure } from './number-units.ts'
import { numberOf } from './number-words.ts'
import { oppositesOf } from './opposites.ts'
import { isSmall } from './small-words.ts'
import type { Place } from './text-places.ts'
import { keyOf } from './word-key.ts'

/** What a word is by itself, wherever it stands. */
export type WordForm = {
  text: string
  /** In small letters, with one kind of apostrophe. */
  low: string
  /** What is compared: without the commonest endings. */
  key: string
  /** Alone it changes nothing in what is said. */
  isSmall: boolean
  /** It states nothing of its own that a fact could hold. */
  isGlue: boolean
  /** The same, but for everyday verbs and mild adjectives: they state something where nothing at all is known. */
  isTalk: boolean
  /** Figures or a unit: they are compared elsewhere, where 39 dB and 39 decibels are the same. */
  isFigure: boolean
  /** The same, and a number in words. */
  isNumber: boolean
  /** It can deny, whatever stands beside it. */
  isDenial: boolean
  /** It says "not" or "instead" in any way at all. */
  turnsAway: boolean
  /** The keys of the words that it shuts out, if it names such a property. */
  opposites: ReadonlySet<string> | undefined
}

/** One word of a text. */
export type Word = Place & Pick<WordForm, 'text' | 'low' | 'key'> & { form: WordForm }

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu

/** Texts say the same words again and again: each is read once. So many are kept, and none so long that it keeps its whole text. */
const forms = new Map<string, WordForm>()
const MOST_FORMS = 20_000
const LONGEST_KEPT = 12

function formOf(text: string): WordForm {
  const known = forms.get(text)
  if (known !== undefined) return known
  const form = readForm(text)
  if (forms.size >= MOST_FORMS) forms.clear()
  if (text.length <= LONGEST_KEPT) forms.set(text, form)
  return form
}

function readForm(text: string): WordForm {
  const low = text.toLowerCase().replaceAll('’', "'")
  const key = keyOf(low)
  const isFigures = isFigure(text)
  return {
    text,
    low,
    key,
    isSmall: isSmall(low),
    isGlue: isGlue(low, key),
    isTalk: isTalk(low, key),
    isFigure: isFigures,
    isNumber: isFigures || numberOf(text) > 0,
    isDenial: isDenying(low),
    turnsAway: isTurningAway(low),
    opposites: oppositesOf(key),
  }
}

/** The words of a text in order; a hyphen separates two words. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  let end = 0
  for (const match of text.match(WORD) ?? []) {
    const form = formOf(match)
    const start = text.indexOf(match, end)
    end = start + match.length
    words.push({ start, end, text: form.text, low: form.low, key: form.key, form })
  }
  return words
}
