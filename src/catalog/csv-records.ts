/** The bytes of one record, without its end. `line` is where it begins, from 1; `bytes` is null when it is too long. */
export type CsvRecord = { line: number; bytes: Uint8Array | null }

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d

/**
 * Cuts bytes into the records of a delimited text (RFC 4180) as they come: an end of line between quotation marks does not
 * end a record. Empty lines are passed over. Holds no more than one record of the allowed length. When a record grows
 * beyond it, its marks are taken to be broken: it is given up and the next line begins a new one.
 */
export function csvSplitter(
  delimiter: ',' | '\t',
  maxBytes: number,
): { push(chunk: Uint8Array): Iterable<CsvRecord>; end(): Iterable<CsvRecord> } {
  const separator = delimiter.charCodeAt(0)
  let parts: Uint8Array[] = []
  let length = 0
  let line = 1
  let begin = 1
  let isInside = false
  // A mark opens at the beginning of a field, and opens again right after it closed, which is how a mark is written inside.
  let mayOpen = true

  const keep = (part: Uint8Array): void => {
    length += part.length
    if (length > maxBytes) parts = []
    else parts.push(part)
  }
  const finish = (): CsvRecord | null => {
    const bytes = length > maxBytes ? null : withoutCr(parts.length === 1 ? parts[0]! : Buffer.concat(parts, length))
    const record = bytes?.length === 0 ? null : { line: begin, bytes }
    parts = []
    length = 0
    begin = line
    isInside = false
    mayOpen = true
    return record
  }
  return {
    *push(chunk) {
      let from = 0
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at]
        if (byte === LF) {
          line += 1
          if (isInside && length + at - from <= maxBytes) continue
          if (at > from) keep(chunk.subarray(from, at))
          from = at + 1
          const record = finish()
          if (record !== null) yield record
        } else if (isInside) {
          if (byte === QUOTE) {
            isInside = false
            mayOpen = true
          }
        } else if (byte === QUOTE) {
          isInside = mayOpen
        } else {
          mayOpen = byte === separator
        }
      }
      if (from < chunk.length) keep(chunk.subarray(from))
    },
    *end() {
      const record = finish()
      if (record !== null) yield record
    },
  }
}

const withoutCr = (bytes: Uint8Array): Uint8Array => (bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes)

/** The fields of one record, or null when its quotation marks do not add up. */
export function csvFields(record: string, delimiter: ',' | '\t'): string[] | null {
  const fields: string[] = []
  let at = 0
  for (;;) {
    if (record[at] !== '"') {
      const end = record.indexOf(delimiter, at)
      fields.push(end === -1 ? record.slice(at) : record.slice(at, end))
      if (end === -1) return fields
      at = end + 1
      continue
    }
    let close = record.indexOf('"', at + 1)
    while (close !== -1 && record[close + 1] === '"') close = record.indexOf('"', close + 2)
    if (close === -1) return null
    fields.push(record.slice(at + 1, close).replaceAll('""', '"'))
    if (close + 1 === record.length) return fields
    if (record[close + 1] !== delimiter) return null
    at = close + 2
  }
}
