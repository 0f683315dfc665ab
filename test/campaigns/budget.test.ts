import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCampaignRun } from '../../src/campaigns/run-campaigns.ts'
import { sweepBudgets } from '../../src/campaigns/sweep-budgets.ts'
import { mostOf } from '../../src/llm/worst-case.ts'
import { openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aModel, anAnswer, failsWith, says } from '../support/model.ts'
import { draftsOf, membersOf, until } from './members.ts'

const CUSTOMERS = 5000
const PAID_FOR = 500
const AT_ONCE = 50

/** What the provider did work for, by its own count or ours, in tokens and dollars. It may say something else. */
const provider = { calls: 0, tokens: 0, usd: 0 }
const LETTER = JSON.stringify({
  ...anAnswer,
  body: 'Hello {{customer.first_name}}, you can reply to this.',
  claims: [],
})
const INPUT = 2500
const OUTPUT = 60
const usdOf = (input: number, output: number): number => (input * 0.4 + output * 1.6) / 1e6

/** Ways to lie about usage; each hides that the call cost what an honest one does. */
const LIES: [number | undefined, number | undefined][] = [
  [undefined, undefined],
  [0, 0],
  [-5000, 60],
  [2500.5, 60],
  [Number.NaN, Number.NaN],
  [1e15, 1e15],
  [1, 1],
]

const model = aModel([
  async (call) => {
    provider.calls += 1
    const turn = provider.calls % 20
    if (turn === 3) return failsWith(429, { headers: { 'retry-after-ms': '1' } })(call)
    provider.tokens += INPUT + OUTPUT
    provider.usd += usdOf(INPUT, OUTPUT)
    if (turn === 7) throw new DOMException('it took too long', 'TimeoutError')
    if (turn === 11) return failsWith(500)(call)
    const answer = says(LETTER, { inputTokens: INPUT, outputTokens: OUTPUT })
    if (turn !== 15 && turn !== 18) return answer
    const [input, output] = LIES[provider.calls % LIES.length]!
    Object.assign(answer.usage.inputTokens, { total: input, noCache: input })
    answer.usage.outputTokens.total = output
    return answer
  },
])

let service: TestApp
beforeAll(async () => {
  service = await startApp({ model, environment: { CAMPAIGN_CONCURRENCY: String(AT_ONCE) } })
  await openShop(service)
  const numbers = sql`generate_series(1, ${CUSTOMERS}::int) n`
  await rowsOf(
    service,
    sql`insert into customers (id, first_name, email, locale, created_at, updated_at)
      select 'b-' || n, 'Ines', 'b-' || n || '@example.com', 'en-GB', now(), now() from ${numbers}`,
  )
  await rowsOf(
    service,
    sql`insert into consents (id, customer_id, channel, purpose, state, source, at, created_at)
      select gen_random_uuid(), 'b-' || n, 'email', 'marketing', 'granted', 'checkout', now(), now() from ${numbers}`,
  )
})
afterAll(() => service.close())

async function aCampaign(budget: Record<string, unknown> | undefined, customers: number): Promise<string> {
  const customerIds = Array.from({ length: customers }, (_, index) => `b-${index + 1}`)
  const body = {
    name: 'On a budget',
    channel: 'email',
    audience: { customerIds },
    arms: { personalized: 100, generic: 0, holdout: 0 },
    ...(budget === undefined ? {} : { budget }),
  }
  const made = await service.call('POST', '/v1/campaigns', { body })
  expect(made.status, made.text).toBe(201)
  const started = await service.call('POST', `/v1/campaigns/${made.body.id}/start`)
  expect(started.status, started.text).toBe(200)
  return made.body.id
}
const read = async (id: string) => (await service.call('GET', `/v1/campaigns/${id}`)).body
const budgetOf = async (id: string) => (await service.call('GET', `/v1/campaigns/${id}/budget`)).body
const writtenIn = async (id: string) => (await membersOf(service, id)).filter(({ state }) => state === 'written').length
/** Works until the campaign stands still and nobody is being written to. */
async function runUntilItStands(id: string): Promise<void> {
  const run = openCampaignRun(service.deps, AT_ONCE)
  await until(async () => !['generating'].includes((await read(id)).status))
  await run.close()
  await until(async () => Number((await budgetOf(id)).usd.reserved) === 0)
}

