import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { APP_ROLE, type Database, openDatabase } from '../../src/db/client.ts'
import { migrateEmbedded, migratePostgres } from '../../src/db/migrate.ts'
import { prepareQueue } from '../../src/queue/queue.ts'
import { jobs } from '../../src/jobs.ts'
import { openTestDatabase } from '../support/database.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const migrations = join(root, 'migrations')
const template = inject('template')
let place: string
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'foreword-migrations-'))
})
afterEach(() => rm(place, { recursive: true, force: true }))

async function rowsOf({ db }: Database, statement: string): Promise<Record<string, unknown>[]> {
  const result: unknown = await db.execute(sql.raw(statement))
  return Array.isArray(result) ? [...result] : (result as { rows: Record<string, unknown>[] }).rows
}
const tablesOf = (database: Database) =>
  rowsOf(
    database,
    `select relname, relacl::text as acl from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
  )

test('applied again, migrations and queue change nothing', async () => {
  const database = await openTestDatabase()
  const before = await tablesOf(database)
  expect(before.length).toBeGreaterThan(10)
  const { connection } = database
  const prepare = () => prepareQueue(connection, jobs)
  if (connection.kind === 'embedded') {
    await migrateEmbedded(connection.instance)
    await prepare()
    await connection.instance.exec(`set role ${APP_ROLE}`)
  } else await migratePostgres(connection.url, prepare)
  expect(await tablesOf(database)).toEqual(before)
  await database.close()
})

test('the tables in code are the tables in the migrations', async () => {
  const copy = join(place, 'migrations')
  await cp(migrations, copy, { recursive: true })
  const before = await readdir(copy, { recursive: true })
  // drizzle-kit takes paths below the working directory only as relative ones.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      join(root, 'node_modules/drizzle-kit/bin.cjs'),
      'generate',
      '--dialect=postgresql',
      '--schema=./src/**/*table.ts',
      `--out=${relative(root, copy)}`,
    ],
    { cwd: root },
  )
  expect(stdout).toContain('No schema changes')
  expect(await readdir(copy, { recursive: true })).toEqual(before)
})

test('every migration has a name that a hand gave it, and its place in the journal', async () => {
  const files = (await readdir(migrations)).filter((file) => file.endsWith('.sql')).toSorted()
  const journal = JSON.parse(await readFile(join(migrations, 'meta/_journal.json'), 'utf8'))
  expect(journal.entries.map(({ tag }: { tag: string }) => `${tag}.sql`)).toEqual(files)
  const times: number[] = journal.entries.map(({ when }: { when: number }) => when)
  // The migrator runs what is newer than the newest that was applied: an older time would be skipped in silence.
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  for (const [index, file] of files.entries()) {
    expect(file).toMatch(new RegExp(`^${String(index).padStart(4, '0')}_[a-z]+(_[a-z]+)*\\.sql$`))
  }
})

describe.runIf(template.kind === 'embedded')('the embedded database', () => {
  const open = () => openDatabase({ url: undefined, dataDir: place, prepare: (on) => prepareQueue(on, jobs) })
  const PERSON = '019a0000-0000-7000-8000-000000000001'

  test('keeps what it holds over a restart, and refuses a second opener meanwhile', async () => {
    const first = await open()
    await rowsOf(first, `insert into principals values ('${PERSON}', 'mia', 'human', now())`)
    await expect(open()).rejects.toThrow(/^The embedded database in .* is in use by process \d+\. Stop that one first/)
    await first.close()
    const second = await open()
    expect(await rowsOf(second, 'select id from principals')).toEqual([{ id: PERSON }])
    expect(await rowsOf(second, 'select current_user::text as who')).toEqual([{ who: APP_ROLE }])
    await second.close()
  })

  test('that could not be opened is let go', async () => {
    const failing = openDatabase({ url: undefined, dataDir: place, prepare: () => Promise.reject(new Error('no')) })
    await expect(failing).rejects.toThrow('no')
    await (await open()).close()
  })
})

describe.runIf(template.kind === 'postgres')('PostgreSQL', () => {
  test('migrates once when many processes start together, and all of them work as the application’s role', async () => {
    if (template.kind !== 'postgres') return
    const name = `together_${Date.now()}`
    const admin = postgres(template.adminUrl, { max: 1, onnotice: () => {} })
    await admin.unsafe(`create database ${name}`)
    const url = new URL(template.adminUrl)
    url.pathname = `/${name}`
    const open = () =>
      openDatabase({ url: url.href, dataDir: place, maxConnections: 3, prepare: (on) => prepareQueue(on, jobs) })
    const databases = await Promise.all([open(), open(), open()])
    for (const database of databases) {
      const users = await Promise.all(
        Array.from({ length: 3 }, () => rowsOf(database, 'select current_user::text as who, pg_sleep(0.05)::text')),
      )
      for (const rows of users) expect(rows).toMatchObject([{ who: APP_ROLE }])
      await database.close()
    }
    const owner = postgres(url.href, { max: 1 })
    const applied = await owner`select count(*)::int as count from drizzle.__drizzle_migrations`
    const written = (await readdir(migrations)).filter((file) => file.endsWith('.sql')).length
    expect(applied[0]).toEqual({ count: written })
    await owner.end()
    await admin.unsafe(`drop database ${name} with (force)`)
    await admin.end()
  })
})
