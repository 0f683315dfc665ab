import { writeSync } from 'node:fs'
import closeWithGrace from 'close-with-grace'
import { buildApp } from './app.ts'
import { readHead, verifyAudit } from './audit/verify-audit.ts'
import { type Config, loadConfig } from './config.ts'
import { openDatabase } from './db/client.ts'
import { openDemoPlace } from './demo/open-demo-place.ts'
import { runDemo } from './demo/run-demo.ts'
import { openDeps } from './deps.ts'
import { readFailpoint } from './failpoint.ts'
import { createLogger } from './log.ts'
import { ensureAdminKey } from './principals/issue-key.ts'
import { findPrincipalByKeyHash } from './principals/store.ts'
import { startWorker } from './worker.ts'

const NEEDED_NODE = [24, 16] as const

async function main(): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor < NEEDED_NODE[1])) {
    throw new Error(
      `Foreword needs Node ${NEEDED_NODE.join('.')}; this is ${process.version}. "npm start" brings its own.`,
    )
  }
  const demo = process.argv[2] === 'demo' ? await openDemoPlace(process.env) : null
  const config = loadConfig(demo?.environment ?? process.env)
  if (process.argv[2] === 'audit-verify') return verify(config, process.argv[3])
  const log = createLogger(config.logLevel)
  const failpoint = readFailpoint(
    process.env,
    ({ number, name }) => {
      writeSync(2, `failpoint ${number} ${name}\n`)
      process.kill(process.pid, 'SIGKILL')
    },
    (begin) =>
      process.on('SIGCONT', () => {
        begin()
        writeSync(2, 'failpoints count\n')
      }),
  )
  const deps = await openDeps(config, log, { failpoint })
  const madeKey = await ensureAdminKey(
    deps,
    config.adminKey,
    async (hash) => (await findPrincipalByKeyHash(deps.db, hash)) !== null,
  )
  const app = await buildApp(deps)
  const worker = config.workerConcurrency === 0 ? null : await startWorker(deps, config.workerConcurrency)
  const stopping = new AbortController()
  const service = closeWithGrace({ delay: 15_000 }, async ({ signal, err }) => {
    stopping.abort()
    if (err !== undefined) log.fatal({ event: 'crashed', err })
    log.info({ event: 'stopping', signal })
    await app.close()
    await worker?.close()
    await deps.close()
    await demo?.leave()
  })
  await app.listen({ port: config.port, host: config.host })
  log.info({ event: 'listening', host: config.host, port: config.port, model: deps.model.id })
  if (madeKey !== null && demo !== null) {
    const print = (text: string): boolean => process.stdout.write(text)
    const stage = { url: config.publicUrl, dataDir: config.dataDir, adminKey: madeKey, now: new Date(), print }
    await runDemo({ ...stage, checksItself: demo.endsItself, signal: stopping.signal }).catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error
    })
    if (demo.endsItself) service.close()
  } else if (madeKey !== null) {
    process.stdout.write(
      `\nThe administrator's key, shown this once:\n\n  ${madeKey}\n\nSwagger UI: ${config.publicUrl}/docs\n\n`,
    )
  }
}

/** Prints a report on the audit log as one line of JSON. Ends with exit code 1 when a row is not as it was sealed. */
async function verify(config: Config, headText: string | undefined): Promise<void> {
  const known = headText === undefined ? undefined : readHead(headText)
  if (known === null) throw new Error('What was given is no head of an audit log: <sequence>:<hash> was expected.')
  const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir, prepare: async () => {} })
  try {
    const report = await verifyAudit(database.db, known)
    process.stdout.write(`${JSON.stringify(report)}\n`)
    if (report.faultCount > 0) process.exitCode = 1
  } finally {
    await database.close()
  }
}

main().catch((error: unknown) => {
  // A start that fails says why in one sentence; a stack helps nobody there.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
