import { matchesOf } from '../patterns/matches-of.ts'
import type { SlotValues } from '../briefs/brief.ts'
import type { Guardrail } from './guardrail.ts'
import { KnownWords, nameTokens } from './name-tokens.ts'
import { saidTexts } from './said-texts.ts'
import type { Place, TextField } from './text-places.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'
import { wordsOf } from './words.ts'

const RULE = 'unknown-product'

/** Two to six words with a capital, or a capital and figures, one blank apart. */
const NAME =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}'’&®™-]{1,30}(?: (?:[\p{Lu}&][\p{L}\p{N}'’&®™-]{0,30}|\p{Nd}{1,5})(?![\p{L}\p{N}])){1,5}/gu
/** What stands before a name in mid-sentence: a word in small letters, or a comma. */
const MID_SENTENCE = /(?:\p{Ll}|,) ["'“‘(]?$/u
const LEAD = /^(?:The|This|Our|Your|Its|With|And|For|On|In|From|By) (?=\S+ )/u
const CAPITALISED = /^\p{Lu}/u
const WORD_OF_NAME = /\p{L}{2}/u
const CALENDAR =
  /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|\d+)$/i

const nameSlots = (slots: SlotValues): string[] =>
  Object.entries(slots).flatMap(([slot, value]) => (slot.endsWith('name') ? [value] : []))

/** In a title, or in German, capitals say nothing about names. */
function capitalsMeanNames(line: string): boolean {
  const words = line.split(/[^\p{L}'’-]+/u).filter((word) => word.length > 1)
  const capitalised = words.filter((word) => CAPITALISED.test(word)).length
  return capitalised * 4 <= words.length * 3
}

/** In German every noun has a capital: only these are no nouns. */
const GERMAN_WORD = /^(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?|Du|Dir|Dich|Dein(?:e[mnrs]?)?|Frau|Herrn?|Dr|Prof)$/u
/** A brand as brands are written: in capitals, or with the sign of one. */
const BRAND = /^\p{Lu}{5,}$|[®™]/u
const TWO_CAPITALS = /\p{Ll}\p{Lu}/u
const LONG_NAME = 4

/** True for a row of capitals that is no row of German nouns: a long one, or one with a brand. */
function isForeignName(words: readonly string[], isKnown: (word: string) => boolean): boolean {
  if (words.some((word) => GERMAN_WORD.test(word))) return false
  const unknown = words.filter((word) => !isKnown(word))
  if (unknown.length === 0 || words.length < 2) return false
  if (unknown.some((word) => BRAND.test(word))) return true
  const hasBrand = words.some((word) => BRAND.test(word) || TWO_CAPITALS.test(word))
  return (hasBrand && words.length > 2) || (words.length >= LONG_NAME && unknown.length >= LONG_NAME - 1)
}

function namesInMidSentence({ plain }: TextField): Place[] {
  // A line is read once, however many names stand in it.
  let read = { start: -1, meanNames: false }
  return matchesOf(NAME, plain).flatMap((match) => {
    const start = match.index
    // "The Northwind Cooler" begins a sentence with a small word, and names something all the same.
    const lead = LEAD.exec(match[0])?.[0].length ?? 0
    if (lead === 0 && !MID_SENTENCE.test(plain.slice(Math.max(0, start - 4), start))) return []
    const lineStart = plain.lastIndexOf('\n', start) + 1
    if (read.start !== lineStart) {
      const lineEnd = plain.indexOf('\n', start)
      const line = plain.slice(lineStart, lineEnd < 0 ? plain.length : lineEnd)
      read = { start: lineStart, meanNames: capitalsMeanNames(line) }
    }
    if (!read.meanNames) return []
    return [{ start: start + lead, end: start + match[0].length }]
  })
}

/**
 * Products, models and brands that the brief does not hold. A model number, or a name of two words of which
 * none is known, is proof enough to block; any other name in capitals is only a hint for the reviewer.
 */
export const unknownProduct: Guardrail = {
  rule: RULE,
  check(message, brief) {
    let known: KnownWords | undefined
    const isKnown = (words: string) => {
      known ??= new KnownWords([...saidTexts(brief), ...nameSlots(message.slots)])
      return words.split(' ').every((word) => known?.has(word.replace(/[®™]/g, '')) || CALENDAR.test(word))
    }
    const isWhollyUnknown = (name: string) => {
      const words = name.split(' ').filter((word) => WORD_OF_NAME.test(word))
      return words.length > 1 && !words.some((word) => known?.has(word.replace(/[®™]/g, '')) || CALENDAR.test(word))
    }
    /** A name that begins with another brand, with words that the brief holds behind it. */
    const beginsUnknown = (name: string) => {
      const [first = '', ...rest] = name.split(' ')
      // A maker's name before the product's own one is for the reviewer to judge.
      const isMaker = brief.products.some((product) => product.name.startsWith(rest[0] ?? ''))
      const isName = rest.length >= 2 && !isMaker && WORD_OF_NAME.test(first) && !CALENDAR.test(first)
      return isName && !known?.has(first.replace(/[®™]/g, '')) && !wordsOf(first).every(({ form }) => form.isGlue)
    }
    const isGerman = /^de\b/i.test(brief.locale ?? '')
    return fieldsOf(message.content).flatMap((textField) => {
      const { field, text, plain } = textField
      const models = nameTokens(plain).filter((token) => token.shape === 'model' && !isKnown(token.text))
      const names = namesInMidSentence(textField).filter(
        (name) =>
          !isKnown(plain.slice(name.start, name.end)) &&
          (!isGerman || isForeignName(plain.slice(name.start, name.end).split(' '), isKnown)) &&
          !models.some((model) => model.start < name.end && name.start < model.end),
      )
      return [
        ...models.map((place) => {
          const sentence = `${quoted(text, place)} looks like a product or model that this brief does not hold: take it out.`
          return foundAt(RULE, 'block', sentence, field, place)
        }),
        ...names.map((place) => {
          const sentence = `${quoted(text, place)} looks like a name that no fact holds: check it, or take it out.`
          const name = plain.slice(place.start, place.end)
          return foundAt(
            RULE,
            isGerman || isWhollyUnknown(name) || beginsUnknown(name) ? 'block' : 'warn',
            sentence,
            field,
            place,
          )
        }),
      ]
    })
  },
}
