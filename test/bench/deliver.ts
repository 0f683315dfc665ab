import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { type ApiClient, inParallel, openClient } from '../support/api-client.ts'
import { type ChildScript, startScript } from '../support/child-script.ts'
import { startCluster } from '../support/postgres.ts'
import { cpuMsOf } from '../support/process-usage.ts'
import { ADMIN_KEY, type ServiceProcess, startService } from '../support/service-process.ts'
import type { BareMail, BareMailResult, BareMailRun } from './bare-mail.ts'
import { BRAND, makeShop } from './shop.ts'

/**
 * How many approved messages a second two workers hand to a mail server, beside a bare nodemailer pool with the same messages.
 * Counted from the mark that the first was sent to that of the last: how long they wait to be woken is no matter of speed.
 * Postfix's `smtp-sink`, PostgreSQL (fsync on), both workers and the bare pool are processes of their own; they take turns,
 * round by round.
 * `node test/bench/deliver.ts [node flags for the workers]`.
 */
type DeliverBench = {
  name: 'bench:deliver'
  messagesPerSecond: number
  bareMessagesPerSecond: number
  /** Median of neighbouring rounds, so that a machine that grows slower meets both alike. */
  ratio: number
  /** Processor time of both workers, and of the bare pool's process, for one message. */
  cpuMsPerMessage: number
  bareCpuMsPerMessage: number
  rounds: number
}

const WORKERS = 2
/** What one worker's pool has. */
const CONNECTIONS = 5
const MESSAGES_A_ROUND = 1000
const ROUNDS = 3
const CONCURRENCY = 8

type Round = { perSecond: number; cpuMs: number }

async function main(nodeFlags: readonly string[]): Promise<DeliverBench> {
  const folder = await mkdtemp(join(tmpdir(), 'foreword-bench-'))
  const cluster = await startCluster()
  const sink = await startSink()
  const environment = {
    DATABASE_URL: cluster.url(),
    SMTP_URL: sink.url,
    LOG_LEVEL: 'warn',
    RATE_LIMIT_PER_MINUTE: '0',
    MAIL_PER_DOMAIN_PER_SECOND: '0',
  }
  const stops: (() => Promise<unknown>)[] = []
  try {
    const api = await startService(folder, { ...environment, WORKER_CONCURRENCY: '0' })
    const mails = await fill(api.url).finally(() => api.stop())
    const owner = postgres(cluster.url(), { max: 1, onnotice: () => {} })
    stops.push(() => owner.end())
    await holdBack(owner)
    const mailFile = join(folder, 'mails.json')
    await writeFile(mailFile, JSON.stringify(mails))
    const bare: ChildScript<BareMailRun, BareMailResult> = await startScript(new URL('bare-mail.ts', import.meta.url), [
      sink.url,
      mailFile,
    ])
    stops.push(bare.stop)
    const workers: ServiceProcess[] = []
    for (let index = 0; index < WORKERS; index++) {
      const own = join(folder, `worker-${index}`)
      await mkdir(own)
      workers.push(await startService(own, environment, nodeFlags))
    }
    stops.push(...workers.map((worker) => worker.stop))
    const rounds: { ours: Round; theirs: Round }[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      rounds.push({ ours: await deliverRound(owner, workers), theirs: await bareRound(bare) })
    }
    // The first round warms up.
    return resultOf(rounds.slice(1))
  } finally {
    for (const stop of stops.toReversed()) await stop()
    sink.stop()
    await cluster.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A mail server that takes everything and keeps nothing. */
async function startSink(): Promise<{ url: string; stop(): void }> {
  const port = randomInt(10_000, 32_768)
  // It refuses to run as root.
  const asUser = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child: ChildProcess = spawn('/usr/sbin/smtp-sink', [...asUser, `127.0.0.1:${port}`, '100'], { stdio: 'ignore' })
  process.once('exit', () => child.kill('SIGKILL'))
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('smtp-sink did not stay up.')))
  failed.catch(() => {})
  const up = async (): Promise<void> => {
    for (;;) {
      const socket = connect(port, '127.0.0.1')
      const isUp = await once(socket, 'connect').then(
        () => true,
        () => false,
      )
      socket.destroy()
      if (isUp) return
      await pause(50)
    }
  }
  await Promise.race([up(), failed])
  return { url: `smtp://127.0.0.1:${port}`, stop: () => child.kill('SIGTERM') }
}

