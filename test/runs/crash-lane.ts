import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Ending, startService, type ServiceProcess } from '../support/service-process.ts'

/** One place for a service that dies again and again: a database and a folder, used by one process at a time. */
export type Lane = {
  name: string
  folder: string
  environment: Record<string, string>
}

/** Makes a lane of that name, with a database of its own. */
export type LaneMaker = (name: string) => Promise<Lane>

/** The next step to be tried, how many to go on by, and the first one that is known not to be reached. */
export type Steps = { next: number; by: number; end: number }

export const everyStep = (by = 1): Steps => ({ next: 1, by, end: Infinity })

/** Hands out steps as long as there are some. */
export function takeStep(steps: Steps): number | null {
  if (steps.next >= steps.end) return null
  const step = steps.next
  steps.next += steps.by
  return step
}

export const failpointOf = (ending: Ending): string | null => /^failpoint \d+ (\S+)$/m.exec(ending.log)?.[1] ?? null

/**
 * Starts the service on what its lane holds.
 * @param failpoint where it kills itself, as FAILPOINT says it; null: nowhere
 */
export function startOnLane(
  lane: Lane,
  failpoint: string | null,
  more: { environment?: Record<string, string>; nodeFlags?: readonly string[] } = {},
): Promise<ServiceProcess> {
  const environment = {
    NODE_ENV: 'test',
    PUBLIC_URL: 'https://foreword.test',
    ...lane.environment,
    ...more.environment,
    ...(failpoint === null ? {} : { FAILPOINT: failpoint }),
  }
  return startService(lane.folder, environment, more.nodeFlags)
}

/** Has the failpoints of a service counted, which was started to wait for that, and waits until they are. */
export async function beginToCount(lane: Lane, service: ServiceProcess): Promise<void> {
  process.kill(service.pid, 'SIGCONT')
  while (!/^failpoints count$/m.test(await readFile(join(lane.folder, 'service.log'), 'utf8'))) await pause(5)
}

/** Ends it without any warning, unless it is gone already. */
export async function killService(service: ServiceProcess): Promise<Ending> {
  try {
    process.kill(service.pid, 'SIGKILL')
  } catch {
    // It killed itself.
  }
  return service.stop()
}

/** Rows of a statement that only reads, as the owner; the lane's service must not run. */
export async function readRows(lane: Lane, statement: string): Promise<Record<string, unknown>[]> {
  const url = lane.environment['DATABASE_URL']
  if (url !== undefined) {
    const { default: postgres } = await import('postgres')
    const client = postgres(url, { max: 1, connection: { default_transaction_read_only: true } })
    return client.unsafe(statement).finally(() => client.end())
  }
  const { PGlite } = await import('@electric-sql/pglite')
  const instance = await PGlite.create({ dataDir: join(lane.folder, 'data', 'database') })
  return instance
    .query<Record<string, unknown>>(statement)
    .then(({ rows }) => rows)
    .finally(() => instance.close())
}
