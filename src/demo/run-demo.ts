import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Api, type Call, openApi, type ProblemAnswer, send, toCurl } from './api.ts'
import { customers, type DemoCustomer, recordOf, signalsOf } from './customers.ts'
import { textPartOf } from './read-mail.ts'
import { brand, offer, products } from './shop.ts'
import { bold, faint, field, heading, quoted, showDraft, type ShownBrief, type ShownDraft } from './show.ts'

export type Stage = {
  /** Where the service listens. */
  url: string
  /** The service's own folder: mail appears in `outbox` below it. */
  dataDir: string
  adminKey: string
  now: Date
  /** Makes the three calls that are told to a person as well. */
  checksItself: boolean
  print(text: string): void
  /** Aborts what is under way when the process is told to stop. */
  signal: AbortSignal
}

type Keys = { admin: string; ana: string; mia: string; crm: string; website: string }
type Delivery = { id: string; state: string; reason: string | null; notBefore: string }

/** How long an approved mail may take: ten seconds to take it back, and a slow machine. */
const PATIENCE_MS = 45_000

/**
 * The main job, told step by step, through the public API of a service that listens and is empty.
 * @throws Error with one sentence as soon as something is not as it should be
 */
export async function runDemo(stage: Stage): Promise<void> {
  const { url, print, signal } = stage
  const api = openApi(url, signal)
  const say = (...lines: string[]): void => print(`${lines.join('\n')}\n`)

  say('', bold('Foreword, the demo'), 'A made-up shop on a server of its own. Every step is a call of the HTTP API.')
  const keys = await makeKeys(api, stage.adminKey)

  say(heading(1, 'The shop and what its customers did'))
  await fillShop(api, keys, stage, say)

  say(heading(2, 'Ana, an agent, asks for drafts'))
  const drafts = await askForDrafts(api, keys, say)

  say(heading(3, 'What cannot be sent'))
  await tryTheRules(api, keys, drafts, say)

  say(heading(4, 'Mia, a marketer, approves one'))
  await approveOne(api, keys, stage, mustHave(drafts, 'c-clara'), say)

  say(heading(5, 'Now you'))
  await handOver(keys, stage, mustHave(drafts, 'c-ines'), say)
}

type Say = (...lines: string[]) => void

async function makeKeys(api: Api, admin: string): Promise<Keys> {
  const make = async (name: string, kind: string, role: string): Promise<string> =>
    (await api.ask<{ key: string }>(201, 'POST', '/v1/keys', admin, { name, kind, roles: [role] })).key
  return {
    admin,
    ana: await make('Ana', 'human', 'agent'),
    mia: await make('Mia', 'human', 'marketer'),
    crm: await make('crm', 'system', 'profiles'),
    website: await make('website', 'system', 'ingest'),
  }
}

async function fillShop(api: Api, keys: Keys, { now }: Stage, say: Say): Promise<void> {
  await api.ask(201, 'PUT', '/v1/brand', keys.mia, brand)
  const catalogue = products.map((product) => JSON.stringify(product)).join('\n')
  const { imported } = await api.ask<{ imported: number }>(200, 'POST', '/v1/products/import', keys.crm, catalogue)
  mustBe(imported === products.length, `The catalogue took ${imported} of ${products.length} products.`)
  const { id, body } = offer(now)
  await api.ask(201, 'PUT', `/v1/offers/${id}`, keys.mia, body)
  for (const customer of customers) {
    await api.ask(201, 'PUT', `/v1/customers/${customer.id}`, keys.crm, recordOf(customer, now))
  }
  say(
    field(
      'shop',
      `${brand.name}: ${imported} products, one offer, ${customers.length} customers, all of them fictional`,
    ),
  )

  type Ingested = { accepted: number; duplicates: number; rejected: unknown[] }
  const signals = signalsOf(customers, now)
  const first = await api.ask<Ingested>(202, 'POST', '/v1/signals', keys.website, signals)
  mustBe(first.accepted === signals.length, `Only ${first.accepted} of ${signals.length} signals were taken.`)
  const again = await api.ask<Ingested>(202, 'POST', '/v1/signals', keys.website, signals)
  mustBe(again.accepted === 0 && again.duplicates === signals.length, 'Signals that came twice were counted twice.')
  say(field('signals', `${first.accepted} taken; sent once more: ${again.accepted} taken, ${again.duplicates} known`))
}

