import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { changeCampaign } from '../../src/campaigns/change-campaign.ts'
import { createCampaign } from '../../src/campaigns/create-campaign.ts'
import { forecastCampaign } from '../../src/campaigns/forecast-campaign.ts'
import { startCampaign } from '../../src/campaigns/start-campaign.ts'
import { findCampaign } from '../../src/campaigns/store.ts'
import { sweepCampaigns } from '../../src/campaigns/sweep.ts'
import { uploadAudience } from '../../src/campaigns/upload-audience.ts'
import { idReaderFor } from '../../src/campaigns/uploaded-ids.ts'
import { loadConfig } from '../../src/config.ts'
import { type OpenDeps, openDeps } from '../../src/deps.ts'
import { createLogger } from '../../src/log.ts'
import { issueKey } from '../../src/principals/issue-key.ts'
import { findPrincipalByName } from '../../src/principals/store.ts'
import { insertSignals } from '../../src/signals/store.ts'
import { startCluster } from '../support/postgres.ts'

/**
 * A million customers as the audience of a campaign, on PostgreSQL with fsync on: their ids are taken from a file, counted by a dry
 * run, and frozen, while signals come in. `node test/bench/campaign-audience.ts` prints one line of JSON.
 */
export type AudienceBench = {
  name: 'bench:campaign-audience'
  customers: number
  uploadSeconds: number
  dryRunSeconds: number
  freezeSeconds: number
  /** The three together. */
  millionAudienceSeconds: number
  /** How much the process grew while it took the file, in MiB. */
  uploadRssMb: number
  /** The slowest signal that came in while the audience was frozen. */
  slowestSignalMs: number
  /** The slowest pause or resume meanwhile. */
  slowestPauseMs: number
  members: number
  excluded: number
}

const CUSTOMERS = 1_000_000
const CHUNK_LINES = 5000

/** Seconds from the first byte of the file to the frozen audience, the dry run included. */
export async function millionAudienceSeconds(): Promise<number> {
  return (await measureAudience(CUSTOMERS)).millionAudienceSeconds
}

export async function measureAudience(customers: number): Promise<AudienceBench> {
  const folder = await mkdtemp(join(tmpdir(), 'foreword-bench-'))
  const cluster = await startCluster()
  try {
    const config = loadConfig({ DATABASE_URL: cluster.url(), DATA_DIR: folder, LOG_LEVEL: 'silent' })
    const deps = await openDeps(config, createLogger('silent'))
    try {
      await fill(cluster.url(), customers)
      return await measure(deps, customers)
    } finally {
      await deps.close()
    }
  } finally {
    await cluster.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

/** People of whom one in a hundred has no address, one in ten no consent, and two in a thousand share one. */
async function fill(url: string, customers: number): Promise<void> {
  const owner = postgres(url, { max: 1, onnotice: () => {} })
  await owner.unsafe(`
    insert into customers (id, first_name, email, locale, time_zone, traits, created_at, updated_at)
    select 'c-' || n, 'Ines', case when n % 100 <> 0 then 'person.' || (case when n % 1000 = 1 then n + 1 else n end) || '@example.com' end,
      case n % 3 when 0 then 'es-ES' else 'en-GB' end, 'Europe/Madrid', '{}', now(), now()
    from generate_series(1, ${customers}) n;
    insert into consents (id, customer_id, channel, purpose, state, source, at, created_at)
    select gen_random_uuid(), 'c-' || n, 'email', 'marketing', 'granted', 'import', now(), now()
    from generate_series(1, ${customers}) n where n % 10 <> 3;
    insert into suppressions (id, address_hash, channel, reason, created_at)
    select gen_random_uuid(), encode(sha256(n::text::bytea), 'hex'), 'email', 'manual', now() from generate_series(1, ${customers / 100}) n;
    analyze;`)
  await owner.end()
}

async function measure(deps: OpenDeps, customers: number): Promise<AudienceBench> {
  await issueKey(deps, { name: 'mia', kind: 'human', roles: ['marketer'] })
  const { id: by } = (await findPrincipalByName(deps.db, 'mia'))!
  const { id } = await createCampaign(deps, {
    definition: {
      name: 'Everybody',
      channel: 'email',
      audience: { upload: true },
      expectedEffect: { baseline: 0.02, lift: 0.1 },
    },
    by,
  })
  globalThis.gc?.()
  const rssBefore = process.memoryUsage().rss
  let rssPeak = rssBefore
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for (let from = 1; from <= customers; from += CHUNK_LINES) {
      const lines = Array.from({ length: Math.min(CHUNK_LINES, customers - from + 1) }, (_, n) => `"c-${from + n}"`)
      rssPeak = Math.max(rssPeak, process.memoryUsage().rss)
      yield Buffer.from(`${lines.join('\n')}\n`)
    }
  }
  const reader = idReaderFor('application/x-ndjson')!
  const uploadSeconds = await seconds(() => uploadAudience(deps, { campaignId: id, chunks: chunks(), reader }))
  const campaign = (await findCampaign(deps.db, id))!
  const dryRunSeconds = await seconds(() => forecastCampaign(deps, campaign))
  await startCampaign(deps, { id, by })
  const signals = repeat((n) => sendSignal(deps, by, n))
  const freezing = seconds(() => sweepCampaigns(deps))
  // It was taken up before anybody pauses it.
  await pause(500)
  const pauses = repeat((n) => changeCampaign(deps, { id, action: n % 2 === 0 ? 'pause' : 'resume', by }))
  const freezeSeconds = await freezing
  const [slowestSignalMs, slowestPauseMs] = [await signals.stop(), await pauses.stop()]
  const [counted] = [
    ...(await deps.db.execute(
      `select count(*)::int as members, count(*) filter (where state = 'excluded')::int as excluded from campaign_members`,
    )),
  ] as { members: number; excluded: number }[]
  return {
    name: 'bench:campaign-audience',
    customers,
    uploadSeconds,
    dryRunSeconds,
    freezeSeconds,
    millionAudienceSeconds: round(uploadSeconds + dryRunSeconds + freezeSeconds),
    uploadRssMb: round((rssPeak - rssBefore) / 2 ** 20),
    slowestSignalMs,
    slowestPauseMs,
    ...counted!,
  }
}

/** A signal of another customer of the audience each time. */
async function sendSignal(deps: OpenDeps, principalId: string, n: number): Promise<void> {
  const now = new Date()
  const signal = {
    id: deps.newId(),
    type: 'product-viewed',
    name: 'product-viewed',
    source: 'web',
    messageId: `m-${n}`,
    customerId: `c-${n + 1}`,
    anonymousId: null,
    productId: null,
    origin: 'observed',
    party: 'first',
    properties: {},
    occurredAt: now,
    receivedAt: now,
  } as const
  await insertSignals(deps.db, principalId, [signal], now)
}

/** The same work over and over. `stop` gives the milliseconds that the slowest time took. */
function repeat(work: (n: number) => Promise<unknown>) {
  const stopped = new AbortController()
  let slowest = 0
  const working = (async () => {
    for (let n = 0; !stopped.signal.aborted; n++) {
      const began = performance.now()
      await work(n)
      slowest = Math.max(slowest, performance.now() - began)
      await pause(20)
    }
  })()
  return {
    stop: async (): Promise<number> => {
      stopped.abort()
      await working
      return Math.round(slowest)
    },
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return round((performance.now() - began) / 1000)
}

const round = (value: number): number => Math.round(value * 10) / 10

if (import.meta.main) {
  const customers = Number(process.argv[2] ?? CUSTOMERS)
  process.stdout.write(`${JSON.stringify(await measureAudience(customers))}\n`)
}
