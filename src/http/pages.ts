import { z } from 'zod'
import { validationFailed } from '../problem.ts'

/** `?limit=&cursor=` of every list. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
})

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

/** Where a page ended: the sort key of its last row, newest first, ties broken by id. */
export type Cursor = { at: Date; id: string }

export const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.at.toISOString(), cursor.id])).toString('base64url')

const CursorShape = z.tuple([z.iso.datetime(), z.string().min(1).max(300)])

/** @throws validation when the text did not come from `encodeCursor` */
export function decodeCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined
  try {
    const [at, id] = CursorShape.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
    if (id.includes('\u0000')) throw new Error('not ours')
    return { at: new Date(at), id }
  } catch {
    throw validationFailed('The cursor is not one of ours.', {
      errors: [{ pointer: '/query/cursor', message: 'must come from nextCursor' }],
    })
  }
}

/** One page of rows that were read with `limit + 1`: the extra row only says that there is more. */
export function toPage<Row>(
  rows: Row[],
  limit: number,
  cursorOf: (row: Row) => Cursor,
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null }
}
