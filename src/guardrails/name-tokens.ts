import { matchesOf } from '../patterns/matches-of.ts'
import { unitAfter } from './number-units.ts'
import type { Place } from './text-places.ts'

/** A word of letters and digits as shops use them for models and codes. */
export type NameToken = Place & { text: string; shape: 'model' | 'code' }

const WORD = /[\p{L}\p{N}]+(?:[-_][\p{L}\p{N}]+)*/gu
const MIXED_WORD = /\p{Nd}(?:[-_]?\p{L}|(?<=\p{L}[-_]?\p{Nd}))/u
const HAS_DIGIT = /\p{Nd}/u
const FIGURES_AND_UNIT = /^\p{Nd}+\p{L}{1,14}$/u
/** What stands right behind figures and is no unit: counts, ordinals, clock times, decades, screens. */
const SHORT_ENDINGS = new Set(
  'x k m d p s c f y er ers st nd rd th te re am pm va nm pa hp ps cc ci cd cv ev ms us ns px pt pc pcs lx kn ct ea nr in'.split(
    ' ',
  ),
)
const SCREEN_LINES = /^(?:480|576|720|1080)i$/i
const SIZE = /^\p{Nd}+(?:x\p{Nd}+)+\p{L}{0,4}$/u
const CLOCK = /^\p{Nd}{1,2}h\p{Nd}{2}$/iu
const AMOUNT = /^(?:EUR|USD|GBP|CHF|Rs|kr)\p{Nd}+$/u
const CODE = /^(?=[A-Z]*[AEIOUY])[A-Z]{3,20}[-_]?[0-9]{1,4}$/
const BEGINS_LIKE_A_NAME = /^\p{Lu}\p{L}{0,11}$/u
/** Everyday words that only look like model numbers. */
const EVERYDAY = new Set(
  'a3 a4 a5 b2b b2c c2c co2 covid-19 covid19 h2o mp3 mp4 q1 q2 q3 q4 y2k 3d 2d 4k 5g 4g w3c'.split(' '),
)

/** "50i" is a model, "50w" and "2nd" are none. */
function isOddEnding(part: string): boolean {
  const ending = part.replace(/^\p{Nd}+/u, '').toLowerCase()
  return (
    ending.length < 3 &&
    !SHORT_ENDINGS.has(ending) &&
    unitAfter(ending) === null &&
    !SCREEN_LINES.test(part) &&
    !EVERYDAY.has(part.toLowerCase())
  )
}

function isModelPart(part: string): boolean {
  if (!HAS_DIGIT.test(part) || !/\p{L}/u.test(part)) return false
  if (FIGURES_AND_UNIT.test(part)) return isOddEnding(part)
  if (SIZE.test(part) || CLOCK.test(part) || AMOUNT.test(part)) return false
  return !EVERYDAY.has(part.toLowerCase())
}

function shapeOf(word: string): NameToken['shape'] | null {
  if (EVERYDAY.has(word.toLowerCase())) return null
  const parts = word.split(/[-_]/)
  const isNumbered =
    parts.length > 1 &&
    BEGINS_LIKE_A_NAME.test(parts[0] ?? '') &&
    parts.slice(1).some((part) => /^\p{Nd}+$/u.test(part))
  if (!isNumbered && !parts.some(isModelPart)) return null
  return CODE.test(word) ? 'code' : 'model'
}

/** Every token with letters and digits that is shaped like a model number or an offer code, in text order. */
export function nameTokens(text: string): NameToken[] {
  if (!MIXED_WORD.test(text)) return []
  return matchesOf(WORD, text).flatMap((match) => {
    const word = match[0]
    if (!HAS_DIGIT.test(word)) return []
    const shape = shapeOf(word)
    return shape === null ? [] : [{ start: match.index, end: match.index + word.length, text: word, shape }]
  })
}

const squashed = (word: string): string => word.toLowerCase().replace(/[-_]/g, '')

/** The words of some texts, and each pair of neighbours as one word, so that "iPhone15" is found in "iPhone 15". */
export class KnownWords {
  readonly #words = new Set<string>()

  constructor(texts: readonly string[]) {
    for (const text of texts) {
      let previous = ''
      for (const [word] of matchesOf(WORD, text)) {
        const current = squashed(word)
        this.#words.add(current)
        this.#words.add(previous + current)
        for (const part of word.split(/[-_]/)) this.#words.add(part.toLowerCase())
        previous = current
      }
    }
  }

  has(word: string): boolean {
    return this.#words.has(squashed(word))
  }
}
