import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiClient, inParallel, openClient } from '../support/api-client.ts'
import { type ChildScript, startScript } from '../support/child-script.ts'
import { ADMIN_KEY, startService } from '../support/service-process.ts'
import { startCluster } from '../support/postgres.ts'
import { cpuMsOf } from '../support/process-usage.ts'
import type { BareResult, BareRun, RenderedPrompt } from './bare-loop.ts'
import { BRAND, makeShop } from './shop.ts'

/**
 * How much a draft costs beside the model call that it cannot do without. Service, PostgreSQL (fsync on), provider and bare
 * loop are processes of their own; drafts over HTTP and bare calls take turns, round by round, with as many in flight.
 * `node test/bench/draft.ts [node flags for the service]`, for instance `--cpu-prof --cpu-prof-dir=/tmp/profiles`.
 */
type DraftBench = {
  name: 'bench:draft'
  draftsPerSecond: number
  bareGeneratePerSecond: number
  ratio: number
  /** Of `POST /v1/drafts`, over all rounds. */
  p50Ms: number
  p99Ms: number
  /** Processor time of the service's process, and of the bare loop's. */
  cpuMsPerDraft: number
  bareCpuMsPerCall: number
  rounds: number
}

const CONCURRENCY = 8
const CUSTOMERS = 120
const ROUNDS = 7
const DRAFTS = 240
const BARE_CALLS = 480
const WARM_UP = 400

type Bare = ChildScript<BareRun, BareResult>
type Round = { perSecond: number; cpuMs: number; latencies: number[] }

async function main(nodeFlags: readonly string[]): Promise<DraftBench> {
  const folder = await mkdtemp(join(tmpdir(), 'foreword-bench-'))
  const cluster = await startCluster()
  const provider = await startScript<never, { url: string }>(new URL('fake-provider.ts', import.meta.url))
  try {
    const environment = {
      DATABASE_URL: cluster.url(),
      MODEL: 'bench',
      OPENAI_BASE_URL: provider.ready.url,
      LOG_LEVEL: 'warn',
    }
    const service = await startService(folder, environment, nodeFlags)
    try {
      const agent = await fill(service.url)
      const promptFile = join(folder, 'prompts.json')
      await writeFile(promptFile, JSON.stringify(await renderedPrompts(agent)))
      const bareLoop = new URL('bare-loop.ts', import.meta.url)
      const bare: Bare = await startScript(bareLoop, [provider.ready.url, promptFile])
      try {
        return await measure(agent, service.pid, bare)
      } finally {
        await bare.stop()
        agent.close()
      }
    } finally {
      await service.stop()
    }
  } finally {
    await provider.stop()
    await cluster.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

async function fill(url: string): Promise<ApiClient> {
  const admin = openClient(url, ADMIN_KEY)
  const clientOf = async (name: string, kind: string, roles: string[]): Promise<ApiClient> =>
    openClient(url, (await admin.call('POST', '/v1/keys', { name, kind, roles })).key as string)
  const shopKey = await clientOf('shop', 'system', ['profiles'])
  const { products, customers, signals } = makeShop(CUSTOMERS, new Date())
  await admin.call('PUT', '/v1/brand', BRAND)
  await inParallel(products, CONCURRENCY, ({ id, record }) => shopKey.call('PUT', `/v1/products/${id}`, record))
  await inParallel(customers, CONCURRENCY, ({ id, record }) => shopKey.call('PUT', `/v1/customers/${id}`, record))
  for (let from = 0; from < signals.length; from += 1000) {
    const { rejected } = await shopKey.call('POST', '/v1/signals', signals.slice(from, from + 1000))
    if (rejected.length > 0) throw new Error(`A signal was refused: ${JSON.stringify(rejected[0])}`)
  }
  admin.close()
  shopKey.close()
  return clientOf('Ana', 'human', ['agent'])
}

/** For each customer, letter by letter what the service sends to the provider. */
const renderedPrompts = (agent: ApiClient): Promise<RenderedPrompt[]> =>
  inParallel(Array.from({ length: CUSTOMERS }), CONCURRENCY, async (_, index) => {
    const wish = { customerId: `customer-${index}`, channel: 'email' }
    const { prompt } = await agent.call('POST', '/v1/drafts', wish)
    return agent.call('POST', `/v1/prompts/${prompt.name}/preview`, wish)
  })

async function measure(agent: ApiClient, servicePid: number, bare: Bare): Promise<DraftBench> {
  await draftRound(agent, servicePid, WARM_UP)
  await bareRound(bare, WARM_UP)
  const drafts: Round[] = []
  const bares: Omit<Round, 'latencies'>[] = []
  for (let round = 0; round < ROUNDS; round++) {
    drafts.push(await draftRound(agent, servicePid, DRAFTS))
    bares.push(await bareRound(bare, BARE_CALLS))
  }
  const latencies = drafts.flatMap((round) => round.latencies).toSorted((a, b) => a - b)
  const draftsPerSecond = median(drafts.map(({ perSecond }) => perSecond))
  const bareGeneratePerSecond = median(bares.map(({ perSecond }) => perSecond))
  return {
    name: 'bench:draft',
    draftsPerSecond: rounded(draftsPerSecond, 1),
    bareGeneratePerSecond: rounded(bareGeneratePerSecond, 1),
    // Of neighbouring rounds, so that a machine that grows slower meets both alike.
    ratio: rounded(median(drafts.map(({ perSecond }, round) => perSecond / bares[round]!.perSecond)), 3),
    p50Ms: rounded(latencies[Math.floor(latencies.length * 0.5)]!, 1),
    p99Ms: rounded(latencies[Math.floor(latencies.length * 0.99)]!, 1),
    cpuMsPerDraft: rounded(median(drafts.map(({ cpuMs }) => cpuMs)), 2),
    bareCpuMsPerCall: rounded(median(bares.map(({ cpuMs }) => cpuMs)), 2),
    rounds: ROUNDS,
  }
}

async function draftRound(agent: ApiClient, pid: number, count: number): Promise<Round> {
  const cpuBefore = cpuMsOf(pid)
  const began = performance.now()
  const latencies = await inParallel(Array.from({ length: count }), CONCURRENCY, async (_, index) => {
    const sent = performance.now()
    const wish = { customerId: `customer-${index % CUSTOMERS}`, channel: 'email' }
    const draft = await agent.call('POST', '/v1/drafts', wish)
    if (draft.status !== 'ready_for_review' || draft.model.fallback) {
      throw new Error(`A draft is ${draft.status}, by ${draft.model.id}: ${JSON.stringify(draft.findings)}`)
    }
    return performance.now() - sent
  })
  const elapsedMs = performance.now() - began
  return { perSecond: (count * 1000) / elapsedMs, cpuMs: (cpuMsOf(pid) - cpuBefore) / count, latencies }
}

async function bareRound(bare: Bare, calls: number): Promise<Omit<Round, 'latencies'>> {
  const cpuBefore = cpuMsOf(bare.pid)
  const { elapsedMs } = await bare.ask({ calls, concurrency: CONCURRENCY })
  return { perSecond: (calls * 1000) / elapsedMs, cpuMs: (cpuMsOf(bare.pid) - cpuBefore) / calls }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))

console.log(JSON.stringify(await main(process.argv.slice(2))))
