import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { simpleParser } from 'mailparser'
import { type ApiClient, inParallel, openClient } from '../support/api-client.ts'
import { startScript } from '../support/child-script.ts'
import { startCluster } from '../support/postgres.ts'
import { peakRssMbOf } from '../support/process-usage.ts'
import { ADMIN_KEY, startService } from '../support/service-process.ts'
import { foreignProducts, namesAny } from './foreign-products.ts'
import { readTimelines, type Timelines } from './timelines.ts'

/**
 * The main job on real input: the timelines of 275 people go in through the API, one message for each is drafted, approved
 * by somebody else, sent by SMTP to a server that is not ours, and compared with what was approved.
 * `node test/runs/real-input.ts [folder]` leaves every message as text in the folder.
 */
export type RealInput = {
  name: 'real-input'
  customers: number
  drafts: number
  /** Drafts that a rule blocks, by rule. */
  blockedByRule: Record<string, number>
  approved: number
  delivered: number
  /** True when every delivered text part equals the approved `rendered.text`, and nobody got two messages. */
  bodiesIdentical: boolean
  /** Products named in a message that is not of their customer. */
  foreignProducts: number
  seconds: number
  /** The most memory that the service's process held. */
  peakRssMb: number
}

const IN_FLIGHT = 6
const SIGNALS_AT_ONCE = 500
const DELIVERED_WITHIN_MS = 180_000
const BRAND = {
  name: 'Northlight',
  sender: { name: 'Northlight', email: 'hello@northlight.test' },
  postalAddress: '1 Made-up Street, Nowhere',
  linkDomains: ['northlight.test'],
}

