import type { Sql, TransactionSql } from 'postgres'

/**
 * Makes every statement with parameters a prepared one, inside transactions too. drizzle asks for that nowhere; unprepared,
 * the server plans each statement anew, and it goes there in two round trips instead of one (twice the time of a draft,
 * measured with `bench:draft`). postgres.js prepares again by itself when a migration has changed what a statement reads.
 */
export function prepareStatements(client: Sql): Sql {
  const { begin } = prepareOwn(client)
  client.begin = ((run: (tx: TransactionSql) => Promise<unknown>) =>
    begin((tx) => run(prepareNested(tx)))) as Sql['begin']
  return client
}

function prepareNested(tx: TransactionSql): TransactionSql {
  const { savepoint } = prepareOwn(tx)
  tx.savepoint = ((run: (inner: TransactionSql) => Promise<unknown>) =>
    savepoint((inner) => run(prepareNested(inner)))) as TransactionSql['savepoint']
  return tx
}

function prepareOwn<Client extends Sql | TransactionSql>(client: Client): Client {
  const { unsafe } = client
  client.unsafe = ((statement, parameters = [], options) =>
    // Without parameters it may be several statements, which cannot be prepared.
    unsafe(statement, parameters, { ...options, prepare: parameters.length > 0 })) as Client['unsafe']
  return client
}
