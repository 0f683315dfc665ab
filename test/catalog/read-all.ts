import type { ItemReader, PlacedItem } from '../../src/catalog/item.ts'

/** Every item of a file that comes in chunks of `size` bytes. */
export function readAll(reader: ItemReader, file: string | Uint8Array, size = 64 * 1024): PlacedItem[] {
  const bytes = Buffer.from(file)
  const items: PlacedItem[] = []
  for (let at = 0; at < bytes.length; at += size) items.push(...reader.push(bytes.subarray(at, at + size)))
  return [...items, ...reader.end()]
}

/** The products of those items, and for the rest why they are none. */
export const told = (items: readonly PlacedItem[]): unknown[] =>
  items.flatMap(({ read }): unknown[] => {
    if (read.kind === 'empty') return []
    return read.kind === 'product' ? [read.product] : [read.problem.errors ?? read.problem.detail]
  })
