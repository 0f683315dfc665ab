import type { Brief } from '../briefs/brief.ts'
import { factWords } from './fact-words.ts'
import type { Finding, Guardrail } from './guardrail.ts'
import { type Sentence, sentencesOf, wordsPlace } from './message-sentences.ts'
import { saidTexts } from './said-texts.ts'
import { countOwnWords, countSmallWords, hasSmallWord, isTextLanguage, type TextLanguage } from './text-language.ts'
import { fieldsOf, foundAt, placesOf, quoted, type TextField } from './text-places.ts'
import { wordsOf } from './words.ts'

const RULE = 'language'
/** A shorter text shows no language. */
const LEAST_WORDS = 15
const LEAST_OWN_WORDS = 5
/** A text with this share of such words in the customer's language is at most mixed. */
const MIXED = 0.2
/** The same for one sentence, which has to be surer of itself: not one small word of the customer's language. */
const LEAST_IN_SENTENCE = 5
const LEAST_SMALL_WORDS = 3
const LEAST_UNKNOWN = 6

const NAMES: Record<TextLanguage, string> = {
  en: 'English',
  de: 'German',
  es: 'Spanish',
  fr: 'French',
  it: 'Italian',
  pt: 'Portuguese',
  nl: 'Dutch',
}
/** Languages of which the service has words of its own. Everybody else gets English where nobody can write theirs. */
const HOUSE_LANGUAGES: readonly string[] = ['en', 'de', 'es']

/** What stands in quotation marks is somebody else's. */
const LINK_OR_QUOTE = /https?:\S+|[„“"«»][^„“”"«»]{1,400}[”“"«»]/gu
/** Two letters and more in a row that are not Latin, with blanks and marks between the words. A single one is a sign, as in "kΩ". */
const OTHER_LETTERS =
  /[[\p{L}\p{M}]--[\p{Script=Latin}\p{Script=Inherited}]]{2,}(?:[\s\p{P}]{1,3}[[\p{L}\p{M}]--[\p{Script=Latin}\p{Script=Inherited}]]+)*/gv
const MAY_BE_OTHER = /[\u0370-\u1DFF\u2C60-\u2DFF\u3040-\uABFF\uAC00-\uFAFF]/
const SMALL_LETTER = /^\p{Ll}/u

const blanks = (text: string): string => ' '.repeat(text.length)

/** The text without facts, links and quotations, in its own length: those are in the language of the catalogue and say nothing about who writes. */
function ownText({ plain }: TextField, brief: Brief): string {
  let own = plain
  for (const said of saidTexts(brief)) if (own.includes(said)) own = own.replaceAll(said, blanks)
  return own.replace(LINK_OR_QUOTE, blanks)
}

type Counted = { found: TextLanguage; count: number; all: number; words: number; byLanguage: Map<TextLanguage, number> }

function languageOfAll(text: string): Counted | null {
  const { words, byLanguage } = countOwnWords(text)
  const [first] = [...byLanguage].toSorted((a, b) => b[1] - a[1])
  if (first === undefined) return null
  const all = [...byLanguage.values()].reduce((sum, each) => sum + each, 0)
  return { found: first[0], count: first[1], all, words, byLanguage }
}

/** Null when the message as a whole may be in this language. */
function wholeFinding(counted: Counted | null, wanted: TextLanguage): Finding | null {
  if (counted === null || counted.words < LEAST_WORDS) return null
  const { found, count, all, byLanguage } = counted
  if (found === wanted || count < LEAST_OWN_WORDS || (byLanguage.get(wanted) ?? 0) >= all * MIXED) return null
  const isFallback = found === 'en' && !HOUSE_LANGUAGES.includes(wanted)
  const message = `This is ${NAMES[found]}, and the customer's language is ${NAMES[wanted]}: write it in that language.`
  return { rule: RULE, severity: isFallback ? 'warn' : 'block', message, span: null, facts: [] }
}

/** What a sentence is in when it is not in the language of the message: another one, or none that is known. */
function strangeness(
  sentence: Sentence,
  wanted: TextLanguage,
  own: string,
  brief: Brief,
): TextLanguage | 'none' | null {
  if (sentence.words.length < LEAST_IN_SENTENCE || hasSmallWord(sentence.words, wanted)) return null
  const words = wordsOf(own.slice(sentence.start, sentence.end))
  const [most] = [...countSmallWords(words)].toSorted((a, b) => b[1] - a[1])
  if (words.length >= LEAST_IN_SENTENCE && most !== undefined && most[1] >= LEAST_SMALL_WORDS) return most[0]
  const isUnknown =
    most === undefined &&
    words.filter(({ text }) => SMALL_LETTER.test(text)).length >= LEAST_UNKNOWN &&
    !words.some((word) => (word.low.length > 2 && word.form.isGlue) || factWords(brief).holds(word))
  return isUnknown ? 'none' : null
}

function findingsIn(textField: TextField, own: string, wanted: TextLanguage, brief: Brief): Finding[] {
  const { field, text, plain } = textField
  const letters = (MAY_BE_OTHER.test(plain) ? placesOf(OTHER_LETTERS, own) : []).map((place) => {
    const why = `${quoted(text, place)} is not in the letters of ${NAMES[wanted]}: write it in ${NAMES[wanted]} or take it out.`
    return foundAt(RULE, 'block', why, field, place)
  })
  const sentences = sentencesOf(textField).flatMap((sentence) => {
    const strange = strangeness(sentence, wanted, own, brief)
    if (strange === null) return []
    const place = wordsPlace(sentence)
    const what = strange === 'none' ? 'in no language that is known here' : NAMES[strange]
    const why = `${quoted(text, place)} is ${what}, and the message is for a reader of ${NAMES[wanted]}: write it in ${NAMES[wanted]} or take it out.`
    // The catalogue's words may stand there loosely quoted.
    const isCatalogue = strange === 'en' || strange === factWords(brief).language
    return [foundAt(RULE, isCatalogue ? 'warn' : 'block', why, field, place)]
  })
  return [...letters, ...sentences]
}

/** The message is in the customer's language where that is known, and each of its sentences in that of the message. */
export const language: Guardrail = {
  rule: RULE,
  check({ content }, brief): Finding[] {
    const fields = fieldsOf(content)
    const own = fields.map((field) => ownText(field, brief))
    const counted = languageOfAll(own.join('\n'))
    const locale = brief.locale?.split('-')[0]?.toLowerCase() ?? ''
    const whole = isTextLanguage(locale) ? wholeFinding(counted, locale) : null
    if (whole !== null) return [whole]
    const wanted = isTextLanguage(locale)
      ? locale
      : counted === null || counted.words < LEAST_WORDS
        ? null
        : counted.found
    return wanted === null ? [] : fields.flatMap((field, at) => findingsIn(field, own[at]!, wanted, brief))
  },
}
