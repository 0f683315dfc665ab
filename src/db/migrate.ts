import { fileURLToPath } from 'node:url'
import type { PGlite } from '@electric-sql/pglite'

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))
/** Any fixed number: processes that start together take turns. */
const MIGRATION_LOCK = 4_600_001

/** Applies what is missing, as the owner, then `prepare` under the same lock. Many processes may start at once. */
export async function migratePostgres(url: string, prepare: () => Promise<void>): Promise<void> {
  const [{ default: postgres }, { drizzle }, { migrate }] = await Promise.all([
    import('postgres'),
    import('drizzle-orm/postgres-js'),
    import('drizzle-orm/postgres-js/migrator'),
  ])
  const owner = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: 'foreword-migrate' } })
  try {
    await owner`select pg_advisory_lock(${MIGRATION_LOCK})`
    await migrate(drizzle({ client: owner }), { migrationsFolder })
    await prepare()
  } finally {
    await owner.end({ timeout: 5 })
  }
}

export async function migrateEmbedded(instance: PGlite): Promise<void> {
  const [{ drizzle }, { migrate }] = await Promise.all([
    import('drizzle-orm/pglite'),
    import('drizzle-orm/pglite/migrator'),
  ])
  await instance.exec('reset role')
  await migrate(drizzle({ client: instance }), { migrationsFolder })
}
