import { csvFields, type CsvRecord, csvSplitter } from './csv-records.ts'
import { columnsOf, type FeedField, type FeedItem } from './feed-fields.ts'
import { feedProduct, type FeedSettings } from './feed-product.ts'
import { type ItemReader, MAX_ITEM_BYTES, type PlacedItem, type ReadItem, rejected, tooLong } from './item.ts'
import { isOwn, readOwnRow } from './own-csv.ts'
import { importUnreadable } from './problems.ts'
import { isShopify, shopifyRows } from './shopify-rows.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads delimited text whose first record names the columns: our own export, a product file of Shopify, or any file whose
 * columns have a common name. Columns of other names are passed over.
 * @throws import-unreadable when the first record names no column for ids or for names
 */
export function csvReader(delimiter: ',' | '\t', settings: FeedSettings): ItemReader {
  const splitter = csvSplitter(delimiter, MAX_ITEM_BYTES)
  let width = 0
  let readCells: ((cells: readonly string[]) => ReadItem) | null = null

  const readRecord = (bytes: Uint8Array | null): ReadItem => {
    if (bytes === null) return tooLong('row')
    let text: string
    try {
      text = utf8.decode(bytes)
    } catch {
      return rejected('The row is not UTF-8.')
    }
    const cells = csvFields(text, delimiter)
    if (readCells === null) {
      readCells = cellsReader(cells ?? [], settings)
      width = cells?.length ?? 0
      return { kind: 'empty' }
    }
    if (cells === null) return rejected('The quotation marks of the row do not add up.')
    if (cells.every((cell) => cell.trim() === '')) return { kind: 'empty' }
    return cells.length === width
      ? readCells(cells)
      : rejected(`The row has ${cells.length} columns, the first one has ${width}.`)
  }
  function* read(records: Iterable<CsvRecord>): Iterable<PlacedItem> {
    for (const { line, bytes } of records) yield { line, bytes: bytes?.length ?? 0, read: readRecord(bytes) }
  }
  return {
    push: (chunk) => read(splitter.push(chunk)),
    *end() {
      yield* read(splitter.end())
      if (readCells === null) cellsReader([], settings)
    },
  }
}

function cellsReader(header: readonly string[], settings: FeedSettings): (cells: readonly string[]) => ReadItem {
  if (isOwn(header)) return readOwnRow
  const names = header.map((name) => name.trim())
  if (isShopify(names)) {
    const columns = new Map(names.map((name, column) => [name, column]))
    const readRow = shopifyRows(settings)
    return (cells) => readRow((name) => cells[columns.get(name) ?? -1]?.trim() || undefined)
  }
  const columns = columnsOf(names)
  for (const field of ['id', 'name'] as const satisfies FeedField[]) {
    if (!columns.has(field)) throw importUnreadable(`The first line names no column for the ${field} of a product.`)
  }
  return (cells) => {
    const item: FeedItem = {}
    for (const [field, column] of columns) {
      const cell = cells[column]?.trim()
      if (cell !== undefined && cell !== '') item[field] = cell
    }
    return feedProduct(item, settings, 'row')
  }
}
