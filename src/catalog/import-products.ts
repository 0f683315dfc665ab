import { setImmediate } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { type Line, lineSplitter } from './lines.ts'
import { importTooLarge } from './problems.ts'
import { type ImportedProduct, type LineProblem, MAX_LINE_BYTES, readProductLine } from './product-line.ts'
import { writeProducts } from './store.ts'

export const MAX_IMPORT_BYTES = 50 * 1024 * 1024
const TOO_LARGE = 'At most 50 MiB at once.'
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
 * again completes what was cut off. The input is read to its end even when nothing more is taken from it, because many
 * clients hear no answer before they have sent everything.
 * @throws import-too-large beyond `MAX_IMPORT_BYTES`; at once when `declaredBytes` says so
 */
export async function importProducts(
  context: Context,
  input: { chunks: AsyncIterable<Uint8Array>; declaredBytes?: number },
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

  let failure: unknown = (input.declaredBytes ?? 0) > MAX_IMPORT_BYTES ? importTooLarge(TOO_LARGE) : undefined
  for await (const chunk of input.chunks) {
    if (failure !== undefined) continue
    try {
      received += chunk.length
      if (received <= MAX_IMPORT_BYTES) await take(splitter.push(chunk))
      else {
        await flush()
        failure = importTooLarge(`${TOO_LARGE} ${result.imported} products before that were taken.`)
      }
    } catch (error) {
      failure = error
    }
  }
  if (failure !== undefined) throw failure
  await take(splitter.end())
  await flush()
  return result
}
