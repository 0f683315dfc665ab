import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import { keepByteOrderMarks } from './byte-order-marks.ts'
import { lockDirectory } from './directory-lock.ts'
import { migrateEmbedded, migratePostgres } from './migrate.ts'
import { prepareStatements } from './prepare-statements.ts'

/** The one handle to the database. Inside a transaction use `tx` alone: on the embedded database the handle waits for ever. */
export type Db = PostgresJsDatabase
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]

/** The raw connection beneath, for the queue: a URL where connections can be opened, the instance where there is only one. */
export type Connection = { kind: 'postgres'; url: string } | { kind: 'embedded'; instance: PGlite }
export type Database = { db: Db; connection: Connection; close(): Promise<void> }

export const APP_ROLE = 'foreword_app'
/** Seconds between two tries to connect to a PostgreSQL that is away. */
const RECONNECT_SECONDS = 0.25

type Options = {
  url: string | undefined
  dataDir: string
  /** Connections of this process to PostgreSQL, the queue's own not counted. */
  maxConnections?: number
  /** Runs as the owner after the migrations and before anything else: the queue sets itself up here. */
  prepare(connection: Connection): Promise<void>
}

/**
 * Opens the database, brings it up to date as its owner, and hands out connections that work as the application's role.
 * @throws Error with one sentence when another process has the embedded database open.
 */
export async function openDatabase(options: Options): Promise<Database> {
  return options.url === undefined ? openEmbedded(options) : openPostgres(options.url, options)
}

async function openPostgres(url: string, options: Options): Promise<Database> {
  const { drizzle } = await import('drizzle-orm/postgres-js')
  const connection: Connection = { kind: 'postgres', url }
  await migratePostgres(url, () => options.prepare(connection))
  const client = await connectPostgres(url, options.maxConnections ?? 10)
  return { db: drizzle({ client: prepareStatements(client) }), connection, close: () => client.end({ timeout: 5 }) }
}

/** Connections as the application's role, made when they are needed, and again after PostgreSQL was away. */
export async function connectPostgres(url: string, maxConnections: number): Promise<Sql> {
  const { default: postgres } = await import('postgres')
  return postgres(url, {
    max: maxConnections,
    onnotice: () => {},
    // A statement waits for the connection that it was given, by default up to 20 seconds, even while others work again.
    backoff: () => RECONNECT_SECONDS,
    connection: { application_name: 'foreword', role: APP_ROLE },
  })
}

async function openEmbedded(options: Options): Promise<Database> {
  const [{ PGlite }, { drizzle }] = await Promise.all([import('@electric-sql/pglite'), import('drizzle-orm/pglite')])
  const folder = join(options.dataDir, 'database')
  await mkdir(options.dataDir, { recursive: true })
  const unlock = await lockDirectory(folder)
  try {
    const instance = await PGlite.create({ dataDir: folder })
    return await workEmbedded(instance, drizzle as never, options.prepare, unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

/** Makes an opened embedded instance ready for work; tests hand in a copy of a template. */
export async function workEmbedded(
  instance: PGlite,
  drizzle: (config: { client: PGlite }) => unknown,
  prepare: Options['prepare'],
  afterClose: () => Promise<void>,
): Promise<Database> {
  const connection: Connection = { kind: 'embedded', instance }
  await migrateEmbedded(instance)
  await prepare(connection)
  await instance.exec(`set role ${APP_ROLE}`)
  return {
    db: drizzle({ client: keepByteOrderMarks(instance) }) as Db,
    connection,
    close: async () => {
      await instance.close()
      await afterClose()
    },
  }
}

/** @throws when the database does not answer */
export const checkDatabase = async (db: Db): Promise<void> => void (await db.execute('select 1'))
