import { setImmediate } from 'node:timers/promises'
import type { Context } from '../context.ts'
import type { ItemProblem, ItemReader, PlacedItem } from './item.ts'
import { importTooLarge } from './problems.ts'
import type { ImportedProduct } from './product.ts'
import { writeProducts } from './store.ts'

export const MAX_IMPORT_BYTES = 1024 * 1024 * 1024
const TOO_LARGE = 'At most 1 GiB at once.'
const BATCH_ITEMS = 500
/** Long items fill a batch earlier, so that memory stays flat. */
const BATCH_BYTES = 4 * 1024 * 1024
const MAX_LISTED = 1000

export type ImportResult = {
  /** Items that were taken. */
  imported: number
  /** Items that were not. */
  rejectedCount: number
  /** The first thousand of them. */
  rejected: { line: number; item?: number; problem: ItemProblem }[]
}

type Taken = { product: ImportedProduct; placed: PlacedItem }

/**
 * Reads products one by one and writes them in batches. Each batch stays, whatever comes after it: the same file sent
 * again completes what was cut off. The input is read to its end even when nothing more is taken from it, because many
 * clients hear no answer before they have sent everything. `at` says as of when the file holds; what is known to be newer
 * stays, and the item is rejected.
 * @throws import-too-large beyond `MAX_IMPORT_BYTES`, at once when `declaredBytes` says so; import-unreadable
 */
export async function importProducts(
  context: Context,
  input: { chunks: AsyncIterable<Uint8Array>; reader: ItemReader; at?: Date | undefined; declaredBytes?: number },
): Promise<ImportResult> {
  // One file speaks of one moment, however long it takes to read.
  const asOf = input.at ?? context.now()
  const result: ImportResult = { imported: 0, rejectedCount: 0, rejected: [] }
  // By id, so that of two items about one product the last one wins.
  let batch = new Map<string, Taken>()
  let batchItems = 0
  let batchBytes = 0
  let received = 0

  const reject = ({ line, item }: PlacedItem, problem: ItemProblem): void => {
    result.rejectedCount += 1
    if (result.rejected.length < MAX_LISTED) {
      result.rejected.push(item === undefined ? { line, problem } : { line, item, problem })
    }
  }
  const write = async (taken: Map<string, Taken>): Promise<void> => {
    const written = [...taken.values()]
    const { stale } = await writeProducts(
      context.db,
      written.map(({ product }) => product),
      { now: context.now(), asOf, isDated: input.at !== undefined },
    )
    await context.failpoint('import.batch-written')
    for (const id of stale) {
      result.imported -= 1
      reject(taken.get(id)!.placed, { detail: 'Something newer is known of this product.' })
    }
  }
  /** While the database works on one batch, the next one is read. */
  let writing = Promise.resolve()
  const flush = async (): Promise<void> => {
    await writing
    await context.failpoint('import.batch-read')
    writing = write(batch)
    // Whoever waits for it next hears of a failure.
    writing.catch(() => {})
    batch = new Map()
    batchItems = 0
    batchBytes = 0
    // The embedded database works on this very thread, and so do we: other requests get their turn between batches.
    await setImmediate()
  }
  const take = async (items: Iterable<PlacedItem>): Promise<void> => {
    for (const placed of items) {
      const { read, bytes } = placed
      batchItems += 1
      batchBytes += bytes
      if (read.kind === 'product') {
        result.imported += 1
        batch.set(read.product.id, { product: read.product, placed })
      } else if (read.kind === 'rejected') reject(placed, read.problem)
      if (batchItems >= BATCH_ITEMS || batchBytes >= BATCH_BYTES) await flush()
    }
  }

  let failure: unknown = (input.declaredBytes ?? 0) > MAX_IMPORT_BYTES ? importTooLarge(TOO_LARGE) : undefined
  for await (const chunk of input.chunks) {
    if (failure !== undefined) continue
    try {
      received += chunk.length
      if (received <= MAX_IMPORT_BYTES) await take(input.reader.push(chunk))
      else {
        await flush()
        await writing
        failure = importTooLarge(`${TOO_LARGE} ${result.imported} products before that were taken.`)
      }
    } catch (error) {
      failure = error
    }
  }
  if (failure !== undefined) throw failure
  await take(input.reader.end())
  await flush()
  await writing
  await context.failpoint('import.done')
  result.rejected.sort((a, b) => a.line - b.line || (a.item ?? 0) - (b.item ?? 0))
  return result
}
