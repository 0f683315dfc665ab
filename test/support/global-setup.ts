import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { workEmbedded } from '../../src/db/client.ts'
import { migratePostgres } from '../../src/db/migrate.ts'
import { jobs } from '../../src/jobs.ts'
import { prepareQueue } from '../../src/queue/queue.ts'
import { startCluster } from './postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    template: { kind: 'embedded'; file: string } | { kind: 'postgres'; adminUrl: string; name: string }
  }
}

/** Makes the database once; each test file works on a copy. TEST_DATABASE=postgres runs the suite on a real PostgreSQL. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.env['TEST_DATABASE'] === 'postgres') {
    const cluster = await startCluster({ fsync: 'off' })
    const admin = postgres(cluster.url(), { max: 1, onnotice: () => {} })
    await admin.unsafe('create database template_foreword')
    const url = cluster.url('template_foreword')
    await migratePostgres(url, () => prepareQueue({ kind: 'postgres', url }, jobs))
    await admin.end()
    project.provide('template', { kind: 'postgres', adminUrl: cluster.url(), name: 'template_foreword' })
    return () => cluster.remove()
  }
  const folder = await mkdtemp(join(tmpdir(), 'foreword-template-'))
  const instance = await PGlite.create()
  const database = await workEmbedded(
    instance,
    drizzle as never,
    (connection) => prepareQueue(connection, jobs),
    async () => {},
  )
  await instance.exec('reset role')
  const dump = await instance.dumpDataDir('none')
  const file = join(folder, 'template.tar')
  await writeFile(file, Buffer.from(await dump.arrayBuffer()))
  await database.close()
  project.provide('template', { kind: 'embedded', file })
  return () => rm(folder, { recursive: true, force: true })
}