/** One approved message each for as many customers as there are messages in all rounds. @returns some of them, as approved */
async function fill(url: string): Promise<BareMail[]> {
  const admin = openClient(url, ADMIN_KEY)
  const clientOf = async (name: string, kind: string, roles: string[]): Promise<ApiClient> =>
    openClient(url, (await admin.call('POST', '/v1/keys', { name, kind, roles })).key as string)
  const shopKey = await clientOf('shop', 'system', ['profiles'])
  const [agent, reviewer] = [await clientOf('Ana', 'human', ['agent']), await clientOf('Mia', 'human', ['marketer'])]
  const { products, customers } = makeShop(MESSAGES_A_ROUND * (ROUNDS + 1), new Date())
  await admin.call('PUT', '/v1/brand', BRAND)
  await inParallel(products, CONCURRENCY, ({ id, record }) => shopKey.call('PUT', `/v1/products/${id}`, record))
  const mails = await inParallel(customers, CONCURRENCY, async ({ id, record }, index): Promise<BareMail> => {
    await shopKey.call('PUT', `/v1/customers/${id}`, record)
    await shopKey.call('POST', '/v1/signals', {
      type: 'product-viewed',
      customerId: id,
      messageId: id,
      occurredAt: new Date(Date.now() - 3_600_000).toISOString(),
      productId: `product-${index % products.length}`,
    })
    const draft = await agent.call('POST', '/v1/drafts', { customerId: id, channel: 'email' })
    await reviewer.call('POST', `/v1/drafts/${draft.id}/approve`, { revision: 1 })
    const { text, html, headers } = draft.rendered
    return { recipient: draft.recipient, subject: headers.Subject, text, html, headers }
  })
  for (const client of [admin, shopKey, agent, reviewer]) client.close()
  return mails.slice(0, MESSAGES_A_ROUND)
}

/** Nothing is due, and no job wakes anybody, until a round begins. */
async function holdBack(owner: Sql): Promise<void> {
  await owner`update deliveries set not_before = now() + interval '1 day'`
  await owner`update pgboss.job set start_after = now() + interval '1 day' where name = 'delivery.send'`
  await owner.unsafe('vacuum analyze')
}

async function deliverRound(owner: Sql, workers: readonly ServiceProcess[]): Promise<Round> {
  const cpu = (): number => workers.reduce((sum, { pid }) => sum + cpuMsOf(pid), 0)
  const cpuBefore = cpu()
  const began = Date.now()
  await owner.begin(async (tx) => {
    const due = await tx`
      update deliveries set not_before = now()
      where id in (select id from deliveries where state = 'queued' order by id limit ${MESSAGES_A_ROUND}) returning id`
    const ids = due.map(({ id }) => id as string)
    await tx`update pgboss.job set start_after = now()
      where name = 'delivery.send' and data ->> 'deliveryId' in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`
  })
  for (;;) {
    const [left] = await owner`select count(*)::int as count from deliveries
      where state = 'sending' or state in ('queued', 'held') and not_before <= now()`
    if (left!['count'] === 0) break
    await pause(50)
  }
  const [sent] = await owner`select count(*)::int as count, min(sent_at) as first, max(sent_at) as last from deliveries
    where state = 'sent' and sent_at >= ${new Date(began)}`
  if (sent!['count'] !== MESSAGES_A_ROUND)
    throw new Error(`Of ${MESSAGES_A_ROUND} messages ${sent!['count']} were sent.`)
  const elapsedMs = (sent!['last'] as Date).getTime() - (sent!['first'] as Date).getTime()
  return { perSecond: (MESSAGES_A_ROUND * 1000) / elapsedMs, cpuMs: (cpu() - cpuBefore) / MESSAGES_A_ROUND }
}

async function bareRound(bare: ChildScript<BareMailRun, BareMailResult>): Promise<Round> {
  const cpuBefore = cpuMsOf(bare.pid)
  const { elapsedMs } = await bare.ask({ count: MESSAGES_A_ROUND, connections: CONNECTIONS })
  return {
    perSecond: (MESSAGES_A_ROUND * 1000) / elapsedMs,
    cpuMs: (cpuMsOf(bare.pid) - cpuBefore) / MESSAGES_A_ROUND,
  }
}

function resultOf(rounds: { ours: Round; theirs: Round }[]): DeliverBench {
  return {
    name: 'bench:deliver',
    messagesPerSecond: Math.round(median(rounds.map(({ ours }) => ours.perSecond))),
    bareMessagesPerSecond: Math.round(median(rounds.map(({ theirs }) => theirs.perSecond))),
    ratio: rounded(median(rounds.map(({ ours, theirs }) => ours.perSecond / theirs.perSecond)), 3),
    cpuMsPerMessage: rounded(median(rounds.map(({ ours }) => ours.cpuMs)), 2),
    bareCpuMsPerMessage: rounded(median(rounds.map(({ theirs }) => theirs.cpuMs)), 2),
    rounds: rounds.length,
  }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))

console.log(JSON.stringify(await main(process.argv.slice(2))))
