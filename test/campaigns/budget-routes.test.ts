import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeCampaign } from '../../src/campaigns/change-campaign.ts'
import { openCampaignRun } from '../../src/campaigns/run-campaigns.ts'
import { sweepBudgets } from '../../src/campaigns/sweep-budgets.ts'
import { openDeps } from '../../src/deps.ts'
import { loadConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import { recordedLog } from '../support/log.ts'
import { aDraft, aShopper, openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aModel, anAnswer } from '../support/model.ts'
import { aCustomer } from '../support/wire-examples.ts'
import { membersOf, until } from './members.ts'

const PEOPLE = ['p-1', 'p-2', 'p-3']

async function openService(...parts: Parameters<typeof startApp>): Promise<TestApp> {
  const service = await startApp(...parts)
  await openShop(service)
  for (const id of PEOPLE) {
    const body = aCustomer({ email: `${id}@example.com` })
    expect((await service.call('PUT', `/v1/customers/${id}`, { key: service.keys.profiles, body })).status).toBe(201)
  }
  return service
}
const definition = (budget?: object) => ({
  name: 'Spring',
  channel: 'email',
  audience: { customerIds: PEOPLE },
  arms: { personalized: 100, generic: 0, holdout: 0 },
  ...(budget === undefined ? {} : { budget }),
})
const make = (service: TestApp, budget?: object) => service.call('POST', '/v1/campaigns', { body: definition(budget) })
const budgetOf = (service: TestApp, id: string) => service.call('GET', `/v1/campaigns/${id}/budget`)
const setTo = (service: TestApp, id: string, body: object, key?: string) =>
  service.call('PUT', `/v1/campaigns/${id}/budget`, { body, ...(key === undefined ? {} : { key }) })
const statusOf = async (service: TestApp, id: string) => {
  const { status, pauseReason } = (await service.call('GET', `/v1/campaigns/${id}`)).body
  return [status, pauseReason]
}
async function runUntilItStands(service: TestApp, id: string): Promise<void> {
  const run = openCampaignRun(service.deps, 2)
  await until(async () => (await statusOf(service, id))[0] !== 'generating')
  await run.close()
  await until(async () => (await budgetOf(service, id)).body.tokens.reserved === 0)
}

describe('the budget of a campaign', () => {
  let service: TestApp
  beforeAll(async () => {
    service = await openService({ model: aModel() })
  })
  afterAll(() => service.close())

  test('is part of its definition, and read and set by marketers', async () => {
    const { body } = await make(service, { usd: '12.50', tokens: 100_000 })
    const none = { spent: '0', reserved: '0' }
    expect(await budgetOf(service, body.id)).toMatchObject({
      status: 200,
      body: { usd: { limit: '12.50', ...none }, tokens: { limit: 100_000, spent: 0, reserved: 0 } },
    })
    expect(await setTo(service, body.id, { tokens: 5 })).toMatchObject({
      status: 200,
      body: { usd: { limit: null, ...none }, tokens: { limit: 5, spent: 0, reserved: 0 } },
    })
  })

  test('without one there is no limit, and what is spent is counted all the same', async () => {
    const { id } = (await make(service)).body
    await service.call('POST', `/v1/campaigns/${id}/start`)
    await runUntilItStands(service, id)
    expect(await statusOf(service, id)).toEqual(['in_review', null])
    // 100 tokens in and 20 out a draft.
    expect((await budgetOf(service, id)).body).toEqual({
      usd: { limit: null, spent: '0.000216', reserved: '0' },
      tokens: { limit: null, spent: 360, reserved: 0 },
    })
    expect(await setTo(service, id, { usd: '0.0001' })).toMatchObject({
      status: 409,
      body: { type: '/problems/budget-spent' },
    })
    expect(await setTo(service, id, { tokens: 359 })).toMatchObject({ status: 409 })
    expect(await setTo(service, id, { tokens: 360 })).toMatchObject({ status: 200 })
  })

  test('in tokens: stops, and goes on when it is raised', async () => {
    const { id } = (await make(service, { tokens: 100 })).body
    await service.call('POST', `/v1/campaigns/${id}/start`)
    await runUntilItStands(service, id)
    expect(await statusOf(service, id)).toEqual(['paused', 'budget'])
    await setTo(service, id, { tokens: 1_000_000 })
    await service.call('POST', `/v1/campaigns/${id}/resume`)
    await runUntilItStands(service, id)
    expect((await membersOf(service, id)).map(({ state }) => state)).toEqual(['written', 'written', 'written'])
  })

  test.each<[string, object, string]>([
    ['less than nothing', { usd: '-1' }, '/usd'],
    ['a number in dollars', { usd: 12 }, '/usd'],
    ['too fine a sum', { usd: '0.0000000001' }, '/usd'],
    ['parts of tokens', { tokens: 1.5 }, '/tokens'],
    ['less than no tokens', { tokens: -1 }, '/tokens'],
    ['more than can be counted', { tokens: 1e300 }, '/tokens'],
    ['euros', { eur: '1' }, '/eur'],
  ])('refuses %s', async (_, budget, pointer) => {
    const { id } = (await make(service)).body
    expect(await setTo(service, id, budget)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } })
    expect(await make(service, budget)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: `/budget${pointer}` }] },
    })
  })

  test('is no business of others, and there is none of nothing', async () => {
    const { id } = (await make(service)).body
    for (const key of ['ana', 'profiles', 'ingest', 'auditor', 'admin'] as const) {
      expect((await setTo(service, id, {}, service.keys[key])).status).toBe(403)
    }
    const nobody = '00000000-0000-7000-8000-000000000000'
    expect(await budgetOf(service, nobody)).toMatchObject({ status: 404 })
    expect(await setTo(service, nobody, {})).toMatchObject({
      status: 404,
      body: { type: '/problems/campaign-not-found' },
    })
    await service.call('POST', `/v1/campaigns/${id}/cancel`)
    expect(await setTo(service, id, {})).toMatchObject({ status: 409, body: { type: '/problems/campaign-state' } })
  })

  test('who changed it stands in the audit log', async () => {
    const { id } = (await make(service)).body
    await setTo(service, id, { usd: '3' })
    const events = await rowsOf(
      service,
      sql`select p.name, e.digest from audit_inbox e left join principals p on p.id = e.actor_id
        where action = 'campaign.budget' and subject_id = ${id}`,
    )
    expect(events).toEqual([{ name: 'mia', digest: expect.stringMatching(/^sha256:/) }])
  })
})

