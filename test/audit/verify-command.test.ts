import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { sealEvents } from '../../src/audit/store.ts'
import { type Connection, openDatabase } from '../../src/db/client.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
let dataDir: string
let url: string | undefined
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'foreword-audit-'))
  const template = inject('template')
  if (template.kind === 'embedded') return
  const admin = postgres(template.adminUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database verified template ${template.name}`)
  await admin.end()
  url = new URL('/verified', template.adminUrl).href
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

/** Does this as the owner of the database, then seals. */
async function write(statements: string): Promise<void> {
  const prepare = async (connection: Connection): Promise<void> => {
    if (connection.kind === 'embedded') return void (await connection.instance.exec(statements))
    const owner = postgres(connection.url, { max: 1 })
    await owner.unsafe(statements)
    await owner.end()
  }
  const database = await openDatabase({ url, dataDir, prepare })
  await database.db.transaction((tx) => sealEvents(tx, 1000))
  await database.close()
}

const verify = (...parameters: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const env = { PATH: process.env['PATH'], DATA_DIR: dataDir, DATABASE_URL: url ?? '' }
    execFile(process.execPath, [main, 'audit-verify', ...parameters], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })

test('the command says in one line whether the log is whole, and ends with 1 when it is not', async () => {
  await write(`insert into audit_inbox (at, action) select now(), 'test' from generate_series(1, 9)`)
  const whole = await verify()
  expect(whole).toMatchObject({ code: 0, err: '' })
  const { head, ...report } = JSON.parse(whole.out)
  expect(report).toEqual({ events: 9, unsealed: 0, faults: [], faultCount: 0 })

  await write(`alter table audit_events disable trigger user; delete from audit_events where sequence in (4, 9);
    alter table audit_events enable trigger user`)
  const broken = await verify(head)
  expect(broken.code).toBe(1)
  const faults = ['event 4 is missing', 'event 9 is gone: the chain was cut off']
  expect(JSON.parse(broken.out)).toMatchObject({ events: 7, faults })
}, 300_000)

test('what is no head of a log is refused with one sentence', async () => {
  const refused = await verify('yesterday')
  expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('<sequence>:<hash>') })
}, 300_000)
