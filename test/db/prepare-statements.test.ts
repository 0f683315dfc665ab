import type { Sql } from 'postgres'
import { expect, test } from 'vitest'
import { compiled } from '../../src/db/compiled.ts'
import type { Db } from '../../src/db/client.ts'
import { prepareStatements } from '../../src/db/prepare-statements.ts'

/** A client that keeps what it is asked to send, and whose transactions and savepoints hand out others like itself. */
function recorder() {
  const sent: { statement: string; prepare: unknown }[] = []
  const scope = (): any => ({
    unsafe: (statement: string, _parameters: unknown[], options: { prepare: boolean }) =>
      void sent.push({ statement, prepare: options.prepare }),
    begin: async (run: (tx: unknown) => unknown) => run(scope()),
    savepoint: async (run: (tx: unknown) => unknown) => run(scope()),
  })
  return { client: prepareStatements(scope() as Sql), sent }
}

test('every statement with parameters is prepared, in transactions and savepoints too', async () => {
  const { client, sent } = recorder()
  void client.unsafe('one', ['x'], { prepare: false })
  await client.begin(async (tx) => {
    void tx.unsafe('two', ['x'])
    await tx.savepoint(async (inner) => void inner.unsafe('three', ['x']))
  })
  expect(sent).toEqual(['one', 'two', 'three'].map((statement) => ({ statement, prepare: true })))
})

test('what has no parameters is not prepared: it may be several statements', () => {
  const { client, sent } = recorder()
  void client.unsafe('begin; commit')
  expect(sent).toEqual([{ statement: 'begin; commit', prepare: false }])
})

test('a query is built once for each database', () => {
  const built: unknown[] = []
  const query = compiled((db) => ({ of: built.push(db) }))
  const [one, other] = [{} as Db, {} as Db]
  expect(query(one)).toBe(query(one))
  expect(query(other)).not.toBe(query(one))
  expect(built).toEqual([one, other])
})
