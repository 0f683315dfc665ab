import { type ProblemPointer, pointersOf } from '../problem.ts'
import { ImportedProduct } from './product.ts'

/** Longest item of an import, in bytes: a line, a row or an element. */
export const MAX_ITEM_BYTES = 256 * 1024

/** A thousand bad items must still fit into one answer. */
const MAX_ERRORS = 10
const MAX_POINTER = 200

export type ItemProblem = { detail: string; errors?: ProblemPointer[] | undefined }
export type ReadItem =
  | { kind: 'product'; product: ImportedProduct }
  /** Holds no product and is not meant to: an empty line, one more image of the product above. */
  | { kind: 'empty' }
  | { kind: 'rejected'; problem: ItemProblem }

/** One item where it stands. `line` is counted from 1; `item` as well, in a feed, which may be all on one line. */
export type PlacedItem = { line: number; item?: number; bytes: number; read: ReadItem }

/** Turns the bytes of one file into items as they come. Holds no more than one item at a time. */
export type ItemReader = { push(chunk: Uint8Array): Iterable<PlacedItem>; end(): Iterable<PlacedItem> }

export const rejected = (detail: string, errors?: ProblemPointer[]): ReadItem => ({
  kind: 'rejected',
  problem: errors === undefined ? { detail } : { detail, errors },
})
export const tooLong = (what: string): ReadItem => rejected(`The ${what} is longer than ${MAX_ITEM_BYTES / 1024} KiB.`)

/** Takes a value for a product, or says field by field why it is none. `what` names the item: a line, a row. */
export function readProduct(value: unknown, what: string): ReadItem {
  const read = ImportedProduct.safeParse(value)
  if (read.success) return { kind: 'product', product: read.data }
  const errors = pointersOf(read.error.issues)
    .slice(0, MAX_ERRORS)
    .map(({ pointer, message }) => ({ pointer: pointer.slice(0, MAX_POINTER), message }))
  return rejected(`The ${what} is not a product.`, errors)
}
