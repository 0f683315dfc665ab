import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const PROJECT = fileURLToPath(new URL('../../', import.meta.url))
const START_MS = 180_000

/** What still runs when a run breaks off ends with it. */
const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')))

export const ADMIN_KEY = 'admin-key-of-a-run-on-this-machine-only'

/** How the process went: `log` is the end of what it said. */
export type Ending = { code: number | null; signal: NodeJS.Signals | null; log: string }

export type ServiceProcess = {
  url: string
  pid: number
  /** Ends it as an operator does, with SIGTERM, and waits until it is gone. One that is gone already just says how. */
  stop(): Promise<Ending>
}

/**
 * The real service, `node src/main.ts`, as a process of its own on a free port, ready for requests. Its log goes to
 * `folder/service.log`. Knows only the environment it is given.
 * @throws Error with the log's end when it does not come up
 */
export async function startService(
  folder: string,
  environment: Record<string, string>,
  nodeFlags: readonly string[] = [],
): Promise<ServiceProcess> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const logFile = join(folder, 'service.log')
  const log = await open(logFile, 'w')
  const child = spawn(process.execPath, [...nodeFlags, join(PROJECT, 'src/main.ts')], {
    cwd: folder,
    // Runs send to one made-up domain as fast as they can.
    env: {
      MAIL_PER_DOMAIN_PER_SECOND: '0',
      ADMIN_KEY,
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      ...environment,
    },
    stdio: ['ignore', log.fd, log.fd],
  })
  running.add(child)
  const gone = once(child, 'exit').then(() => running.delete(child))
  const endOfLog = async (): Promise<string> => (await readFile(logFile, 'utf8')).slice(-2000)
  await log.close()
  const until = Date.now() + START_MS
  while (!(await isReady(url))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > until) {
      child.kill('SIGKILL')
      throw new Error(`The service did not come up:\n${await endOfLog()}`)
    }
    await pause(50)
  }
  return {
    url,
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGTERM')
      await gone
      return { code: child.exitCode, signal: child.signalCode, log: await endOfLog() }
    },
  }
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  )

/** Below the range from which the system takes ports for outgoing connections: none of those gets in before the service. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_768)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}
