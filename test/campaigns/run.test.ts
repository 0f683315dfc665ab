import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { changeCampaign } from '../../src/campaigns/change-campaign.ts'
import { type CampaignRun, openCampaignRun } from '../../src/campaigns/run-campaigns.ts'
import { sweepCampaigns } from '../../src/campaigns/sweep.ts'
import { rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aHeldModel } from './held-model.ts'
import { draftsOf, membersOf, openFullShop, startCampaign, statusOf, until } from './members.ts'

let service: TestApp
let customers: string[]
const held = aHeldModel()
const runs: CampaignRun[] = []
const openRun = (concurrency: number): CampaignRun => {
  const run = openCampaignRun(service.deps, concurrency)
  runs.push(run)
  return run
}

beforeAll(async () => {
  service = await startApp({ model: held.model })
  customers = await openFullShop(service, 40)
})
beforeEach(() => {
  held.model.calls.length = 0
  held.close()
})
afterEach(async () => {
  held.open()
  await Promise.all(runs.splice(0).map((run) => run.close()))
})
afterAll(() => service.close())

const statesOf = async (campaign: string): Promise<Record<string, number>> => {
  const states = (await membersOf(service, campaign)).map(({ state }) => state)
  return Object.fromEntries([...new Set(states)].map((state) => [state, states.filter((one) => one === state).length]))
}
const isOver = (campaign: string) => async (): Promise<boolean> => (await statusOf(service, campaign)) !== 'generating'

test('everybody gets one draft, made like any other, and the campaign goes into review', async () => {
  const campaign = await startCampaign(service, customers)
  held.open()
  openRun(4)
  await until(isOver(campaign))
  expect(await statusOf(service, campaign)).toBe('in_review')
  const members = await membersOf(service, campaign)
  expect(members.map(({ state, attempts }) => ({ state, attempts }))).toEqual(
    customers.map(() => ({ state: 'written', attempts: 1 })),
  )
  const drafts = await draftsOf(service, campaign)
  expect(drafts.map(({ id }) => id).toSorted()).toEqual(members.map(({ draft_id }) => draft_id).toSorted())
  expect(held.asked()).toBe(customers.length)
  const { body } = await service.call('GET', `/v1/drafts/${drafts[0]!['id']}`)
  expect(body).toMatchObject({ status: 'ready_for_review', revision: 1, campaignId: campaign, findings: [] })
  expect(body.requestedBy).toEqual({ name: 'mia', kind: 'human' })
  expect(body.facts.length).toBeGreaterThan(0)
})

test('many workers share the members: nobody is written to twice', async () => {
  const campaign = await startCampaign(service, customers)
  held.open()
  for (let count = 0; count < 3; count++) openRun(3)
  await until(isOver(campaign))
  expect(await statesOf(campaign)).toEqual({ written: customers.length })
  expect(await draftsOf(service, campaign)).toHaveLength(customers.length)
  expect(held.asked()).toBe(customers.length)
})

test('the generic arm gets the same message without what the customer did; the holdout gets none', async () => {
  const arms = ['personalized', 'generic', 'holdout'] as const
  const campaign = await startCampaign(service, customers.slice(0, 6), {
    promptName: 'research-follow-up',
    armOf: (index) => arms[index % 3]!,
  })
  held.open()
  openRun(4)
  await until(isOver(campaign))
  const members = await membersOf(service, campaign)
  expect(members.map(({ arm, state }) => [arm, state])).toEqual(
    [0, 1, 2, 3, 4, 5].map((index) => [arms[index % 3], index % 3 === 2 ? 'holdout' : 'written']),
  )
  const drafts = await draftsOf(service, campaign)
  expect(drafts).toHaveLength(4)
  for (const { arm, prompt_name, brief } of drafts) {
    expect(prompt_name).toBe('research-follow-up')
    expect({
      facts: brief.facts.length > 0,
      products: brief.products.length > 0,
      signals: brief.stageSignals.length > 0,
    }).toEqual(
      arm === 'generic'
        ? { facts: false, products: false, signals: false }
        : { facts: true, products: true, signals: true },
    )
  }
  // Written anew, it is still of its arm.
  const generic = drafts.find(({ arm }) => arm === 'generic')!
  const again = await service.call('POST', `/v1/drafts/${generic['id']}/regenerate`, {
    body: { instruction: 'Shorter.' },
  })
  expect(again.body).toMatchObject({ revision: 2, facts: [] })
})

