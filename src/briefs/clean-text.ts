/**
 * What is never seen but is read by a machine: control and format characters (bidi marks, zero-width characters, tags),
 * variation selectors, blank letters, private and unassigned code points, lone surrogates.
 */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu
const SPACE = /[\s\p{Z}]+/gu
/** Two braces in a row would be a slot. */
const BRACES = /\{{2,}|\}{2,}/g

/** One line of visible ASCII with single blanks and no slot in it: nothing to clean, in any form of Unicode. */
const CLEAN = /^[!-~]+(?: [!-~]+)*$/
const isClean = (text: string): boolean => CLEAN.test(text) && !text.includes('{{') && !text.includes('}}')

const tidy = (text: string): string =>
  text
    .replace(SPACE, ' ')
    .replace(UNSEEN, '')
    .replace(BRACES, (run) => run.charAt(0))
    .replace(/ {2,}/g, ' ')
    .trim()

/**
 * Text for a model or a person to read: one line, compatible spellings made one (NFKC), nothing hidden, no slots in it. What
 * is too long is cut at a word, as far as there is one.
 */
export function cleanText(text: string, max: number): string {
  // Most texts are clean already, and every string of every prompt comes by here.
  if (text.length <= max && isClean(text)) return text
  // Cut before the work as well: the text may be a thousand times longer than what is kept of it.
  const clean = tidy(text.slice(0, max * 8).normalize('NFKC'))
  if (clean.length <= max) return clean
  const cut = clean.slice(0, max)
  const space = clean.lastIndexOf(' ', max)
  return (space > max / 2 ? cut.slice(0, space) : cut).replace(/[\ud800-\udbff]$/, '').trimEnd()
}

/** The same, but nothing at all when it is too long: half a sentence may say what the whole one does not. */
export function cleanWhole(text: string, max: number): string {
  if (text.length <= max && isClean(text)) return text
  const clean = text.length > max * 8 ? '' : tidy(text.normalize('NFKC'))
  return clean.length <= max ? clean : ''
}

/** A value as the customer will read it: as `cleanText`, but spelled as it was written and never cut. */
export const cleanValue = (text: string): string => (isClean(text) ? text : tidy(text.normalize('NFC')))
