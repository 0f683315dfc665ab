import { matchesOf } from '../patterns/matches-of.ts'
import type { Place } from './text-places.ts'

/** One word of a text. `key` is what is compared: small letters, without the commonest endings. */
export type Word = Place & { text: string; low: string; key: string }

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu
const POSSESSIVE = /['’]s?$/

/** A light stem: enough to make "charges" and "charging" one word, in English; other languages lose an `s` or an `e` alike on both sides. */
export function keyOf(low: string): string {
  let key = low.replace(POSSESSIVE, '')
  if (key.length > 4 && key.endsWith('ies')) return key.slice(0, -3) + 'y'
  if (key.length > 5 && key.endsWith('ing')) key = key.slice(0, -3)
  else if (key.length > 4 && (key.endsWith('ed') || key.endsWith('es') || key.endsWith('ly'))) key = key.slice(0, -2)
  else if (key.length > 3 && key.endsWith('s') && !key.endsWith('ss')) key = key.slice(0, -1)
  return key.length > 3 && key.endsWith('e') ? key.slice(0, -1) : key
}

/** The words of a text in order; a hyphen separates two words. */
export function wordsOf(text: string, from = 0): Word[] {
  return matchesOf(WORD, text).map((match) => {
    const low = match[0].toLowerCase().replaceAll('’', "'")
    const start = from + match.index
    return { text: match[0], low, key: keyOf(low), start, end: start + match[0].length }
  })
}
