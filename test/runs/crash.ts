import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { simpleParser } from 'mailparser'
import postgres from 'postgres'
import { type ApiClient, openClient } from '../support/api-client.ts'
import { startScript } from '../support/child-script.ts'
import { startCluster } from '../support/postgres.ts'
import { ADMIN_KEY, type Ending, startService } from '../support/service-process.ts'
import { aBrand, aCustomer, aProduct } from '../support/wire-examples.ts'

/**
 * Kills the service at every step from an approval to its sent mark, and looks for what was lost and what was sent twice.
 * For n = 1, 2, 3, … the n-th step ends the process with SIGKILL, until a run goes through. The judge is the receiver.
 * `node test/runs/crash.ts [--databases embedded,postgres] [--short]`; short leaves the mail folder out.
 */
export type Crash = {
  name: 'crash'
  database: string
  /** The steps after which the service was killed. */
  steps: string[]
  kills: number
  /** Approvals that were answered with yes; each one is a delivery. */
  messages: number
  /** Deliveries that nobody got and that are not listed as uncertain either. */
  lost: number
  /** Messages more than one for one approval, as the receiver counted them. */
  duplicates: number
  /** Deliveries of which nobody knows whether they went out: listed for a person, never sent again by themselves. */
  uncertain: number
  seconds: number
  ok: boolean
}

/** Services at work at the same time for one transport: each has its own database, most of its time is waiting. */
const LANES = 3
const SETTLED_WITHIN_MS = 90_000
/** Two looks of the sweeper after the last restart: long enough for it to do something that it should not. */
const AFTERMATH_MS = 5000
/** Between these two the message may be out and nobody wrote it down. */
const MAY_BE_UNCERTAIN = ['delivery.claimed', 'delivery.handed-over']

type Lane = {
  name: string
  transport: 'smtp' | 'folder'
  folder: string
  /** Where messages arrive. */
  inbox: string
  environment: Record<string, string>
}
type Keys = { shop: string; agent: string; reviewer: string }
type Delivery = { id: string; state: string; attempts: number }
type Trial = {
  step: number
  killedAt: string | null
  recipient: string
  text: string
  delivery: Delivery
  faults: string[]
}
type Mail = { deliveryId: string; recipient: string; text: string }
type Steps = { next: number; end: number }

const failpointOf = (ending: Ending): string | null => /^failpoint \d+ (\S+)$/m.exec(ending.log)?.[1] ?? null

async function withService<Result>(
  lane: Lane,
  failpoint: number | null,
  work: (clientOf: (key: string) => ApiClient) => Promise<Result>,
): Promise<{ result: Result; ending: Ending }> {
  const service = await startService(lane.folder, {
    NODE_ENV: 'test',
    PUBLIC_URL: 'https://foreword.test',
    ...lane.environment,
    ...(failpoint === null ? {} : { FAILPOINT: String(failpoint) }),
  })
  const clients: ApiClient[] = []
  const clientOf = (key: string): ApiClient => {
    const client = openClient(service.url, key)
    clients.push(client)
    return client
  }
  try {
    const result = await work(clientOf)
    return { result, ending: await service.stop() }
  } finally {
    for (const client of clients) client.close()
    await service.stop()
  }
}

async function makeKeys(admin: ApiClient): Promise<Keys> {
  const keyOf = async (name: string, kind: string, role: string): Promise<string> =>
    (await admin.call('POST', '/v1/keys', { name, kind, roles: [role] })).key
  return {
    shop: await keyOf('shop', 'system', 'profiles'),
    agent: await keyOf('Ana', 'human', 'agent'),
    reviewer: await keyOf('Mia', 'human', 'marketer'),
  }
}

/** Brings in one customer with signals and has a message written. */
async function requestDraft(clients: Record<keyof Keys, ApiClient>, customerId: string, recipient: string) {
  const { shop, agent, reviewer } = clients
  await reviewer.call('PUT', '/v1/brand', aBrand())
  await shop.call('PUT', '/v1/products/dw-1', aProduct())
  await shop.call('PUT', `/v1/customers/${customerId}`, aCustomer({ email: recipient }))
  const signal = { type: 'product-viewed', customerId, productId: 'dw-1', occurredAt: new Date().toISOString() }
  await shop.call('POST', '/v1/signals', [
    { ...signal, messageId: `${customerId}-1` },
    { ...signal, messageId: `${customerId}-2`, type: 'review-read', properties: { rating: 2 } },
  ])
  return agent.call('POST', '/v1/drafts', { customerId, channel: 'email', agentName: 'Ana' })
}

