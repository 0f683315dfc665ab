import type { Db, Tx } from './client.ts'

/**
 * A query that is built once per database handle; inside a transaction, whose handle is new each time, it is built each time.
 * For the queries of the busiest routes: building one costs more processor time here than its answer (`bench:draft`).
 */
export function compiled<Query extends object>(build: (db: Db | Tx) => Query): (db: Db | Tx) => Query {
  const built = new WeakMap<Db | Tx, Query>()
  return (db) => {
    const known = built.get(db)
    if (known !== undefined) return known
    const query = build(db)
    built.set(db, query)
    return query
  }
}
