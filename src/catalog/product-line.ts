import { z } from 'zod'
import { pointersOf } from '../problem.ts'
import type { ProblemPointer } from '../problem.ts'
import type { Line } from './lines.ts'
import { Product, ProductId } from './product.ts'

/** Longest line of an import, in bytes. */
export const MAX_LINE_BYTES = 256 * 1024

/** One line of an import: a product as it is put, with its id. */
export const ImportedProduct = Product.extend({ id: ProductId })
export type ImportedProduct = z.infer<typeof ImportedProduct>

/** A thousand bad lines must still fit into one answer. */
const MAX_ERRORS = 10
const MAX_POINTER = 200

export type LineProblem = { detail: string; errors?: ProblemPointer[] | undefined }
export type ReadLine =
  | { kind: 'product'; product: ImportedProduct }
  | { kind: 'empty' }
  | { kind: 'rejected'; problem: LineProblem }

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Reads one line of an import. */
export function readProductLine(line: Line): ReadLine {
  if (line.bytes === null) return rejected(`The line is longer than ${MAX_LINE_BYTES / 1024} KiB.`)
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
  const read = ImportedProduct.safeParse(value)
  if (read.success) return { kind: 'product', product: read.data }
  const errors = pointersOf(read.error.issues)
    .slice(0, MAX_ERRORS)
    .map(({ pointer, message }) => ({ pointer: pointer.slice(0, MAX_POINTER), message }))
  return { kind: 'rejected', problem: { detail: 'The line is not a product.', errors } }
}

const rejected = (detail: string): ReadLine => ({ kind: 'rejected', problem: { detail } })