/** What Ana asks for, in the order in which it is shown. */
const WISHES: readonly { id: string; channel: string; offerId?: string; lines: number; prompt: string }[] = [
  { id: 'c-tom', channel: 'email', lines: 7, prompt: 'research-follow-up' },
  { id: 'c-clara', channel: 'email', lines: 7, prompt: 'review-concern' },
  { id: 'c-ines', channel: 'email', lines: 7, prompt: 'comparison-help' },
  { id: 'c-jonas', channel: 'email', lines: 7, prompt: 'research-follow-up' },
  { id: 'c-priya', channel: 'email', offerId: 'quiet-10', lines: 9, prompt: 'research-follow-up' },
  { id: 'c-grace', channel: 'email', lines: 7, prompt: 'service-recovery' },
  { id: 'c-maeve', channel: 'call', lines: 20, prompt: 'post-purchase-care' },
]

async function askForDrafts(api: Api, keys: Keys, say: Say): Promise<Map<string, ShownDraft>> {
  const drafts = new Map<string, ShownDraft>()
  for (const { id, channel, offerId, lines, prompt } of WISHES) {
    const wish = { customerId: id, channel, agentName: 'Ana', ...(offerId === undefined ? {} : { offerId }) }
    const draft = await api.ask<ShownDraft>(201, 'POST', '/v1/drafts', keys.ana, wish)
    const brief = await api.ask<ShownBrief>(200, 'GET', `/v1/customers/${id}/brief?channel=${channel}`, keys.ana)
    mustBe(draft.status === 'ready_for_review', `The draft for ${id} is ${draft.status}, not ready for review.`)
    mustBe(draft.prompt.name === prompt, `The draft for ${id} was written with ${draft.prompt.name}, not ${prompt}.`)
    drafts.set(id, draft)
    say(showDraft(customerOf(id), brief, draft, lines))
  }
  return drafts
}

/** The refusals are part of the job: each approval is tried, and must be refused for the right reason. */
async function tryTheRules(api: Api, keys: Keys, drafts: Map<string, ShownDraft>, say: Say): Promise<void> {
  const draftFor = (key: string, customerId: string, prompt?: string): Promise<ShownDraft> => {
    const wish = { customerId, channel: 'email', agentName: 'Ana', ...(prompt === undefined ? {} : { prompt }) }
    return api.ask<ShownDraft>(201, 'POST', '/v1/drafts', key, wish)
  }
  const approve = async (what: string, draft: ShownDraft, key: string, status: number, type: string): Promise<void> => {
    const body = { revision: draft.revision }
    const problem = await api.ask<ProblemAnswer>(status, 'POST', `/v1/drafts/${draft.id}/approve`, key, body)
    mustBe(problem.type === `/problems/${type}`, `An approval was refused as ${problem.type}, not as ${type}.`)
    const found = draft.findings.map(({ severity, rule, message }) =>
      field('check', `${severity}: ${rule}. ${message}`),
    )
    say('', field('tried', what), ...found, field('answer', `${status} ${type}. ${problem.detail}`))
  }

  await approve('Ana approves what she asked for.', mustHave(drafts, 'c-tom'), keys.ana, 403, 'forbidden')

  const own = await draftFor(keys.mia, 'c-jonas')
  await approve('Mia, who may approve, asks for a draft herself and approves it.', own, keys.mia, 403, 'four-eyes')

  const pitch = await draftFor(keys.ana, 'c-grace', 'research-follow-up')
  const blocking = pitch.findings.filter(({ severity }) => severity === 'block').map(({ rule }) => rule)
  mustBe(pitch.status === 'blocked' && blocking.includes('open-complaint'), 'A complaint was sold over.')
  await approve('Mia approves a sales letter to Grace, who complained.', pitch, keys.mia, 422, 'draft-blocked')

  const noah = await draftFor(keys.ana, 'c-noah')
  mustBe(noah.findings[0]?.rule === 'no-consent', 'A draft without consent carries no warning.')
  await approve('Mia approves a letter to Noah, who never agreed to any.', noah, keys.mia, 422, 'no-consent')

  const maeve = await draftFor(keys.ana, 'c-maeve')
  await approve('Mia approves an e-mail to Maeve, who has no address.', maeve, keys.mia, 422, 'channel-unavailable')
}

