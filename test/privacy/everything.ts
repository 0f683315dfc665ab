import { sql } from 'drizzle-orm'
import { rowsOf } from '../drafts/shop.ts'
import type { TestApp } from '../support/app.ts'

/**
 * Every table that leads to a customer by foreign keys, however many lie between, nearest first: read from the database, so
 * that a table made tomorrow is among them.
 */
export async function tablesAboutCustomers(service: TestApp): Promise<string[]> {
  const keys = await rowsOf(
    service,
    sql`select distinct conrelid::regclass::text as "from", confrelid::regclass::text as "to" from pg_constraint where contype = 'f'`,
  )
  const found = ['customers']
  for (const table of found) {
    for (const key of keys) if (key['to'] === table && !found.includes(key['from'])) found.push(key['from'] as string)
  }
  return found
}

/** One row of each of these tables that belongs to the customer, by table. */
export async function rowsAbout(service: TestApp, customerId: string): Promise<Map<string, Record<string, unknown>[]>> {
  const rows = new Map<string, Record<string, unknown>[]>()
  const join = async (table: string, on: ReturnType<typeof sql>) =>
    rows.set(table, await rowsOf(service, sql`select to_jsonb(t) as row from ${sql.identifier(table)} t where ${on}`))
  const keys = await rowsOf(
    service,
    sql`select c.conrelid::regclass::text as "from", c.confrelid::regclass::text as "to",
        array(select a.attname::text from unnest(c.conkey) with ordinality k(n, i) join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.n order by k.i) as columns,
        array(select a.attname::text from unnest(c.confkey) with ordinality k(n, i) join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.n order by k.i) as targets
      from pg_constraint c where c.contype = 'f'`,
  )
  await join('customers', sql`t.id = ${customerId}`)
  for (const table of await tablesAboutCustomers(service)) {
    for (const key of keys.filter(({ to, from }) => to === table && !rows.has(from as string))) {
      const parents = rows.get(table)!.map(({ row }) => row as Record<string, unknown>)
      const columns = key['columns'] as string[]
      const targets = key['targets'] as string[]
      const wanted = parents.map((parent) => columns.map((_, index) => parent[targets[index]!]))
      const own = sql.join(
        columns.map((column) => sql`to_jsonb(t.${sql.identifier(column)})`),
        sql`, `,
      )
      await join(
        key['from'] as string,
        sql`jsonb_build_array(${own}) in (select value from jsonb_array_elements(${JSON.stringify(wanted)}::text::jsonb))`,
      )
    }
  }
  return new Map([...rows].map(([table, found]) => [table, found.map(({ row }) => row as Record<string, unknown>)]))
}
