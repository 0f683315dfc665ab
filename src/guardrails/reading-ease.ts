type Formula = {
  syllables: RegExp
  /** Ease from words per sentence and syllables per word. */
  ease(sentence: number, word: number): number
}

/**
 * Reading ease by language, 0 (hard) to 100 (easy): Flesch 1948, Amstad 1978, Fernández Huerta 1959 (words per sentence, as
 * Law 2011 reads it). Syllables are counted as groups of vowels; a silent English e at the end is none.
 */
const FORMULAS: Record<string, Formula> = {
  en: {
    syllables: /[aeiouy]+(?!(?<=[^aeiouyl]e)\b)/g,
    ease: (sentence, word) => 206.835 - 1.015 * sentence - 84.6 * word,
  },
  de: { syllables: /[aeiouyäöü]+/g, ease: (sentence, word) => 180 - sentence - 58.5 * word },
  es: {
    syllables: /[iuüy]?[aeoáéóíú][iuüy]?|[iuüy]+/g,
    ease: (sentence, word) => 206.84 - 1.02 * sentence - 60 * word,
  },
}

const SENTENCE_END = /[.!?:;](?=\s|$)|\n/u
const WORD = /\p{L}+(?:['’-]\p{L}+)*/gu
/** A greeting, a name, a heading. */
const LEAST_SENTENCE = 3
/** A shorter text has no level. */
const LEAST_WORDS = 30

/** How easy a text is to read, rounded and within 0 to 100; null when it is too short or the language has no formula. */
export function readingEase(text: string, language: string): number | null {
  const formula = Object.hasOwn(FORMULAS, language) ? FORMULAS[language]! : null
  if (formula === null) return null
  const sentences = text
    .toLowerCase()
    .split(SENTENCE_END)
    .map((sentence) => sentence.match(WORD) ?? [])
    .filter((words) => words.length >= LEAST_SENTENCE)
  const words = sentences.flat()
  if (words.length < LEAST_WORDS) return null
  const syllables = words.reduce((sum, word) => sum + Math.max(1, word.match(formula.syllables)?.length ?? 0), 0)
  const ease = formula.ease(words.length / sentences.length, syllables / words.length)
  return Math.round(Math.min(100, Math.max(0, ease)))
}
