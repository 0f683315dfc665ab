import type { SlotValues } from '../briefs/brief.ts'
import type { Guardrail } from './guardrail.ts'
import { KnownWords, nameTokens } from './name-tokens.ts'
import { saidTexts } from './said-texts.ts'
import type { Place, TextField } from './text-places.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'

const RULE = 'unknown-product'

/** Two to six words with a capital, or a capital and figures, one blank apart. */
const NAME =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}'’&®™-]{1,30}(?: (?:[\p{Lu}&][\p{L}\p{N}'’&-]{0,30}|\p{Nd}{1,5})(?![\p{L}\p{N}])){1,5}/gu
/** What stands before a name in mid-sentence: a word in small letters, or a comma. */
const MID_SENTENCE = /(?:\p{Ll}|,) ["'“‘(]?$/u
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

function namesInMidSentence({ plain }: TextField): Place[] {
  return Array.from(plain.matchAll(NAME)).flatMap((match) => {
    const start = match.index
    if (!MID_SENTENCE.test(plain.slice(Math.max(0, start - 4), start))) return []
    const lineStart = plain.lastIndexOf('\n', start) + 1
    const lineEnd = plain.indexOf('\n', start)
    if (!capitalsMeanNames(plain.slice(lineStart, lineEnd < 0 ? plain.length : lineEnd))) return []
    return [{ start, end: start + match[0].length }]
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
    const isGerman = /^de\b/i.test(brief.locale ?? '')
    return fieldsOf(message.content).flatMap((textField) => {
      const { field, text, plain } = textField
      const models = nameTokens(plain).filter((token) => token.shape === 'model' && !isKnown(token.text))
      const names = (isGerman ? [] : namesInMidSentence(textField)).filter(
        (name) =>
          !isKnown(plain.slice(name.start, name.end)) &&
          !models.some((model) => model.start < name.end && name.start < model.end),
      )
      return [
        ...models.map((place) => {
          const sentence = `${quoted(text, place)} looks like a product or model that this brief does not hold: take it out.`
          return foundAt(RULE, 'block', sentence, field, place)
        }),
        ...names.map((place) => {
          const sentence = `${quoted(text, place)} looks like a name that no fact holds: check it, or take it out.`
          return foundAt(
            RULE,
            isWhollyUnknown(plain.slice(place.start, place.end)) ? 'block' : 'warn',
            sentence,
            field,
            place,
          )
        }),
      ]
    })
  },
}
