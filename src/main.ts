import closeWithGrace from 'close-with-grace'
import { buildApp } from './app.ts'
import { loadConfig } from './config.ts'
import { openDeps } from './deps.ts'
import { createLogger } from './log.ts'
import { ensureAdminKey } from './principals/issue-key.ts'
import { findPrincipalByKeyHash } from './principals/store.ts'
import { startWorker } from './worker.ts'

const NEEDED_NODE = 24

async function main(): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < NEEDED_NODE) {
    throw new Error(`Foreword needs Node ${NEEDED_NODE}; this is ${process.version}. "npm start" brings its own.`)
  }
  const config = loadConfig(process.env)
  const log = createLogger(config.logLevel)
  const deps = await openDeps(config, log)
  const madeKey = await ensureAdminKey(
    deps,
    config.adminKey,
    async (hash) => (await findPrincipalByKeyHash(deps.db, hash)) !== null,
  )
  const app = await buildApp(deps)
  const worker = config.workerConcurrency === 0 ? null : await startWorker(deps, config.workerConcurrency)
  closeWithGrace({ delay: 15_000 }, async ({ signal, err }) => {
    if (err !== undefined) log.fatal({ event: 'crashed', err })
    log.info({ event: 'stopping', signal })
    await app.close()
    await worker?.close()
    await deps.close()
  })
  await app.listen({ port: config.port, host: config.host })
  log.info({ event: 'listening', host: config.host, port: config.port, model: deps.model.id })
  if (madeKey !== null) {
    process.stdout.write(
      `\nThe administrator's key, shown this once:\n\n  ${madeKey}\n\nSwagger UI: ${config.publicUrl}/docs\n\n`,
    )
  }
}

main().catch((error: unknown) => {
  // A start that fails says why in one sentence; a stack helps nobody there.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