test('a pause begins nothing more, and keeps what the provider is at work on', async () => {
  const campaign = await startCampaign(service, customers)
  const run = openRun(3)
  await until(() => held.asked() === 3)
  await changeCampaign(service.deps, { id: campaign, action: 'pause' })
  run.wake()
  await until(async () => (await statesOf(campaign))['writing'] === 3)
  held.open()
  await until(async () => (await statesOf(campaign))['writing'] === undefined)
  expect(await statesOf(campaign)).toEqual({ written: 3, waiting: customers.length - 3 })
  expect(
    (await membersOf(service, campaign)).filter(({ state }) => state === 'waiting').map(({ attempts }) => attempts),
  ).toEqual(customers.slice(3).map(() => 0))
  expect(held.asked()).toBe(3)
  expect(await statusOf(service, campaign)).toBe('paused')

  await changeCampaign(service.deps, { id: campaign, action: 'resume' })
  service.deps.wakeCampaigns()
  await until(isOver(campaign))
  expect(await statesOf(campaign)).toEqual({ written: customers.length })
  expect(held.asked()).toBe(customers.length)
})

test('a cancellation breaks calls off and leaves no draft behind', async () => {
  const campaign = await startCampaign(service, customers)
  const run = openRun(3)
  await until(() => held.asked() === 3)
  await changeCampaign(service.deps, { id: campaign, action: 'cancel' })
  run.wake()
  await until(() => held.aborted() === 3)
  await until(async () => (await statesOf(campaign))['writing'] === undefined)
  await sweepCampaigns(service.deps)
  expect(await statesOf(campaign)).toEqual({ cancelled: customers.length })
  expect(await draftsOf(service, campaign)).toEqual([])
})

test('a worker that closes gives back what it has not begun and waits for what it has', async () => {
  const campaign = await startCampaign(service, customers)
  const run = openRun(3)
  await until(() => held.asked() === 3)
  const closed = run.close()
  await until(async () => (await statesOf(campaign))['writing'] === 3)
  held.open()
  await closed
  expect(await statesOf(campaign)).toEqual({ written: 3, waiting: customers.length - 3 })
  await changeCampaign(service.deps, { id: campaign, action: 'cancel' })
})

test('a worker that stands still has no more calls made again than it had under way', async () => {
  const campaign = await startCampaign(service, customers)
  held.open()
  let kept = 0
  // It stands still when its third group would be kept.
  const { promise: woken, resolve: wakeUp } = Promise.withResolvers<void>()
  const failpoint = (name: string): Promise<void> =>
    name === 'campaign.keeping' && ++kept === 3 ? woken : Promise.resolve()
  runs.push(openCampaignRun({ ...service.deps, failpoint }, 4))
  await until(() => kept === 3)
  service.clock.forward(60)
  openRun(4)
  await until(isOver(campaign))
  expect(await statesOf(campaign)).toEqual({ written: customers.length })
  expect(await draftsOf(service, campaign)).toHaveLength(customers.length)
  expect(held.asked()).toBeGreaterThan(customers.length)
  expect(held.asked()).toBeLessThanOrEqual(customers.length + 4)
  // What it brings when it comes to itself is too late.
  wakeUp()
  await Promise.all(runs.splice(0).map((run) => run.close()))
  expect(await draftsOf(service, campaign)).toHaveLength(customers.length)
})

test('who is erased while the model thinks gets no draft', async () => {
  const { id } = (await openOne()) as { id: string }
  const campaign = await startCampaign(service, [id])
  openRun(1)
  await until(() => held.asked() === 1)
  expect((await service.call('DELETE', `/v1/customers/${id}`, { key: service.keys.admin })).status).toBeLessThan(300)
  held.open()
  await until(isOver(campaign))
  expect(await membersOf(service, campaign)).toMatchObject([{ state: 'excluded', reason: 'erased', draft_id: null }])
  expect(await draftsOf(service, campaign)).toEqual([])
})

async function openOne(): Promise<{ id: string }> {
  const id = 'm-erased'
  const body = { firstName: 'Ines', email: 'ines.erased@example.com' }
  expect((await service.call('PUT', `/v1/customers/${id}`, { key: service.keys.profiles, body })).status).toBe(201)
  return { id }
}

test('drafts of one chunk are read in as many queries as that of one customer', async () => {
  const { loadManyBriefSources } = await import('../../src/briefs/load-brief.ts')
  const count = await countingQueries(service)
  await loadManyBriefSources(service.deps, { customerIds: customers.slice(0, 1), offerId: 'none' })
  const alone = count.take()
  const found = await loadManyBriefSources(service.deps, { customerIds: customers, offerId: 'none' })
  expect(found.size).toBe(customers.length)
  expect([alone, count.take()]).toEqual([6, 6])
  count.stop()
})

/** Counts what goes to the database by the one handle, transactions apart. */
async function countingQueries(app: TestApp) {
  const { $client: client } = app.deps.db as unknown as { $client: Record<string, (...args: unknown[]) => unknown> }
  const name = app.deps.config.databaseUrl === undefined && 'query' in client ? 'query' : 'unsafe'
  const original = client[name]!
  let queries = 0
  client[name] = function (...parameters: unknown[]) {
    queries += 1
    return original.apply(client, parameters)
  }
  await rowsOf(app, sql`select 1`)
  expect(queries).toBe(1)
  queries = 0
  return {
    take: () => {
      const taken = queries
      queries = 0
      return taken
    },
    stop: () => {
      client[name] = original
    },
  }
}
