import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claimMembers, keepWritten, takeBackMembers } from '../../src/campaigns/member-store.ts'
import { type CampaignRun, openCampaignRun } from '../../src/campaigns/run-campaigns.ts'
import { findCampaign } from '../../src/campaigns/store.ts'
import { endingAfter, gatherTasks, writeDraft } from '../../src/campaigns/write-drafts.ts'
import { llmProblem } from '../../src/llm/llm-problems.ts'
import type { FailureKind } from '../../src/llm/retry.ts'
import { rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aModel, failsWith, says, userText } from '../support/model.ts'
import { PLAIN } from './held-model.ts'
import { draftsOf, membersOf, openFullShop, startCampaign, statusOf, until } from './members.ts'

let service: TestApp
let customers: string[]
let run: CampaignRun | null = null
let answer: (call: LanguageModelV4CallOptions) => ReturnType<typeof says>
const works = () => says(JSON.stringify(PLAIN))
const model = aModel([async (call) => answer(call)])
const openRun = (): void => {
  run = openCampaignRun(service.deps, 2)
}

beforeAll(async () => {
  service = await startApp({ model })
  const searchOf = (id: string, index: number) => ({
    type: 'product-searched',
    messageId: `${id}-search`,
    properties: { query: index === 3 ? 'nightmare' : 'dishwasher' },
  })
  customers = await openFullShop(service, 8, { signals: (id, index) => [searchOf(id, index)] })
})
beforeEach(() => {
  answer = works
  model.calls.length = 0
})
afterEach(async () => {
  await run?.close()
  run = null
})
afterAll(() => service.close())

test('a member whose draft goes wrong again and again fails, and the campaign goes on', async () => {
  const campaign = await startCampaign(service, customers)
  answer = (call) => (userText(call).includes('nightmare') ? says('', { finish: 'content-filter' }) : works())
  openRun()
  await until(async () => (await statusOf(service, campaign)) !== 'generating')
  expect(await statusOf(service, campaign)).toBe('in_review')
  const members = await membersOf(service, campaign)
  expect(members.map(({ state, reason, attempts }) => ({ state, reason, attempts }))).toEqual(
    customers.map((_, index) =>
      index === 3
        ? { state: 'failed', reason: '/problems/llm-refused', attempts: 3 }
        : { state: 'written', reason: null, attempts: 1 },
    ),
  )
  expect(await draftsOf(service, campaign)).toHaveLength(customers.length - 1)
})

test('what makes a draft impossible costs no call', async () => {
  const campaign = await startCampaign(service, customers, { offerId: 'no-such-offer' })
  openRun()
  await until(async () => (await statusOf(service, campaign)) === 'completed')
  expect((await membersOf(service, campaign)).map(({ state, reason }) => `${state} ${reason}`)).toEqual(
    customers.map(() => 'failed /problems/offer-not-usable'),
  )
  expect(model.calls).toEqual([])
})

test('while the provider is away members wait, and none of them is to blame', async () => {
  const campaign = await startCampaign(service, customers)
  let failures = 0
  answer = (call) => {
    failures += 1
    return failures <= 4 ? (failsWith(503)(call) as never) : works()
  }
  openRun()
  await until(async () => (await statusOf(service, campaign)) !== 'generating')
  expect((await membersOf(service, campaign)).map(({ state, attempts }) => ({ state, attempts }))).toEqual(
    customers.map(() => ({ state: 'written', attempts: 1 })),
  )
})

test('a worker that was taken for dead keeps nothing, and its member is written to by another', async () => {
  const id = await startCampaign(service, customers.slice(0, 2))
  const campaign = (await findCampaign(service.deps.db, id))!
  const { deps, clock } = service
  const claims = await claimMembers(deps.db, id, 2, clock.now)
  const { tasks } = await gatherTasks(deps, campaign, claims)
  const signal = new AbortController().signal
  const late = await Promise.all(tasks.map((task) => writeDraft(deps, task, { signal, hasWorked: () => false })))
  expect(await takeBackMembers(deps.db, clock.now, 1)).toBe(1)
  const again = await claimMembers(deps.db, id, 2, clock.now)
  expect(again.map(({ attempts }) => attempts)).toEqual([2])
  const kept = await keepWritten(deps.db, late as never)
  expect(kept.size).toBe(1)
  expect((await membersOf(service, id)).map(({ state }) => state).toSorted()).toEqual(['writing', 'written'])
  expect(await draftsOf(service, id)).toHaveLength(1)
  // The same group once more: what is kept is not kept twice.
  expect((await keepWritten(deps.db, late as never)).size).toBe(0)
  openRun()
  clock.forward(60)
  await takeBackMembers(deps.db, clock.now, 10)
  await until(async () => (await statusOf(service, id)) !== 'generating')
  expect(await draftsOf(service, id)).toHaveLength(2)
})

test('a member that its worker dies of again and again fails in the end', async () => {
  const id = await startCampaign(service, customers.slice(0, 1))
  await rowsOf(service, sql`update campaign_members set attempts = 10 where campaign_id = ${id}::uuid`)
  openRun()
  await until(async () => (await statusOf(service, id)) === 'completed')
  expect(await membersOf(service, id)).toMatchObject([{ state: 'failed', reason: '/problems/generation-failed' }])
  expect(model.calls).toEqual([])
})

describe('what becomes of a member after a failure', () => {
  const claim = { campaignId: 'c', customerId: 'm', arm: 'personalized' as const, attempts: 1 }
  const after = (kind: FailureKind, hasWorked: boolean, attempts = 1): string => {
    const { state, isFree } = endingAfter({ ...claim, attempts }, llmProblem({ kind }), hasWorked)
    return isFree ? `${state} free` : state
  }

  test.each<[FailureKind, string, string]>([
    ['rate', 'waiting free', 'waiting free'],
    ['quota', 'waiting free', 'waiting free'],
    ['auth', 'waiting free', 'waiting free'],
    ['budget', 'waiting free', 'waiting free'],
    ['unavailable', 'waiting free', 'failed'],
    ['timeout', 'waiting free', 'failed'],
    ['bad-request', 'waiting free', 'failed'],
    ['refused', 'failed', 'failed'],
    ['invalid-output', 'failed', 'failed'],
    ['truncated', 'failed', 'failed'],
  ])('%s at the last try: alone it is %s, while others get through %s', (kind, alone, beside) => {
    expect([after(kind, false, 3), after(kind, true, 3)]).toEqual([alone, beside])
  })

  test('before the last try it waits', () => {
    expect(after('refused', true, 2)).toBe('waiting')
  })
})