describe('a campaign of 5,000 whose budget covers 500, with a provider that lies and is too slow', () => {
  let id: string
  const limit = (PAID_FOR * usdOf(INPUT, OUTPUT)).toFixed(6)

  test('spends no more, stops, and says why', { timeout: 240_000 }, async () => {
    id = await aCampaign({ usd: limit }, CUSTOMERS)
    await runUntilItStands(id)
    expect(await read(id)).toMatchObject({ status: 'paused', pauseReason: 'budget' })
    const { usd, tokens } = await budgetOf(id)
    expect(usd.limit).toBe(limit)
    expect(Number(usd.spent)).toBeLessThanOrEqual(Number(limit))
    expect(Number(usd.reserved)).toBe(0)
    // Never less than what the provider did work for, whatever it says itself.
    expect(Number(usd.spent)).toBeGreaterThanOrEqual(provider.usd)
    expect(tokens.spent).toBeGreaterThanOrEqual(provider.tokens)
  })

  test('has used it: the most that one more call can cost is not left', async () => {
    const { usd } = await budgetOf(id)
    const [sample] = model.calls
    const text = JSON.stringify(sample!.prompt)
    const writer = { provider: 'openai.responses', modelId: 'gpt-4.1-mini', baseUrl: undefined }
    const most = mostOf(writer, { system: text, user: '', hasSubject: true, maxOutputTokens: 900 }, new Date())
    expect(Number(usd.limit) - Number(usd.spent)).toBeLessThan(Number(most.usd))
    expect(await writtenIn(id)).toBeGreaterThan(PAID_FOR / 2)
    expect(await writtenIn(id)).toBeLessThan(PAID_FOR)
  })

  test('calls nobody while it stands', async () => {
    const before = provider.calls
    const run = openCampaignRun(service.deps, AT_ONCE)
    await sweepBudgets(service.deps)
    run.wake()
    await run.close()
    expect(provider.calls).toBe(before)
    expect((await membersOf(service, id)).filter(({ state }) => state === 'writing')).toEqual([])
  })

  test('resumed without more money it stops again, and has asked nobody', async () => {
    const before = provider.calls
    expect((await service.call('POST', `/v1/campaigns/${id}/resume`)).body).toMatchObject({ status: 'generating' })
    await runUntilItStands(id)
    expect(await read(id)).toMatchObject({ status: 'paused', pauseReason: 'budget' })
    expect(provider.calls).toBe(before)
  })

  test('goes on when the budget is raised', { timeout: 60_000 }, async () => {
    const before = await writtenIn(id)
    const more = (Number(limit) * 1.1).toFixed(6)
    const raised = await service.call('PUT', `/v1/campaigns/${id}/budget`, { body: { usd: more } })
    expect(raised).toMatchObject({ status: 200, body: { usd: { limit: more } } })
    expect((await service.call('POST', `/v1/campaigns/${id}/resume`)).status).toBe(200)
    await runUntilItStands(id)
    expect(await read(id)).toMatchObject({ status: 'paused', pauseReason: 'budget' })
    expect(await writtenIn(id)).toBeGreaterThan(before)
    const { usd } = await budgetOf(id)
    expect(Number(usd.spent)).toBeLessThanOrEqual(Number(more))
    expect(Number(usd.spent)).toBeGreaterThanOrEqual(provider.usd)
  })

  test('nobody was written to twice, and every draft is by the model', async () => {
    const drafts = await draftsOf(service, id)
    expect(new Set(drafts.map((draft) => draft['customer_id'])).size).toBe(drafts.length)
    expect(drafts.length).toBe(await writtenIn(id))
    const writers = await rowsOf(
      service,
      sql`select distinct r.model->>'id' as id, r.model->>'fallback' as fallback from drafts d
        join revisions r on r.draft_id = d.id where d.campaign_id = ${id}::uuid`,
    )
    expect(writers).toEqual([{ id: 'gpt-4.1-mini', fallback: 'false' }])
  })
})
