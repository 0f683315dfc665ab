/** Shorter titles are everyday words ("Music", "Partners") that a letter may hold without meaning the product. */
const SHORTEST = 8
/** Messages may shorten a long title, so its beginning is enough to be recognised by. In characters. */
const BEGINNING = 30

export type Titled = { id: string; title: string }

/**
 * Products that a message names although the customer has nothing to do with them. The beginning of every title of the
 * whole catalogue is looked for, letter by letter and as whole words, except titles under `SHORTEST` characters. The
 * customer's own titles, whole or up to a comma or the like, are taken out of the text first: one title may be a part of
 * another ("The Great Escape" of "The Great Escape, Special Edition"). A title that begins like an own one is not foreign:
 * the letter would read the same.
 */
export function foreignProducts(text: string, catalogue: readonly Titled[], own: ReadonlySet<string>): Titled[] {
  const products = catalogue.map(({ id, title }) => ({ id, title: plain(title) })).filter(({ title }) => title !== '')
  const ownTitles = products.filter(({ id }) => own.has(id)).map(({ title }) => title)
  const rest = ownTitles.reduce(withoutTitle, plain(text))
  return products.filter(({ id, title }) => {
    const head = beginning(title)
    const isOwn = own.has(id) || ownTitles.some((ownTitle) => beginning(ownTitle) === head)
    return title.length >= SHORTEST && !isOwn && holdsWords(rest, head)
  })
}

/** True when one of these titles, or its beginning, stands in the text. */
export const namesAny = (text: string, titles: readonly string[]): boolean =>
  titles.some((title) => plain(title) !== '' && plain(text).includes(beginning(plain(title))))

/** Spelling that does not depend on how a title was typed: compatible forms made one, nothing invisible, single blanks. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]/gu, (character) => (/\s/.test(character) ? ' ' : ''))
    .replace(/\s+/gu, ' ')
    .trim()

const beginning = (title: string): string =>
  title.length <= BEGINNING ? title : title.slice(0, BEGINNING).replace(/ [^ ]*$/, '')

/** The text without each place that says the title, whole or up to a sign that is no letter. */
function withoutTitle(text: string, title: string): string {
  const start = title.slice(0, SHORTEST)
  let rest = ''
  for (let at = 0; ;) {
    const found = text.indexOf(start, at)
    if (found === -1) return rest + text.slice(at)
    let length = start.length
    while (length < title.length && text[found + length] === title[length]) length++
    const isName = length === title.length || SIGN.test(title.slice(length))
    rest += `${text.slice(at, found)}${isName ? '\n' : text.slice(found, found + length)}`
    at = found + length
  }
}

/** What may follow where a long title is shortened. */
const SIGN = /^ ?[^\p{L}\p{N} ]/u
const LETTER = /[\p{L}\p{N}]/u

function holdsWords(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const cutsBefore = LETTER.test(text.charAt(at - 1)) && LETTER.test(words.charAt(0))
    const cutsBehind = LETTER.test(text.charAt(at + words.length)) && LETTER.test(words.charAt(words.length - 1))
    if (!cutsBefore && !cutsBehind) return true
  }
  return false
}
