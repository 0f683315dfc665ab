import { SaxesParser } from 'saxes'
import { type FeedField, type FeedItem, fieldNamed } from './feed-fields.ts'
import { feedProduct, type FeedSettings } from './feed-product.ts'
import { type ItemReader, MAX_ITEM_BYTES, type PlacedItem, type ReadItem, rejected, tooLong } from './item.ts'
import { importUnreadable } from './problems.ts'
import { type XmlItem, xmlItemSplitter } from './xml-items.ts'

/** Elements of Google's own namespace and those of RSS; other namespaces may use the same words for something else. */
const OUR_NAMES = /^(?:g:)?[A-Za-z_]+$/
const ENCODING = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)["']/
/** What bytes that are not UTF-8 become. */
const REPLACEMENT = '\ufffd'

/**
 * Reads a merchant feed: RSS 2.0 or Atom with elements of Google's namespace. Each item is parsed by itself, so entities
 * that a document defines are not known in it, and none can grow or name a file.
 * @throws import-unreadable when it is no feed or is not UTF-8
 */
export function xmlReader(settings: FeedSettings): ItemReader {
  const splitter = xmlItemSplitter(MAX_ITEM_BYTES)
  const utf8 = new TextDecoder('utf-8')
  let number = 0
  let isFirst = true

  const place = ({ line, text, why }: XmlItem): PlacedItem => {
    number += 1
    const read = text === null ? tooLong('item') : why === null ? readItem(text, settings) : rejected(why)
    return { line, item: number, bytes: text?.length ?? 0, read }
  }
  return {
    push(chunk) {
      const text = utf8.decode(chunk, { stream: true })
      const encoding = isFirst ? ENCODING.exec(text)?.[1] : undefined
      isFirst = false
      if (encoding !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(encoding)) {
        throw importUnreadable('Send the feed as UTF-8.')
      }
      return splitter.push(text).map(place)
    },
    end() {
      const items = splitter.end().map(place)
      if (!splitter.isFeed()) throw importUnreadable('It is no RSS or Atom feed.')
      return items
    },
  }
}

/** Reads one `<item>` or `<entry>`. */
function readItem(xml: string, settings: FeedSettings): ReadItem {
  if (xml.includes(REPLACEMENT)) return rejected('The item is not UTF-8.')
  const fields = new Map<FeedField, { rank: number; value: string }>()
  const facts: string[] = []
  let depth = 0
  let open: { field: FeedField; rank: number; text: string } | null = null
  const keep = ({ field, rank, text }: NonNullable<typeof open>): void => {
    const value = text.trim()
    if (value === '') return
    if (field === 'facts') facts.push(value)
    // Of two elements of one name the first counts.
    const known = fields.get(field)
    if (known === undefined || rank < known.rank) fields.set(field, { rank, value })
  }
  const addText = (text: string): void => {
    // What stands in elements within an element, such as the price of a shipping, is not the product's own.
    if (open !== null && depth === 2) open.text += text
  }
  const parser = new SaxesParser({ xmlns: false, position: false })
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1
    if (depth !== 2 || !OUR_NAMES.test(name)) return
    const named = fieldNamed(name)
    open = named === null ? null : { ...named, text: named.field === 'url' ? (attributes['href'] ?? '') : '' }
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    if (depth === 2 && open !== null) {
      keep(open)
      open = null
    }
    depth -= 1
  })
  try {
    parser.write(xml).close()
  } catch (error) {
    return rejected(
      `The item is not well-formed XML: ${error instanceof Error ? error.message : 'it cannot be parsed'}`,
    )
  }
  const item: FeedItem = Object.fromEntries([...fields].map(([field, { value }]) => [field, value]))
  return feedProduct(facts.length === 0 ? item : { ...item, facts: facts.join('\n') }, settings, 'item')
}
