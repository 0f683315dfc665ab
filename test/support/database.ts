import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { inject } from 'vitest'
import { APP_ROLE, type Database } from '../../src/db/client.ts'
import { keepByteOrderMarks } from '../../src/db/byte-order-marks.ts'
import { prepareStatements } from '../../src/db/prepare-statements.ts'

/** A migrated, empty database for one test file, worked on under the application's role. */
export async function openTestDatabase(): Promise<Database & { asOwner(statement: string): Promise<void> }> {
  const template = inject('template')
  if (template.kind === 'embedded') {
    const instance = await PGlite.create({ loadDataDir: new Blob([await readFile(template.file)]) })
    await instance.exec(`set role ${APP_ROLE}`)
    return {
      db: drizzle({ client: keepByteOrderMarks(instance) }) as never,
      connection: { kind: 'embedded', instance },
      close: () => instance.close(),
      asOwner: async (statement) => {
        await instance.exec(`reset role; ${statement}; set role ${APP_ROLE};`)
      },
    }
  }
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const admin = postgres(template.adminUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name} template ${template.name}`)
  await admin.end()
  const url = new URL(template.adminUrl)
  url.pathname = `/${name}`
  const client = postgres(url.href, { max: 8, onnotice: () => {}, connection: { role: APP_ROLE } })
  return {
    db: drizzlePostgres({ client: prepareStatements(client) }),
    connection: { kind: 'postgres', url: url.href },
    close: () => client.end({ timeout: 5 }),
    asOwner: async (statement) => {
      const owner = postgres(url.href, { max: 1, onnotice: () => {} })
      try {
        await owner.unsafe(statement)
      } finally {
        await owner.end()
      }
    },
  }
}
