import type { Brief } from '../briefs/brief.ts'
import { factWords } from './fact-words.ts'
import type { FactWords } from './fact-words.ts'
import type { Sentence } from './message-sentences.ts'
import { unitAfter } from './number-units.ts'
import type { Place } from './text-places.ts'
import type { Word } from './words.ts'
import { wordsOf } from './words.ts'

/** So many words of a name are compared, and so many of them can be other ones. */
const LENGTH = 12
const MOST_OTHER = 3
const CAPITAL = /^\p{Lu}/u
const ALL_CAPITALS = /^\p{Lu}{2,}$/u
const DIGIT = /\p{Nd}/u
/** Words that follow the name of a brand without naming a product. */
const OF_THE_BRAND = new Set(
  'app club collection customer customers family gmbh group kollektion kunden kundenservice newsletter online produkte products produkt service shop shops store stores support team website world'.split(
    ' ',
  ),
)

type NamePlace = { words: readonly Word[]; at: number }
const indexes = new WeakMap<Brief, Map<string, NamePlace[]>>()

/** Where each word stands in the products' names. */
function namePlaces(brief: Brief): Map<string, NamePlace[]> {
  const known = indexes.get(brief)
  if (known !== undefined) return known
  const index = new Map<string, NamePlace[]>()
  for (const { name } of brief.products) {
    const words = wordsOf(name).slice(0, LENGTH)
    for (const [at, { key }] of words.entries()) index.set(key, [...(index.get(key) ?? []), { words, at }])
  }
  indexes.set(brief, index)
  return index
}

/** One name goes on: nothing but a blank, a hyphen or a sign of a brand between two words. */
const goesOn = (text: string, offset: number, a: Word | undefined, b: Word | undefined): boolean =>
  a !== undefined && b !== undefined && /^(?:[®™]? |-|[.,])$/u.test(text.slice(a.end - offset, b.start - offset))

/** True when some fact has the second word right behind the first one. */
const isPairHeld = (facts: FactWords, first: Word, second: Word): boolean =>
  (facts.byKey.get(first.key) ?? []).some((index) => {
    const words = facts.clauses[index]?.words ?? []
    return words.some(({ key }, at) => key === first.key && words[at + 1]?.low === second.low)
  })

/**
 * A product's name with other words in it: another brand before its model, another model behind its brand, another number.
 * The place is that of the other words.
 */
export function alteredNames(
  { words, text, start }: Sentence,
  brief: Brief,
  isKnown: (word: string) => boolean,
  isGerman: boolean,
): Place[] {
  const index = namePlaces(brief)
  const joins = (at: number): boolean => goesOn(text, start, words[at], words[at + 1])
  const isOther = ({ text: written, low }: Word): boolean =>
    !isKnown(written) && (CAPITAL.test(written) || DIGIT.test(written)) && !OF_THE_BRAND.has(low)
  const isStrange = (word: Word): boolean =>
    isOther(word) && unitAfter(word.text) === null && (!word.form.isGlue || ALL_CAPITALS.test(word.text))

  const otherBrand = (at: number, { words: name, at: in_ }: NamePlace): Place | null => {
    const before = words[at - 1]
    if (before === undefined || in_ === 0 || in_ > MOST_OTHER || !joins(at - 1) || before.key === name[in_ - 1]?.key)
      return null
    if (!CAPITAL.test(before.text) || !isStrange(before)) return null
    const isLong = joins(at) && words[at + 1]?.key === name[in_ + 1]?.key
    const isModel =
      DIGIT.test(name[in_]?.text ?? '') && name[in_]?.text === words[at]?.text && /\p{L}/u.test(name[in_]?.text ?? '')
    return isLong || isModel ? { start: before.start, end: before.end } : null
  }

  const otherModel = (at: number, { words: name, at: in_ }: NamePlace): Place | null => {
    const [brand, next] = [words[at], words[at + 1]]
    if (brand === undefined || next === undefined || in_ > 0 || !joins(at) || next.key === name[1]?.key) return null
    if (!CAPITAL.test(brand.text) || brand.form.isSmall) return null
    for (let last = at + 1; last <= at + MOST_OTHER && joins(last - 1); last++) {
      const end = words[last]
      const later = name.findIndex(({ key }, position) => position > 1 && key === end?.key)
      if (last > at + 1 && later > 0) {
        const between = words.slice(at + 1, last)
        return between.some(isStrange) ? { start: next.start, end: between.at(-1)?.end ?? next.end } : null
      }
    }
    // In German every noun has a capital.
    return !isGerman && isStrange(next) && CAPITAL.test(next.text) && next.low.length > 2
      ? { start: next.start, end: next.end }
      : null
  }

  const otherNumber = (at: number, { words: name, at: in_ }: NamePlace): Place | null => {
    const [word, next, own] = [words[at], words[at + 1], name[in_ + 1]]
    if (word === undefined || next === undefined || own === undefined || !joins(at)) return null
    const isShaped =
      DIGIT.test(next.text) && DIGIT.test(own.text) && /\p{L}/u.test(next.text) === /\p{L}/u.test(own.text)
    if (!isShaped || next.low === own.low || word.form.isSmall || !CAPITAL.test(word.text)) return null
    return isPairHeld(factWords(brief), word, next) ? null : { start: next.start, end: next.end }
  }

  return words.flatMap((word, at) => {
    const places = index.get(word.key) ?? []
    for (const place of places) {
      const found = otherBrand(at, place) ?? otherModel(at, place) ?? otherNumber(at, place)
      if (found !== null) return [found]
    }
    return []
  })
}
