import {
  type ItemReader,
  MAX_ITEM_BYTES,
  type PlacedItem,
  readProduct,
  type ReadItem,
  rejected,
  tooLong,
} from './item.ts'
import { type Line, lineSplitter } from './lines.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Reads one product a line, as JSON. */
export function ndjsonReader(): ItemReader {
  const splitter = lineSplitter(MAX_ITEM_BYTES)
  function* read(lines: Iterable<Line>): Iterable<PlacedItem> {
    for (const line of lines) yield { line: line.number, bytes: line.bytes?.length ?? 0, read: readProductLine(line) }
  }
  return { push: (chunk) => read(splitter.push(chunk)), end: () => read(splitter.end()) }
}

/** Reads one line of NDJSON. */
export function readProductLine(line: Line): ReadItem {
  if (line.bytes === null) return tooLong('line')
  let text: string
  try {
    text = utf8.decode(line.bytes)
  } catch {
    return rejected('The line is not UTF-8.')
  }
  if (text.trim() === '') return { kind: 'empty' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return rejected('The line is not JSON.')
  }
  return readProduct(value, 'line')
}
