import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type ChildScript, startScript } from '../support/child-script.ts'
import { startCluster } from '../support/postgres.ts'
import { cpuMsOf, peakRssMbOf } from '../support/process-usage.ts'
import { type ServiceProcess, startService } from '../support/service-process.ts'
import type { BareResult, BareRun } from './bare-loop.ts'
import { millionAudienceSeconds } from './campaign-audience.ts'
import { fillShop, openCampaigns } from './campaign-shop.ts'
import type { ProviderNews } from './slow-provider.ts'

/**
 * How fast a campaign is written, beside a bare loop of `generateText` that keeps nothing. Workers, PostgreSQL (fsync on),
 * provider and bare loop are processes of their own. `node test/bench/campaign.ts [--short]`
 */
type CampaignBench = {
  name: 'bench:campaign'
  /** Drafts, and bare calls, a second, as a share of what the provider allows. */
  shareOfLimit: number
  bareShareOfLimit: number
  /** Processor time of the worker's process, and of the bare loop's. */
  cpuMsPerDraft: number
  bareCpuMsPerCall: number
  /** MiB by which the most memory that a worker ever held grows from several small campaigns to a large one. */
  rssGrowthMb: number
  /** Left out of the short form. */
  millionAudienceSeconds: number | null
  /** How many times as fast as one worker two are. */
  twoWorkersRatio: number
}

const LATENCY_MS = 400
const CALLS_PER_SECOND = 100
/** Enough to keep the provider busy: so many calls are under way when each takes 400 ms, and some more. */
const CONCURRENCY = 60
const PAIR_CONCURRENCY = 20
const PROMPTS = 100
const SMALL_CAMPAIGNS = 6
const SIZES = {
  full: { drafts: 10_000, warmUp: 1000, small: 1000, large: 20_000, pair: 2000 },
  short: { drafts: 1000, warmUp: 400, small: 500, large: 2500, pair: 300 },
} as const

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } })
const sizes = values.short ? SIZES.short : SIZES.full

type Provider = ChildScript<object, ProviderNews>
const openProvider = (latencyMs: number, callsPerSecond: number): Promise<Provider> =>
  startScript(new URL('slow-provider.ts', import.meta.url), [String(latencyMs), String(callsPerSecond)])

async function main(): Promise<CampaignBench> {
  const folder = await mkdtemp(join(tmpdir(), 'foreword-bench-'))
  const cluster = await startCluster()
  const campaigns = openCampaigns(cluster.url())
  const providers: Provider[] = []
  try {
    const environment = { DATABASE_URL: cluster.url(), LOG_LEVEL: 'warn' }
    const prompts = await fillShop(folder, environment, Math.max(sizes.drafts, sizes.large), PROMPTS)
    const promptFile = join(folder, 'prompts.json')
    await writeFile(promptFile, JSON.stringify(prompts))
    await campaigns.analyze()
    const [slow, limited, quick] = [
      await openProvider(LATENCY_MS, 0),
      await openProvider(LATENCY_MS, CALLS_PER_SECOND),
      await openProvider(0, 0),
    ]
    providers.push(slow, limited, quick)
    let workers = 0
    const openWorker = async (provider: Provider, concurrency: number, more = {}): Promise<ServiceProcess> => {
      const own = join(folder, `worker-${++workers}`)
      await mkdir(own)
      return startService(own, {
        ...environment,
        MODEL: 'bench',
        OPENAI_BASE_URL: provider.ready.url,
        CAMPAIGN_CONCURRENCY: String(concurrency),
        ...more,
      })
    }
    const run = (size: number): Promise<{ elapsedMs: number }> => campaigns.run(size)

    const limits = { MODEL_REQUESTS_PER_MINUTE: String(CALLS_PER_SECOND * 60) }
    const worker = await openWorker(limited, CONCURRENCY, limits)
    const own = await measure(limited, worker, sizes.drafts, async (calls) => void (await run(calls)))
    await worker.stop()
    const bareLoop = new URL('bare-loop.ts', import.meta.url)
    const bareProcess: ChildScript<BareRun, BareResult> = await startScript(bareLoop, [limited.ready.url, promptFile])
    const bare = await measure(limited, bareProcess, sizes.drafts, async (calls) => {
      // As many as fit into the limit: more would only be refused and tried again.
      await bareProcess.ask({ calls, concurrency: (CALLS_PER_SECOND * LATENCY_MS) / 1000, maxRetries: 10 })
    })
    await bareProcess.stop()

    const grower = await openWorker(quick, CONCURRENCY)
    // A heap that is let grow does so for some time, whatever is written: what counts is whether more customers need more.
    for (let count = 0; count < SMALL_CAMPAIGNS; count++) await run(sizes.small)
    const small = peakRssMbOf(grower.pid)
    await run(sizes.large)
    const rssGrowthMb = peakRssMbOf(grower.pid) - small
    console.error(`${small} MiB at most in small campaigns, ${rssGrowthMb} more in a large one`)
    await grower.stop()

    const first = await openWorker(slow, PAIR_CONCURRENCY)
    await run(sizes.warmUp)
    const alone = await run(sizes.pair)
    const second = await openWorker(slow, PAIR_CONCURRENCY)
    await run(sizes.warmUp)
    const together = await run(sizes.pair)
    await Promise.all([first.stop(), second.stop()])

    return {
      name: 'bench:campaign',
      shareOfLimit: rounded(own.perSecond / CALLS_PER_SECOND, 3),
      bareShareOfLimit: rounded(bare.perSecond / CALLS_PER_SECOND, 3),
      cpuMsPerDraft: rounded(own.cpuMs, 2),
      bareCpuMsPerCall: rounded(bare.cpuMs, 2),
      rssGrowthMb,
      millionAudienceSeconds: values.short ? null : await millionAudienceSeconds(),
      twoWorkersRatio: rounded(alone.elapsedMs / together.elapsedMs, 2),
    }
  } finally {
    await Promise.all(providers.map((provider) => provider.stop()))
    await campaigns.close()
    await cluster.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs so many calls once warm: what came through from the first call that the provider took to the last one, and processor time. */
async function measure(
  provider: Provider,
  { pid }: { pid: number },
  calls: number,
  run: (calls: number) => Promise<void>,
): Promise<{ perSecond: number; cpuMs: number }> {
  await run(sizes.warmUp)
  await provider.ask({})
  const before = cpuMsOf(pid)
  await run(calls)
  const cpuMs = (cpuMsOf(pid) - before) / calls
  const { accepted, refused, spanMs } = await provider.ask({})
  console.error(`${accepted} calls in ${Math.round(spanMs)} ms, ${refused} refused, ${cpuMs.toFixed(2)} ms each`)
  return { perSecond: ((calls - 1) * 1000) / spanMs, cpuMs }
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))

console.log(JSON.stringify(await main()))