async function approveOne(
  api: Api,
  keys: Keys,
  { dataDir, signal }: Stage,
  draft: ShownDraft,
  say: Say,
): Promise<void> {
  const path = `/v1/drafts/${draft.id}/approve`
  const { delivery } = await api.ask<{ delivery: Delivery }>(200, 'POST', path, keys.mia, { revision: draft.revision })
  say('', `  It leaves at ${delivery.notBefore.slice(11, 19)} UTC: for ten seconds she can take it back. Waiting …`)
  const sent = await waitForDelivery(api, keys, delivery.id, signal)
  mustBe(sent.state === 'sent', `The mail is ${sent.state} (${sent.reason ?? 'no reason'}), not sent.`)

  const file = join(dataDir, 'outbox', `${delivery.id}.eml`)
  const text = textPartOf(await readFile(file))
  mustBe(text === draft.rendered.text, `The text in ${file} is not, to the letter, what was approved.`)
  say('', field('sent', file), field('', 'Its text is, byte for byte, what Mia approved:'), '')
  say(...quoted(draft.rendered.text.trimEnd().split('\n')))
}

async function waitForDelivery(api: Api, keys: Keys, id: string, signal: AbortSignal): Promise<Delivery> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    const delivery = await api.ask<Delivery>(200, 'GET', `/v1/deliveries/${id}`, keys.mia)
    if (!['queued', 'sending'].includes(delivery.state) || performance.now() > until) return delivery
    await pause(250, undefined, { signal })
  }
}

async function handOver(keys: Keys, stage: Stage, next: ShownDraft, say: Say): Promise<void> {
  const { url, dataDir, checksItself, signal } = stage
  const calls: [string, Call][] = [
    [
      'List what waits for review, as Mia',
      { method: 'GET', url: `${url}/v1/drafts?status=ready_for_review`, key: keys.mia },
    ],
    [
      `Approve the message to ${customerOf('c-ines').record.firstName}, as Mia`,
      { method: 'POST', url: `${url}/v1/drafts/${next.id}/approve`, key: keys.mia, body: { revision: next.revision } },
    ],
    [
      'Ask for a call script for Tom, as Ana',
      {
        method: 'POST',
        url: `${url}/v1/drafts`,
        key: keys.ana,
        body: { customerId: 'c-tom', channel: 'call', agentName: 'Ana' },
      },
    ],
  ]
  say(
    '',
    field('browser', `${url}/docs`),
    field("Ana's key", keys.ana),
    field("Mia's key", keys.mia),
    ...calls.flatMap(([what, call]) => ['', `  ${faint(`# ${what}`)}`, `  ${toCurl(call)}`]),
    '',
  )
  if (!checksItself) return say(`  The server runs until you press Ctrl-C. What it wrote is in ${dataDir}`)
  for (const [what, call] of calls) {
    const { status } = await send(call, signal)
    mustBe(status < 300, `"${what}" was answered ${status}.`)
  }
  say('  Everything was as told.')
}

const customerOf = (id: string): DemoCustomer => customers.find((customer) => customer.id === id)!

function mustHave(drafts: Map<string, ShownDraft>, id: string): ShownDraft {
  const draft = drafts.get(id)
  if (draft === undefined) throw new Error(`There is no draft for ${id}.`)
  return draft
}

function mustBe(isSo: boolean, sentence: string): asserts isSo {
  if (!isSo) throw new Error(sentence)
}
