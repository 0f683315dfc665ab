import { and, type AnyColumn, eq, ilike, lt, or, type SQL } from 'drizzle-orm'

/** Where a page of a list ended: the sort key of its last row. */
export type Cursor = { at: Date; id: string }

/** The text stands somewhere in the column, in any case. What LIKE takes for wildcards is looked for as it is written. */
export const contains = (column: AnyColumn | SQL, text: string): SQL =>
  ilike(column, `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`)

/** Rows after the cursor of a list that is sorted newest first, ties broken by id. */
export const afterCursor = (at: AnyColumn, id: AnyColumn, cursor: Cursor | undefined): SQL | undefined =>
  cursor && or(lt(at, cursor.at), and(eq(at, cursor.at), lt(id, cursor.id)))