describe('a model whose price nobody knows', () => {
  let service: TestApp
  let other: TestApp
  beforeAll(async () => {
    service = await openService({ model: aModel([anAnswer], { id: 'qwen3-8b' }) })
    other = await openService({ model: aModel() })
  })
  afterAll(() => Promise.all([service.close(), other.close()]))

  test('takes no budget in money, neither at first nor later', async () => {
    const problem = { status: 422, body: { type: '/problems/budget-without-price' } }
    expect(await make(service, { usd: '5' })).toMatchObject(problem)
    const { id } = (await make(service, { tokens: 1_000_000 })).body
    expect(await setTo(service, id, { usd: '5' })).toMatchObject(problem)
    expect((await budgetOf(service, id)).body.usd).toBeNull()
    await service.call('POST', `/v1/campaigns/${id}/start`)
    await runUntilItStands(service, id)
    expect(await statusOf(service, id)).toEqual(['in_review', null])
    expect((await budgetOf(service, id)).body.tokens.spent).toBe(360)
  })

  test('starts no campaign that was given one while the model was another', async () => {
    const { id } = (await make(other, { usd: '5' })).body
    Object.assign(other.deps.model, { primary: aModel([anAnswer], { id: 'qwen3-8b' }).primary })
    other.deps.model.id = 'qwen3-8b'
    const started = await other.call('POST', `/v1/campaigns/${id}/start`)
    expect(started).toMatchObject({ status: 422, body: { type: '/problems/budget-without-price' } })
    expect(await statusOf(other, id)).toEqual(['draft', null])
  })

  test('and no service that has one for the day', async () => {
    const config = loadConfig({ DAILY_BUDGET_USD: '5', DATA_DIR: '/nowhere/at-all' })
    const opened = openDeps(config, createLogger('debug', recordedLog), {
      model: aModel([anAnswer], { id: 'qwen3-8b' }),
    })
    await expect(opened).rejects.toThrow('DAILY_BUDGET_USD: nobody knows what the model qwen3-8b costs.')
  })
})

describe('the budget of a day', () => {
  const fallback = aModel([{ subject: 'Offline', body: 'Hello {{customer.first_name}}.', claims: [] }], {
    id: 'offline',
    provider: 'foreword',
  }).primary
  const model = aModel([anAnswer], { fallback })
  let service: TestApp
  beforeAll(async () => {
    service = await openService({ model, environment: { DAILY_BUDGET_TOKENS: '1000' } })
  })
  afterAll(() => service.close())

  test('stops campaigns, which go on the next day', async () => {
    const { id } = (await make(service)).body
    await service.call('POST', `/v1/campaigns/${id}/start`)
    await runUntilItStands(service, id)
    expect(await statusOf(service, id)).toEqual(['paused', 'day_budget'])
    expect(model.calls).toHaveLength(0)
    await sweepBudgets(service.deps)
    expect(await statusOf(service, id)).toEqual(['paused', 'day_budget'])
    service.clock.forward(86_400)
    await sweepBudgets(service.deps)
    expect((await statusOf(service, id))[0]).toBe('generating')
    await changeCampaign(service.deps, { id, action: 'cancel' })
  })

  test('but not those that a person paused meanwhile', async () => {
    const { id } = (await make(service)).body
    await service.call('POST', `/v1/campaigns/${id}/start`)
    await runUntilItStands(service, id)
    await service.call('POST', `/v1/campaigns/${id}/pause`)
    expect(await statusOf(service, id)).toEqual(['paused', 'person'])
    service.clock.forward(86_400)
    await sweepBudgets(service.deps)
    expect(await statusOf(service, id)).toEqual(['paused', 'person'])
  })

  test('holds for single drafts too: the fallback writes, and says so', async () => {
    const draft = await aDraft(service, (await aShopper(service)).id)
    expect(draft.model).toMatchObject({ id: 'offline', fallback: true })
    expect(model.calls).toHaveLength(0)
  })
})