/** @throws Error when the data is not there or a request is refused; what is wrong with messages comes back in `faults` */
export async function runRealInput(keepIn?: string): Promise<{ result: RealInput; faults: string[] }> {
  const timelines = readTimelines(new Date())
  const folder = await mkdtemp(join(tmpdir(), 'foreword-real-input-'))
  const inbox = join(folder, 'inbox')
  await mkdir(inbox)
  const cluster = await startCluster()
  const sink = await startScript<never, { port: number }>(new URL('mail-sink.ts', import.meta.url), [inbox])
  try {
    const service = await startService(folder, {
      DATABASE_URL: cluster.url(),
      SMTP_URL: `smtp://127.0.0.1:${sink.ready.port}`,
      WORKER_CONCURRENCY: '20',
    })
    try {
      const began = performance.now()
      const sent = await draftApproveAndSend(service.url, timelines)
      const seconds = Math.round((performance.now() - began) / 100) / 10
      const compared = await compare(inbox, sent, timelines, keepIn)
      const { drafts, deliveries, blockedByRule } = sent
      return {
        result: {
          name: 'real-input',
          customers: timelines.customers.length,
          drafts: drafts.length,
          blockedByRule,
          approved: deliveries.length,
          delivered: compared.delivered,
          bodiesIdentical: compared.bodiesIdentical,
          foreignProducts: compared.foreign,
          seconds,
          peakRssMb: peakRssMbOf(service.pid),
        },
        faults: [...sent.faults, ...compared.faults],
      }
    } finally {
      await service.stop()
    }
  } finally {
    await sink.stop()
    await cluster.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

export type Draft = {
  id: string
  customerId: string
  status: string
  revision: number
  recipient: string
  prompt: { name: string; reason: string }
  rendered: { text: string; headers: Record<string, string> }
  findings: { rule: string; severity: string; message: string }[]
}
export type Delivery = { id: string; draftId: string; state: string; reason: string | null }
export type Sent = {
  /** As the API shows them after everything was sent. */
  drafts: Draft[]
  deliveries: Delivery[]
  blockedByRule: Record<string, number>
  faults: string[]
}

/** Brings the data in, and a message for each customer through draft and approval to the mail server. */
export async function draftApproveAndSend(url: string, timelines: Timelines): Promise<Sent> {
  const admin = openClient(url, ADMIN_KEY)
  const clientOf = async (name: string, kind: string, roles: string[]): Promise<ApiClient> =>
    openClient(url, (await admin.call('POST', '/v1/keys', { name, kind, roles })).key as string)
  const shop = await clientOf('shop', 'system', ['profiles'])
  const agent = await clientOf('Ana', 'human', ['agent'])
  const reviewer = await clientOf('Mia', 'human', ['marketer'])
  try {
    const faults = await load(timelines, reviewer, shop)
    const wish = { channel: 'email', agentName: 'Ana' }
    const drafts = await inParallel<{ id: string }, Draft>(timelines.customers, IN_FLIGHT, ({ id }) =>
      agent.call('POST', '/v1/drafts', { customerId: id, ...wish }),
    )
    const ready = drafts.filter(({ status }) => status === 'ready_for_review')
    const approvals = await inParallel<Draft, { delivery: { id: string } }>(ready, IN_FLIGHT, ({ id, revision }) =>
      reviewer.call('POST', `/v1/drafts/${id}/approve`, { revision }),
    )
    const deliveries = await settled(
      reviewer,
      approvals.map(({ delivery }) => delivery.id),
    )
    const blockedByRule: Record<string, number> = {}
    for (const { findings } of drafts) {
      const rules = findings.filter(({ severity }) => severity === 'block').map(({ rule }) => rule)
      for (const rule of new Set(rules)) blockedByRule[rule] = (blockedByRule[rule] ?? 0) + 1
    }
    for (const { customerId, status, findings } of drafts) {
      if (status !== 'ready_for_review') faults.push(`${customerId} is ${status}: ${JSON.stringify(findings)}`)
    }
    for (const { id, state, reason } of deliveries) {
      if (state !== 'sent') faults.push(`delivery ${id} is ${state}: ${reason}`)
    }
    const stored = await inParallel<Draft, Draft>(drafts, IN_FLIGHT, ({ id }) =>
      reviewer.call('GET', `/v1/drafts/${id}`),
    )
    return { drafts: stored, deliveries, blockedByRule, faults }
  } finally {
    for (const client of [admin, shop, agent, reviewer]) client.close()
  }
}

/** Brings the data in. Faults are lines and signals that were refused though they are good, or taken though they are not. */
export async function load(timelines: Timelines, reviewer: ApiClient, shop: ApiClient): Promise<string[]> {
  const { products, customers, signals } = timelines
  await reviewer.call('PUT', '/v1/brand', BRAND)
  const ndjson = products.map((product) => JSON.stringify(product)).join('\n')
  const imported = await shop.call('POST', '/v1/products/import', ndjson, 'application/x-ndjson')
  await inParallel(customers, IN_FLIGHT, ({ id, record }) => shop.call('PUT', `/v1/customers/${id}`, record))
  const batches = Array.from({ length: Math.ceil(signals.length / SIGNALS_AT_ONCE) }, (_, index) =>
    signals.slice(index * SIGNALS_AT_ONCE, (index + 1) * SIGNALS_AT_ONCE),
  )
  const answers = await inParallel(batches, IN_FLIGHT, (batch) => shop.call('POST', '/v1/signals', batch))
  const accepted = answers.reduce((sum: number, answer) => sum + answer.accepted, 0)
  // What has no name cannot be spoken of: only those lines are refused.
  const nameless = products.filter(({ name }) => name === '').length
  return [
    ...(imported.rejectedCount === nameless ? [] : [`${imported.rejectedCount} products refused, not ${nameless}`]),
    ...(accepted === signals.length ? [] : [`${accepted} of ${signals.length} signals taken`]),
  ]
}

/** Waits until each delivery came to its end. @throws Error when that takes too long */
async function settled(reviewer: ApiClient, ids: readonly string[]): Promise<Delivery[]> {
  const until = Date.now() + DELIVERED_WITHIN_MS
  const done = new Map<string, Delivery>()
  for (;;) {
    const waiting = ids.filter((id) => !done.has(id))
    if (waiting.length === 0) return [...done.values()]
    if (Date.now() > until) throw new Error(`${waiting.length} deliveries are still on their way.`)
    await pause(1000)
    await inParallel(waiting, IN_FLIGHT, async (id) => {
      const delivery = (await reviewer.call('GET', `/v1/deliveries/${id}`)) as Delivery
      if (!['queued', 'held', 'sending'].includes(delivery.state)) done.set(id, delivery)
    })
  }
}

/** Holds what arrived against what was approved; leaves every message as text in `keepIn`. */
export async function compare(inbox: string, sent: Sent, timelines: Timelines, keepIn: string | undefined) {
  const faults: string[] = []
  const catalogue = timelines.products.map(({ id, name }) => ({ id, title: name }))
  const byRecipient = new Map(sent.drafts.map((draft) => [draft.recipient, draft]))
  const counted = new Map<string, number>()
  const files = await readdir(inbox)
  let foreign = 0
  let naming = 0
  if (keepIn !== undefined) await mkdir(keepIn, { recursive: true })
  for (const file of files) {
    const mail = await simpleParser(await readFile(join(inbox, file)))
    const recipient = file.replace(/^\d+ (.*)\.eml$/, '$1')
    const draft = byRecipient.get(recipient)
    counted.set(recipient, (counted.get(recipient) ?? 0) + 1)
    const text = mail.text ?? ''
    const subject = mail.subject ?? ''
    if (draft === undefined || text !== draft.rendered.text || subject !== draft.rendered.headers['Subject']) {
      faults.push(`${recipient} got something else than what was approved`)
    }
    const own = timelines.reviewed.get(draft?.customerId ?? '') ?? new Set()
    const strangers = foreignProducts(`${subject}\n${text}`, catalogue, own)
    foreign += strangers.length
    for (const { title } of strangers) faults.push(`${recipient} reads about "${title}", which is not theirs`)
    const titles = catalogue.filter(({ id }) => own.has(id)).map(({ title }) => title)
    if (namesAny(text, titles)) naming++
    if (keepIn !== undefined) {
      const about = `prompt: ${draft?.prompt.name} (${draft?.prompt.reason})\nto: ${recipient} ${draft?.customerId}\nfindings: ${JSON.stringify(draft?.findings)}`
      await writeFile(join(keepIn, `${recipient}.txt`), `${about}\nsubject: ${subject}\n\n${text}`)
    }
  }
  for (const [recipient, count] of counted) if (count > 1) faults.push(`${recipient} got ${count} messages`)
  if (counted.size !== sent.deliveries.length) faults.push(`${counted.size} people got a message`)
  // Without this, messages that name no product at all would pass for good ones.
  if (naming < files.length / 2) faults.push(`only ${naming} of ${files.length} messages name a product`)
  return {
    delivered: files.length,
    bodiesIdentical: !faults.some((fault) => /got (something else|\d+ messages)/.test(fault)),
    foreign,
    faults,
  }
}

if (import.meta.main) {
  try {
    const { result, faults } = await runRealInput(process.argv[2])
    for (const fault of faults.slice(0, 50)) console.error(fault)
    console.log(JSON.stringify(result))
    process.exitCode = faults.length === 0 ? 0 : 1
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}
