import { LinkifyIt } from 'linkify-it'

const links = new LinkifyIt({ fuzzyLink: true }).tlds(
  ['app', 'dev', 'example', 'online', 'shop', 'site', 'store', 'test', 'xyz'],
  true,
)
const AT = /\S@\S/
const SCHEME = /[a-z]:\/\//i
/** A date is none of a telephone's numbers. */
const DATE = /(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/g
/** A plus or 00 and seven digits, or nine digits in any grouping; sizes ("60 x 80") and years have fewer. */
const NUMBERS = /(?:\+|\b00)\d(?:[\s()./-]{0,2}\d){6,}|\(?\d(?:[\s()./-]{0,2}\d){8,}/
const CALLED =
  /\b(?:call|tel|telephone|telefon|tel[eé]fono|whatsapp|fax|phone)\b[^\p{L}\d]{0,5}\d(?:[\s().-]{0,2}\d){4,}/iu

/** True when the text holds an e-mail address, a link or a phone number: none of those may come from a fact. */
export function holdsContactDetails(text: string): boolean {
  const undated = text.replace(DATE, '|')
  return AT.test(text) || SCHEME.test(text) || NUMBERS.test(undated) || CALLED.test(undated) || links.test(text)
}

/** The text with every word that is or belongs to a contact detail left out. */
export function withoutContactDetails(text: string): string {
  if (!holdsContactDetails(text)) return text
  return text
    .replace(new RegExp(NUMBERS, 'g'), '…')
    .replace(new RegExp(CALLED, 'giu'), '…')
    .split(' ')
    .map((word) => (holdsContactDetails(word) ? '…' : word))
    .join(' ')
}

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** A test for texts that hold one of these words (a customer's names, say), whatever their case. */
export function mentionsAny(words: readonly string[]): (text: string) => boolean {
  const secret = new Set(words.flatMap(wordsOf).filter((word) => word.length > 1))
  return (text) => secret.size > 0 && wordsOf(text).some((word) => secret.has(word))
}