/** The delivery when nothing more will happen to it by itself. @throws when the service is gone, or when that takes too long */
async function settled(reviewer: ApiClient, deliveryId: string): Promise<Delivery> {
  const until = Date.now() + SETTLED_WITHIN_MS
  for (;;) {
    const delivery: Delivery = await reviewer.call('GET', `/v1/deliveries/${deliveryId}`)
    if (!['queued', 'held', 'sending'].includes(delivery.state)) return delivery
    if (Date.now() > until) throw new Error(`Delivery ${deliveryId} is still ${delivery.state}.`)
    await pause(300)
  }
}

/** One approval whose service is killed at that step, and started again on what it left behind. */
async function tryStep(lane: Lane, step: number, known: Keys | null): Promise<{ trial: Trial; keys: Keys }> {
  const customerId = `${lane.name}-${step}`
  const recipient = `${customerId}@customers.test`
  const faults: string[] = []
  const approve = (reviewer: ApiClient, draft: { id: string; revision: number }) =>
    reviewer.call('POST', `/v1/drafts/${draft.id}/approve`, { revision: draft.revision })

  const before = await withService(lane, step, async (clientOf) => {
    const keys = known ?? (await makeKeys(clientOf(ADMIN_KEY)))
    const clients = { shop: clientOf(keys.shop), agent: clientOf(keys.agent), reviewer: clientOf(keys.reviewer) }
    const draft = await requestDraft(clients, customerId, recipient)
    // From here on the service may die at any moment: no answer is an answer too.
    const approved = await approve(clients.reviewer, draft).catch(() => null)
    if (approved !== null) await settled(clients.reviewer, approved.delivery.id).catch(() => null)
    // The last step follows what can be seen at once.
    await pause(300)
    return { keys, draft, approved }
  })
  const { keys, draft, approved } = before.result
  const killedAt = failpointOf(before.ending)
  const { signal, code, log } = before.ending
  if (killedAt === null ? code !== 0 || approved === null : signal !== 'SIGKILL') {
    faults.push(`step ${step} ended with ${signal ?? code}: ${log}`)
  }

  const after = await withService(lane, null, async (clientOf) => {
    const reviewer = clientOf(keys.reviewer)
    const again = await approve(reviewer, draft)
    if (approved !== null && again.delivery.id !== approved.delivery.id) {
      faults.push(`${customerId}: said again, the approval made another delivery`)
    }
    const delivery = await settled(reviewer, again.delivery.id)
    const all = await reviewer.call('GET', `/v1/deliveries?draftId=${draft.id}`)
    if (all.items.length !== 1) faults.push(`${customerId} has ${all.items.length} deliveries`)
    return delivery
  })
  if (after.ending.code !== 0) faults.push(`after step ${step} it did not stop in order: ${after.ending.log}`)
  console.error(`${lane.name}: step ${step}, ${killedAt ?? 'not reached'}: ${after.result.state}`)
  return { trial: { step, killedAt, recipient, text: draft.rendered.text, delivery: after.result, faults }, keys }
}

/** Takes steps as long as there are some, all on the same data, then looks at everything once more. */
async function runLane(lane: Lane, steps: Steps): Promise<Trial[]> {
  const trials: Trial[] = []
  let keys: Keys | null = null
  while (steps.next < steps.end) {
    const tried = await tryStep(lane, steps.next++, keys)
    keys = tried.keys
    if (tried.trial.killedAt === null) steps.end = Math.min(steps.end, tried.trial.step)
    trials.push(tried.trial)
  }
  if (keys === null) return trials
  const { reviewer } = keys
  await withService(lane, null, async (clientOf) => {
    await pause(AFTERMATH_MS)
    const client = clientOf(reviewer)
    const uncertain: { items: Delivery[] } = await client.call('GET', '/v1/deliveries?state=uncertain&limit=100')
    const listed = new Set(uncertain.items.map(({ id }) => id))
    for (const { delivery, killedAt, faults } of trials) {
      const now: Delivery = await client.call('GET', `/v1/deliveries/${delivery.id}`)
      if (now.state !== delivery.state) faults.push(`${delivery.id} went from ${delivery.state} to ${now.state}`)
      if (listed.has(delivery.id) !== (delivery.state === 'uncertain')) faults.push(`${delivery.id} is listed wrongly`)
      if (delivery.state !== 'uncertain') continue
      if (lane.transport === 'folder' || !MAY_BE_UNCERTAIN.includes(killedAt ?? '')) {
        faults.push(`${delivery.id} is uncertain after ${killedAt}`)
      }
    }
  })
  return trials
}

async function readMails(folder: string): Promise<Mail[]> {
  const files = await readdir(folder).catch(() => [])
  return Promise.all(
    files.map(async (file) => {
      const { messageId = '', to, text = '' } = await simpleParser(await readFile(join(folder, file)))
      const recipient = (Array.isArray(to) ? to[0] : to)?.value[0]?.address ?? ''
      return { deliveryId: messageId.replace(/^<(.*)@.*>$/, '$1'), recipient, text }
    }),
  )
}

