/** Shorter titles are everyday words ("Music", "Partners") that a letter may hold without meaning the product. */
const SHORTEST = 8

export type Titled = { id: string; title: string }

/**
 * Products that a message names although the customer has nothing to do with them. Every title of the whole catalogue is
 * looked for, letter by letter and as whole words, except those under `SHORTEST` characters. The customer's own titles are
 * taken out of the text first, the longest first, since one title may be a part of another ("The Great Escape" of "The Great
 * Escape, Special Edition"); a title that one of the own products bears as well is never foreign.
 */
export function foreignProducts(text: string, catalogue: readonly Titled[], own: ReadonlySet<string>): Titled[] {
  const products = catalogue.map(({ id, title }) => ({ id, title: plain(title) })).filter(({ title }) => title !== '')
  const ownTitles = new Set(products.filter(({ id }) => own.has(id)).map(({ title }) => title))
  const rest = [...ownTitles]
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, title) => left.replaceAll(title, '\n'), plain(text))
  return products.filter(({ title }) => title.length >= SHORTEST && !ownTitles.has(title) && holdsWords(rest, title))
}

/** How many of these titles stand in the text: a run that names no product at all would show nothing. */
export const namesAny = (text: string, titles: readonly string[]): boolean =>
  titles.some((title) => plain(title) !== '' && plain(text).includes(plain(title)))

/** Spelling that does not depend on how a title was typed: compatible forms made one, invisible characters out, single blanks. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]/gu, (character) => (/\s/.test(character) ? ' ' : ''))
    .replace(/\s+/gu, ' ')
    .trim()

const LETTER = /[\p{L}\p{N}]/u

function holdsWords(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const cut =
      (LETTER.test(text.charAt(at - 1)) && LETTER.test(words.charAt(0))) ||
      (LETTER.test(text.charAt(at + words.length)) && LETTER.test(words.charAt(words.length - 1)))
    if (!cut) return true
  }
  return false
}
