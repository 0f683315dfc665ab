import { matchesOf } from '../patterns/matches-of.ts'
/** A stretch of a text in UTF-16 units, `end` not included. */
type Stretch = { start: number; end: number }

const WORD = /[\p{L}\p{M}]+/gu
const LATIN = /\p{Script=Latin}/u
/** Scripts whose letters look like Latin ones. No language writes them and Latin letters in one word. */
const NEIGHBOUR =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Coptic}]/u
/** Greek signs of measures and mathematics that nobody takes for a Latin letter: "μm", "kΩ", "ΔE". */
const SIGNS = /[μΩωΔδπβλΛσΣφΦθψΨξ]/gu
/** Words of nothing but letters that have a Latin twin: "сосо", "НЕАТ". */
const ALL_TWINS = /^(?:[асеорхіјѕһԁԛԝӏуАВЕКМНОРСТУХІЈЅԌԚԜӀ]{2,}|[ονυρχγκιαΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]{2,})$/u
/**
 * Mathematical, full-width, circled and other dressed letters and figures: people read them as plain ones, checks do not. Signs
 * of their own meaning (™, ℃, №, ℓ) are none of them.
 */
const DRESSED =
  /[\u{1D400}-\u{1D7FF}\u24B6-\u24E9\u{1F110}-\u{1F12B}\u{1F130}-\u{1F149}\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}\u1D00-\u1D2B\u{1FBF0}-\u{1FBF9}\u210A-\u2112\u2115\u2119-\u211D\u2124\u2128\u212C-\u2131\u2133\u2134]+/gu
/** Full-width forms belong to texts in Chinese, Japanese and Korean. */
const FULL_WIDTH = /[\uFF0E-\uFF1A\uFF20-\uFF3A\uFF41-\uFF5A]+/g
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const PLAIN = /^[\0-\u036F\u2000-\u206F\u20A0-\u20CF]*$/

const placesOf = (pattern: RegExp, text: string): Stretch[] =>
  matchesOf(pattern, text).map((match) => ({ start: match.index, end: match.index + match[0].length }))

/** Words that mix Latin letters with look-alikes of another script. */
export function mixedScriptPlaces(text: string): Stretch[] {
  if (PLAIN.test(text)) return []
  return placesOf(WORD, text).filter(({ start, end }) => {
    const word = text.slice(start, end)
    return LATIN.test(word) && NEIGHBOUR.test(word.replace(SIGNS, ''))
  })
}

/** Words in another script that read as Latin ones, in a text that is written in Latin letters. */
export function twinWordPlaces(text: string): Stretch[] {
  if (PLAIN.test(text)) return []
  const words = placesOf(WORD, text)
  const latin = words.filter(({ start, end }) => LATIN.test(text.slice(start, end))).length
  if (latin * 2 < words.length) return []
  return words.filter(({ start, end }) => ALL_TWINS.test(text.slice(start, end)))
}

/** Letters and figures in fancy dress. */
export function dressedPlaces(text: string): Stretch[] {
  if (PLAIN.test(text)) return []
  return [...placesOf(DRESSED, text), ...(EAST_ASIAN.test(text) ? [] : placesOf(FULL_WIDTH, text))]
}