/** Compares what the service says with what arrived. */
function judge(trials: readonly Trial[], mails: readonly Mail[]) {
  const faults = trials.flatMap((trial) => trial.faults)
  let [lost, duplicates, uncertain] = [0, 0, 0]
  for (const { recipient, text, delivery } of trials) {
    const got = mails.filter((mail) => mail.recipient === recipient)
    if (got.length > 1) duplicates += got.length - 1
    if (delivery.state === 'uncertain') uncertain++
    else if (delivery.state !== 'sent' || got.length === 0) lost++
    for (const mail of got) {
      if (mail.text !== text || mail.deliveryId !== delivery.id) faults.push(`${recipient} got something else`)
    }
  }
  const known = new Set(trials.map(({ recipient }) => recipient))
  for (const { recipient } of mails) if (!known.has(recipient)) faults.push(`nobody approved a message to ${recipient}`)
  return { lost, duplicates, uncertain, faults }
}

async function runTransport(
  transport: Lane['transport'],
  folder: string,
  databaseOf: (lane: string) => Promise<Record<string, string>>,
): Promise<{ trials: Trial[] } & ReturnType<typeof judge>> {
  const inbox = join(folder, 'inbox')
  await mkdir(inbox, { recursive: true })
  const sink = await startScript<never, { port: number }>(new URL('mail-sink.ts', import.meta.url), [inbox])
  const mailTo: Record<string, string> = transport === 'smtp' ? { SMTP_URL: `smtp://127.0.0.1:${sink.ready.port}` } : {}
  try {
    const lanes = await Promise.all(
      Array.from({ length: LANES }, async (_, index): Promise<Lane> => {
        const name = `${transport}${index + 1}`
        const own = join(folder, name)
        await mkdir(own)
        return {
          name,
          transport,
          folder: own,
          inbox: transport === 'smtp' ? inbox : join(own, 'data', 'outbox'),
          environment: { ...(await databaseOf(name)), ...mailTo },
        }
      }),
    )
    const steps: Steps = { next: 1, end: Infinity }
    const trials = (await Promise.all(lanes.map((lane) => runLane(lane, steps)))).flat()
    const mails = await Promise.all([...new Set(lanes.map((lane) => lane.inbox))].map(readMails))
    return { trials, ...judge(trials, mails.flat()) }
  } finally {
    await sink.stop()
  }
}

/** @throws Error when the service does not come up or a delivery never settles */
export async function runCrash(
  database: 'embedded' | 'postgres',
  transports: readonly Lane['transport'][],
): Promise<{ result: Crash; faults: string[] }> {
  const began = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'foreword-crash-'))
  const cluster = database === 'postgres' ? await startCluster() : null
  const owner = cluster === null ? null : postgres(cluster.url(), { max: 1, onnotice: () => {} })
  const databaseOf = async (lane: string): Promise<Record<string, string>> => {
    if (cluster === null) return {}
    await owner!.unsafe(`create database ${lane}`)
    return { DATABASE_URL: cluster.url(lane) }
  }
  try {
    const parts = await Promise.all(
      transports.map((transport) => runTransport(transport, join(folder, transport), databaseOf)),
    )
    const trials = parts.flatMap((part) => part.trials).toSorted((a, b) => a.step - b.step)
    const faults = parts.flatMap((part) => part.faults)
    const sum = (count: (part: (typeof parts)[number]) => number): number =>
      parts.reduce((total, part) => total + count(part), 0)
    const kills = trials.flatMap(({ killedAt }) => killedAt ?? [])
    const lost = sum((part) => part.lost)
    const duplicates = sum((part) => part.duplicates)
    return {
      result: {
        name: 'crash',
        database,
        steps: [...new Set(kills)],
        kills: kills.length,
        messages: trials.length,
        lost,
        duplicates,
        uncertain: sum((part) => part.uncertain),
        seconds: Math.round((performance.now() - began) / 100) / 10,
        ok: lost === 0 && duplicates === 0 && faults.length === 0 && kills.length > 0,
      },
      faults,
    }
  } finally {
    await owner?.end()
    await cluster?.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      databases: { type: 'string', default: 'embedded,postgres' },
      short: { type: 'boolean', default: false },
    },
  })
  for (const database of values.databases.split(',')) {
    if (database !== 'embedded' && database !== 'postgres') throw new Error(`There is no database "${database}".`)
    const { result, faults } = await runCrash(database, values.short ? ['smtp'] : ['smtp', 'folder'])
    for (const fault of faults) console.error(fault)
    console.log(JSON.stringify(result))
    if (!result.ok) process.exitCode = 1
  }
}
