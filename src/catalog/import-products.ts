import { setImmediate } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { type Line, lineSplitter } from './lines.ts'
import { importTooLarge } from './problems.ts'
import { type ImportedProduct, type LineProblem, MAX_LINE_BYTES, readProductLine } from './product-line.ts'
import { writeProducts } from './store.ts'

export const MAX_IMPORT_BYTES = 50 * 1024 * 1024
const BATCH_LINES = 500
/** Long lines fill a batch earlier, so that memory stays flat. */
const BATCH_BYTES = 4 * 1024 * 1024
const MAX_LISTED = 1000

export type ImportResult = {
  /** Lines that were taken. */
  imported: number
  /** Lines that were not. */
  rejectedCount: number
  /** The first thousand of them. */
  rejected: { line: number; problem: LineProblem }[]
}

/**
 * Reads products line by line and writes them in batches. Each batch stays, whatever comes after it: the same file sent
 * again completes what was cut off.
 * @throws import-too-large beyond `MAX_IMPORT_BYTES`
 */
export async function importProducts(
  context: Context,
  input: { chunks: AsyncIterable<Uint8Array> },
): Promise<ImportResult> {
  const result: ImportResult = { imported: 0, rejectedCount: 0, rejected: [] }
  const splitter = lineSplitter(MAX_LINE_BYTES)
  // By id, so that of two lines about one product the last one wins.
  let batch = new Map<string, ImportedProduct>()
  let batchLines = 0
  let batchBytes = 0
  let received = 0

  const flush = async (): Promise<void> => {
    await writeProducts(context.db, [...batch.values()], context.now())
    batch = new Map()
    batchLines = 0
    batchBytes = 0
    // The embedded database works on this very thread, and so do we: other requests get their turn between batches.
    await setImmediate()
  }
  const take = async (lines: Iterable<Line>): Promise<void> => {
    for (const line of lines) {
      const read = readProductLine(line)
      batchLines += 1
      batchBytes += line.bytes?.length ?? 0
      if (read.kind === 'product') {
        result.imported += 1
        batch.set(read.product.id, read.product)
      } else if (read.kind === 'rejected') {
        result.rejectedCount += 1
        if (result.rejected.length < MAX_LISTED) result.rejected.push({ line: line.number, problem: read.problem })
      }
      if (batchLines >= BATCH_LINES || batchBytes >= BATCH_BYTES) await flush()
    }
  }

  for await (const chunk of input.chunks) {
    received += chunk.length
    if (received > MAX_IMPORT_BYTES) {
      await flush()
      throw importTooLarge(
        `At most 50 MiB at once. The first ${result.imported + result.rejectedCount} lines were read.`,
      )
    }
    await take(splitter.push(chunk))
  }
  await take(splitter.end())
  await flush()
  return result
}
