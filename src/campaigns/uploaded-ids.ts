import { type CsvRecord, csvFields, csvSplitter } from '../catalog/csv-records.ts'
import { type Line, lineSplitter } from '../catalog/lines.ts'
import { ExternalId } from '../text.ts'
import { uploadUnreadable } from './problems.ts'

/** An id of a file, or why there is none. `line` counts from 1. */
export type UploadedId = { line: number } & ({ id: string } | { problem: string })

/** Reads ids out of a file as it comes. @throws upload-unreadable when there is no telling where they stand */
export type IdReader = { push(chunk: Uint8Array): Iterable<UploadedId>; end(): Iterable<UploadedId> }

/** An id takes 200 characters; a row may hold more than that. */
const MAX_LINE_BYTES = 64 * 1024
/** The names of the column, or field, in which the id stands. The first one that is there counts. */
const NAMES = ['customerId', 'customer_id', 'id']
const BYTE_ORDER_MARK = '\ufeff'

export const UPLOAD_TYPES = ['text/csv', 'application/x-ndjson'] as const

/** The reader for a content type, or null. */
export function idReaderFor(contentType: string): IdReader | null {
  const type = contentType.split(';')[0]!.trim().toLowerCase()
  if (type === 'text/csv') return csvIds()
  return type === 'application/x-ndjson' ? ndjsonIds() : null
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function textOf(bytes: Uint8Array | null): { text: string } | { problem: string } {
  if (bytes === null) return { problem: 'The line is too long.' }
  try {
    return { text: utf8.decode(bytes) }
  } catch {
    return { problem: 'The line is not UTF-8.' }
  }
}

const checked = (line: number, value: unknown): UploadedId => {
  const id = ExternalId.safeParse(typeof value === 'number' ? String(value) : value)
  return id.success ? { line, id: id.data } : { line, problem: 'There is no customer id of at most 200 characters.' }
}

/** The first line names the columns. */
function csvIds(): IdReader {
  const splitter = csvSplitter(',', MAX_LINE_BYTES)
  let column = -1
  function* read(records: Iterable<CsvRecord>): Iterable<UploadedId> {
    for (const { line, bytes } of records) {
      const read = textOf(bytes)
      const fields = 'text' in read ? csvFields(read.text.replace(BYTE_ORDER_MARK, ''), ',') : null
      if (column === -1) {
        const names = (fields ?? []).map((name) => name.trim())
        column = names.indexOf(NAMES.find((name) => names.includes(name)) ?? '')
        if (column === -1) throw uploadUnreadable(`The first line must name a column ${NAMES.join(', ')}.`)
      } else if ('problem' in read) yield { line, problem: read.problem }
      else if (fields === null) yield { line, problem: 'The quotation marks of the line do not add up.' }
      else yield checked(line, fields[column])
    }
  }
  return { push: (chunk) => read(splitter.push(chunk)), end: () => read(splitter.end()) }
}

/** Each line is an id as JSON text, or an object that has one. */
function ndjsonIds(): IdReader {
  const splitter = lineSplitter(MAX_LINE_BYTES)
  function* read(lines: Iterable<Line>): Iterable<UploadedId> {
    for (const { number: line, bytes } of lines) {
      const read = textOf(bytes)
      if ('problem' in read) yield { line, problem: read.problem }
      else if (read.text.trim() !== '') yield readLine(line, read.text)
    }
  }
  return { push: (chunk) => read(splitter.push(chunk)), end: () => read(splitter.end()) }
}

function readLine(line: number, text: string): UploadedId {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { line, problem: 'The line is not JSON.' }
  }
  if (typeof value !== 'object' || value === null) return checked(line, value)
  const fields = value as Record<string, unknown>
  return checked(line, fields[NAMES.find((name) => Object.hasOwn(fields, name)) ?? ''])
}
