import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { type ApiClient, inParallel, openClient } from '../support/api-client.ts'
import { startScript } from '../support/child-script.ts'
import { startCluster } from '../support/postgres.ts'
import { cpuMsOf } from '../support/process-usage.ts'
import { ADMIN_KEY, startService } from '../support/service-process.ts'
import { trackingCalls } from './tracking.ts'

/**
 * How many events a second `/v1/batch` takes at 100 events a call, beside plain Fastify with one multi-row insert of the same
 * rows by postgres.js. Service, bare server and PostgreSQL (fsync on) are processes of their own; they take turns, round by
 * round. `node test/bench/ingest.ts [node flags for the service]`.
 */
type IngestBench = {
  name: 'bench:ingest'
  eventsPerSecond: number
  bareEventsPerSecond: number
  /** Median of neighbouring rounds, so that a machine that grows slower meets both alike. */
  ratio: number
  /** Processor time of the server's process for 1,000 events. */
  cpuMsPerThousand: number
  bareCpuMsPerThousand: number
  rounds: number
}

const EVENTS_A_CALL = 100
const CALLS_A_ROUND = 200
const CONCURRENCY = 8
const ROUNDS = 7

type Round = { perSecond: number; cpuMsPerThousand: number }

async function main(nodeFlags: readonly string[]): Promise<IngestBench> {
  const folder = await mkdtemp(join(tmpdir(), 'foreword-bench-'))
  const cluster = await startCluster()
  try {
    const service = await startService(
      folder,
      { DATABASE_URL: cluster.url(), LOG_LEVEL: 'warn', WORKER_CONCURRENCY: '0', RATE_LIMIT_PER_MINUTE: '0' },
      nodeFlags,
    )
    await makeBareTable(cluster.url())
    const bare = await startScript<never, { url: string }>(new URL('bare-ingest.ts', import.meta.url), [cluster.url()])
    const admin = openClient(service.url, ADMIN_KEY)
    try {
      const { key } = await admin.call('POST', '/v1/keys', { name: 'shop', kind: 'system', roles: ['ingest'] })
      const ours = { client: openClient(service.url, key), pid: service.pid }
      const theirs = { client: openClient(bare.ready.url, 'none'), pid: bare.pid }
      const rounds: { ours: Round; theirs: Round }[] = []
      for (let round = 0; round <= ROUNDS; round++) {
        rounds.push({ ours: await sendRound(ours), theirs: await sendRound(theirs) })
      }
      ours.client.close()
      theirs.client.close()
      // The first round warms up.
      return resultOf(rounds.slice(1))
    } finally {
      admin.close()
      await bare.stop()
      await service.stop()
    }
  } finally {
    await cluster.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The table as the migrations made it: columns, checks and indexes, but no foreign keys. */
async function makeBareTable(url: string): Promise<void> {
  const owner = postgres(url, { max: 1 })
  await owner.unsafe('create schema bare; create table bare.signals (like public.signals including all)')
  await owner.end()
}

async function sendRound({ client, pid }: { client: ApiClient; pid: number }): Promise<Round> {
  const calls = trackingCalls(CALLS_A_ROUND, EVENTS_A_CALL, new Date())
  const events = CALLS_A_ROUND * EVENTS_A_CALL
  const cpuBefore = cpuMsOf(pid)
  const began = performance.now()
  await inParallel(calls, CONCURRENCY, async (call) => {
    const answer = await client.call('POST', '/v1/batch', call.body)
    if (answer.accepted !== call.events) throw new Error(`Of ${call.events} events: ${JSON.stringify(answer)}`)
  })
  const seconds = (performance.now() - began) / 1000
  return { perSecond: events / seconds, cpuMsPerThousand: ((cpuMsOf(pid) - cpuBefore) / events) * 1000 }
}

function resultOf(rounds: { ours: Round; theirs: Round }[]): IngestBench {
  return {
    name: 'bench:ingest',
    eventsPerSecond: Math.round(median(rounds.map(({ ours }) => ours.perSecond))),
    bareEventsPerSecond: Math.round(median(rounds.map(({ theirs }) => theirs.perSecond))),
    ratio: rounded(median(rounds.map(({ ours, theirs }) => ours.perSecond / theirs.perSecond)), 3),
    cpuMsPerThousand: rounded(median(rounds.map(({ ours }) => ours.cpuMsPerThousand)), 1),
    bareCpuMsPerThousand: rounded(median(rounds.map(({ theirs }) => theirs.cpuMsPerThousand)), 1),
    rounds: rounds.length,
  }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))

console.log(JSON.stringify(await main(process.argv.slice(2))))
