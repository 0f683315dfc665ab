/** One item of a feed as it stands there. `text` is null when it is too long, `why` says what else keeps it from being read. */
export type XmlItem = { line: number; text: string | null; why: string | null }

/** What decides where items begin and end, and what may hold such words without meaning them. */
const TOKEN = /<!--|<!\[CDATA\[|<\?|<(?<close>\/?)(?:item|entry)(?=[\s/>])|<(?<root>rss|feed|rdf:RDF)(?=[\s>])/g
const LONGEST_TOKEN = 16
const END_OF: Record<string, string> = { '<!--': '-->', '<![CDATA[': ']]>', '<?': '?>' }

/**
 * Cuts an RSS or Atom feed into its items as its text comes, without reading them: an item that is not well-formed spoils no
 * other one. Holds no more than one item of the allowed length; one that grows beyond it is given up, and the next tag of an
 * item counts again, whatever was left open in it.
 */
export function xmlItemSplitter(maxLength: number): {
  push(text: string): XmlItem[]
  end(): XmlItem[]
  /** True once the element that a feed begins with was there. */
  isFeed(): boolean
} {
  let text = ''
  let at = 0
  /** What ends the comment, CDATA section or instruction that is being passed over. */
  let until: string | null = null
  let item: { from: number; line: number; isTooLong: boolean } | null = null
  let line = 1
  let linesUpTo = 0
  let isFeed = false

  const lineAt = (index: number): number => {
    for (let next = text.indexOf('\n', linesUpTo); next !== -1 && next < index; next = text.indexOf('\n', next + 1))
      line++
    linesUpTo = index
    return line
  }
  const scan = (isLast: boolean): XmlItem[] => {
    const items: XmlItem[] = []
    const safe = isLast ? text.length : Math.max(at, text.length - LONGEST_TOKEN)
    for (;;) {
      if (until !== null) {
        const end = text.indexOf(until, at)
        const reach = end === -1 ? text.length : end
        if (item !== null && (reach - item.from > maxLength || (end === -1 && isLast))) {
          // It has no end, or not one of its own: what seems to be in it is looked at after all.
          item.isTooLong ||= reach - item.from > maxLength
        } else if (end === -1) {
          if (item === null) at = Math.max(at, text.length - until.length + 1)
          break
        } else at = end + until.length
        until = null
      }
      TOKEN.lastIndex = at
      const match = TOKEN.exec(text)
      if (match === null || match.index >= safe) {
        at = Math.max(at, safe)
        break
      }
      const after = match.index + match[0].length
      if (match.groups?.['root'] !== undefined) isFeed = true
      else if (match.groups?.['close'] === undefined) until = END_OF[match[0]]!
      else if (match.groups['close'] === '') {
        if (item !== null) items.push(given(item, null, 'The item does not end before the next one begins.'))
        item = { from: match.index, line: lineAt(match.index), isTooLong: false }
      } else if (item !== null) {
        const end = text.indexOf('>', after)
        if (end === -1 && !isLast) {
          at = match.index
          break
        }
        items.push(given(item, text.slice(item.from, end + 1), null))
        item = null
      }
      at = after
    }
    return items
  }
  const given = (open: NonNullable<typeof item>, whole: string | null, why: string | null): XmlItem =>
    open.isTooLong || (whole !== null && whole.length > maxLength)
      ? { line: open.line, text: null, why: null }
      : { line: open.line, text: whole ?? '', why }
  /** Forgets what was looked at, except the beginning of an item whose end is still to come. */
  const trim = (): void => {
    if (item !== null && at - item.from > maxLength) item.isTooLong = true
    const from = item === null || item.isTooLong ? at : item.from
    lineAt(from)
    text = text.slice(from)
    at -= from
    linesUpTo = 0
    if (item !== null) item.from = 0
  }
  return {
    push(more) {
      text += more
      const items = scan(false)
      trim()
      return items
    },
    end() {
      const items = scan(true)
      if (item !== null) items.push(given(item, null, 'The file ends within this item.'))
      return items
    },
    isFeed: () => isFeed,
  }
}
