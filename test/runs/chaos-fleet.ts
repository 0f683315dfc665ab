import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from '../support/postgres.ts'
import { type ServiceProcess, startService } from '../support/service-process.ts'
import { killService } from './crash-lane.ts'

/** What can be done to the fleet. */
export type Blow = 'workerKilled' | 'workerRestarted' | 'apiKilled' | 'postgresKilled' | 'postgresRestarted'

type Place = { name: string; environment: Record<string, string>; service: ServiceProcess | null }

export type Fleet = {
  /** Null while it is down. */
  apiUrl(): string | null
  /** How often a process ended that nobody had struck. */
  fellOver(): number
  /** Strikes one that is up, and has it started again. @returns false when there is none */
  strike(blow: Blow, chance: () => number): Promise<boolean>
  /** Waits until everything is up. */
  allUp(): Promise<void>
  stop(): Promise<void>
}

/** One process for the API, some workers, and the PostgreSQL that they share. What goes down is started again, as an operator's supervisor does it. */
export async function startFleet(
  folder: string,
  cluster: Cluster,
  workers: number,
  environment: Record<string, string>,
): Promise<Fleet> {
  const place = (name: string, own: Record<string, string>): Place => {
    mkdirSync(join(folder, name))
    return { name, environment: { ...environment, ...own }, service: null }
  }
  const api = place('api', { WORKER_CONCURRENCY: '0' })
  const senders = Array.from({ length: workers }, (_, index) => place(`worker-${index}`, { WORKER_CONCURRENCY: '1' }))
  const over = new AbortController()

  /** It does not come up while PostgreSQL is down. */
  async function start(one: Place): Promise<void> {
    for (let tries = 1; !over.signal.aborted; tries++) {
      try {
        one.service = await startService(join(folder, one.name), one.environment)
        return
      } catch (error) {
        if (tries === 100) throw error
        await pause(100)
      }
    }
  }

  const restarts = new Set<Promise<void>>()
  function restart(one: Place, end: (service: ServiceProcess) => Promise<unknown>): void {
    const service = one.service!
    one.service = null
    const again: Promise<void> = end(service)
      .then(() => start(one))
      .finally(() => restarts.delete(again))
    restarts.add(again)
  }

  async function strike(blow: Blow, chance: () => number): Promise<boolean> {
    if (blow === 'postgresRestarted') {
      cluster.stop('fast')
      cluster.start()
      return true
    }
    if (blow === 'postgresKilled') {
      await killPostgres(cluster)
      return true
    }
    const up = (blow === 'apiKilled' ? [api] : senders).filter(({ service }) => service !== null)
    const one = up[Math.floor(chance() * up.length)]
    if (one === undefined) return false
    restart(one, blow === 'workerRestarted' ? (service) => service.stop() : killService)
    return true
  }

  await start(api)
  await Promise.all(senders.map(start))
  let fellOver = 0
  const supervising = setInterval(() => {
    for (const one of [api, ...senders]) {
      if (one.service === null || isAlive(one.service.pid)) continue
      fellOver++
      restart(one, (service) => service.stop())
    }
  }, 100)
  return {
    apiUrl: () => api.service?.url ?? null,
    fellOver: () => fellOver,
    strike,
    allUp: async () => {
      while (restarts.size > 0) await Promise.all(restarts)
    },
    stop: async () => {
      over.abort()
      clearInterval(supervising)
      await Promise.allSettled(restarts)
      await Promise.all([api, ...senders].map(async ({ service }) => service?.stop()))
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** SIGKILL for the postmaster: its children notice that and end. It comes up again, with recovery, once they are gone. */
async function killPostgres(cluster: Cluster): Promise<void> {
  const [pid] = readFileSync(join(cluster.folder, 'data/postmaster.pid'), 'utf8').split('\n')
  process.kill(Number(pid), 'SIGKILL')
  for (let tries = 1; ; tries++) {
    await pause(100)
    try {
      cluster.start()
      return
    } catch (error) {
      if (tries === 50) throw error
    }
  }
}
