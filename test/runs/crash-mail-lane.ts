import { setTimeout as pause } from 'node:timers/promises'
import { type ApiClient, openClient } from '../support/api-client.ts'
import { ADMIN_KEY, type Ending } from '../support/service-process.ts'
import { aBrand, aCustomer, aProduct } from '../support/wire-examples.ts'
import { failpointOf, type Lane, startOnLane, type Steps, takeStep } from './crash-lane.ts'

/** What has not come to its end by then counts as lost. */
const SETTLED_WITHIN_MS = 90_000
/** Two looks of the sweeper after the last restart: long enough for it to do something that it should not. */
const AFTERMATH_MS = 5000
/** Between these two the message may be out and nobody wrote it down. */
const MAY_BE_UNCERTAIN = ['delivery.claimed', 'delivery.handed-over']

/** Their failpoints are the steps from an approval to its sent mark. */
const GROUPS = 'approval,delivery,mail'

export type MailLane = Lane & {
  transport: 'smtp' | 'folder'
  /** Where messages arrive. */
  inbox: string
}
type Keys = { shop: string; agent: string; reviewer: string }
type Delivery = { id: string; state: string; attempts: number }
export type Approval = {
  step: number
  killedAt: string | null
  recipient: string
  text: string
  delivery: Delivery
  faults: string[]
}
async function withService<Result>(
  lane: MailLane,
  failpoint: number | null,
  work: (clientOf: (key: string) => ApiClient) => Promise<Result>,
): Promise<{ result: Result; ending: Ending }> {
  const service = await startOnLane(lane, failpoint === null ? null : `${failpoint}@${GROUPS}`)
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

/** The delivery when nothing more will happen to it by itself, or when that takes too long. @throws when the service is gone */
async function settled(reviewer: ApiClient, deliveryId: string): Promise<Delivery> {
  const until = Date.now() + SETTLED_WITHIN_MS
  for (;;) {
    const delivery: Delivery = await reviewer.call('GET', `/v1/deliveries/${deliveryId}`)
    if (!['queued', 'held', 'sending'].includes(delivery.state) || Date.now() > until) return delivery
    await pause(300)
  }
}

/** One approval whose service is killed at that step, and started again on what it left behind. */
async function tryStep(lane: MailLane, step: number, known: Keys | null): Promise<{ trial: Approval; keys: Keys }> {
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

/** Takes steps as long as there are some, all on the same data. A lane that breaks ends the run: it comes back as a fault. */
export async function runMailLane(lane: MailLane, steps: Steps): Promise<{ trials: Approval[]; faults: string[] }> {
  const trials: Approval[] = []
  const faults: string[] = []
  try {
    let keys: Keys | null = null
    for (let step = takeStep(steps); step !== null; step = takeStep(steps)) {
      const tried = await tryStep(lane, step, keys)
      keys = tried.keys
      trials.push(tried.trial)
      if (tried.trial.killedAt === null) steps.end = Math.min(steps.end, tried.trial.step)
    }
    if (keys !== null) faults.push(...(await lookAgain(lane, keys, trials)))
  } catch (error) {
    steps.end = 0
    faults.push(`${lane.name} broke off: ${(error as Error).message}`)
  }
  return { trials, faults }
}

/** Starts once more: what was settled must stay as it is, and what is uncertain must be listed for a person. */
async function lookAgain(lane: MailLane, keys: Keys, trials: readonly Approval[]): Promise<string[]> {
  const faults: string[] = []
  await withService(lane, null, async (clientOf) => {
    await pause(AFTERMATH_MS)
    const reviewer = clientOf(keys.reviewer)
    const uncertain: { items: Delivery[] } = await reviewer.call('GET', '/v1/deliveries?state=uncertain&limit=100')
    const listed = new Set(uncertain.items.map(({ id }) => id))
    for (const { delivery, killedAt } of trials) {
      const { id, state } = delivery
      const now: Delivery = await reviewer.call('GET', `/v1/deliveries/${id}`)
      if (now.state !== state) faults.push(`${id} went from ${state} to ${now.state} by itself`)
      if (listed.has(id) !== (state === 'uncertain')) faults.push(`${id} is ${state}, and wrongly listed`)
      const mayBe = lane.transport === 'smtp' && MAY_BE_UNCERTAIN.includes(killedAt ?? '')
      if (state === 'uncertain' && !mayBe) faults.push(`${id} is uncertain after ${killedAt}`)
    }
  })
  return faults
}
