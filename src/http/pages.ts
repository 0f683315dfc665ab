import { z } from 'zod'
import type { Cursor } from '../db/conditions.ts'
import { validationFailed } from '../problem.ts'
import { ExternalId } from '../text.ts'

/** `?limit=&cursor=` of every list. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'How many at most' }),
  cursor: z
    .string()
    .max(2000)
    .regex(/^[\w-]+$/, 'must come from nextCursor')
    .optional()
    .meta({ description: 'The `nextCursor` of the page before' }),
})

/** A page of named things. Its own name is theirs and "Page". */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z
    .object({
      items: z.array(item),
      nextCursor: z.string().nullable().meta({ description: 'The `cursor` of the next page; null: this is the last' }),
    })
    .meta({ id: `${item.meta()?.id?.replace(/^(Stored|Listed)/, '')}Page` })

export const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.at.toISOString(), cursor.id])).toString('base64url')

const At = z.iso.datetime().refine((at) => at >= '1900' && at < '9999', { message: 'is no time of ours' })
const CURSOR_SHAPES = {
  uuid: z.tuple([At, z.uuid()]),
  text: z.tuple([At, ExternalId]),
  number: z.tuple([At, z.string().regex(/^\d{1,15}$/)]),
}

/**
 * Where a page is to begin. `ids` says what kind of ids the list has, so that no made-up cursor reaches the database.
 * @throws validation when the text did not come from `encodeCursor`
 */
export function decodeCursor(text: string | undefined, ids: 'uuid' | 'text' | 'number' = 'uuid'): Cursor | undefined {
  if (text === undefined) return undefined
  try {
    const [at, id] = CURSOR_SHAPES[ids].parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
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
