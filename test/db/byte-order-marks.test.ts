import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from '../support/database.ts'

const MARK = '\ufeff'
let database: Awaited<ReturnType<typeof openTestDatabase>>
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

/** Rows as each driver hands them out. */
const rowsOf = (result: unknown): unknown[] =>
  Array.isArray(result) ? [...result] : (result as { rows: unknown[] }).rows

test.each([
  ['one mark', `${MARK}a`],
  ['a mark and nothing else', MARK],
  ['several marks', `${MARK}${MARK}a${MARK}`],
  ['a mark elsewhere', `a${MARK}`],
  ['no mark', 'a'],
  ['no text', ''],
  // More than the embedded database hands over at once.
  ['a mark before much text', MARK + 'ü'.repeat(2_000_000)],
])('text is read as it was stored: %s', async (_name, text) => {
  const query = sql`
    select ${text}::text as a, null as b, n, ${`${MARK}b`}::text as c, array[${text}::text] as list, length(${text}::text) as long
    from generate_series(1, 3) as n`
  const rows = rowsOf(await database.db.transaction((tx) => tx.execute(query)))
  const expected = [1, 2, 3].map((n) => ({ a: text, b: null, n, c: `${MARK}b`, list: [text], long: text.length }))
  // Compared as one text: the report of a difference would print the long one for minutes.
  expect(JSON.stringify(rows) === JSON.stringify(expected)).toBe(true)
})
