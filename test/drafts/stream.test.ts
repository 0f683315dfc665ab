import { sql } from 'drizzle-orm'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Answer as Message } from '../../src/llm/answer.ts'
import { type Answer, startApp, type TestApp } from '../support/app.ts'
import { aModel, failsWith, hangs, type ModelTurn, says } from '../support/model.ts'
import { aShopper, openShop, rowsOf } from './shop.ts'

const LETTER: Message = {
  subject: 'Hello',
  body: 'Hello {{customer.first_name}}, you can reply to this message at any time.',
  claims: [],
}

const plan: ModelTurn[] = []
const model = aModel([
  async (call) => {
    const turn = plan.shift() ?? LETTER
    return typeof turn === 'function' ? turn(call) : says(JSON.stringify(turn))
  },
])
let service: TestApp
let url: string
let customerId: string
beforeAll(async () => {
  service = await startApp({ model })
  url = await service.app.listen({ port: 0, host: '127.0.0.1' })
  await openShop(service)
  customerId = (await aShopper(service)).id
})
afterAll(() => service.close())

const ask = (headers: Record<string, string> = {}, body: object = { customerId, channel: 'email' }): Promise<Answer> =>
  service.call('POST', '/v1/drafts', {
    key: service.keys.ana,
    headers: { accept: 'text/event-stream', ...headers },
    body,
  })
const eventsOf = (answer: Answer): { event: string; data: any }[] =>
  answer.text
    .split('\n\n')
    .map((frame) => /^event: (\w+)\ndata: (.*)$/.exec(frame))
    .filter((match) => match !== null)
    .map(([, event, data]) => ({ event: event!, data: JSON.parse(data!) }))

describe('a draft asked for as a stream', () => {
  test('shows the text as it comes, marked as unchecked, and ends with the checked draft', async () => {
    const answer = await ask()
    expect(answer).toMatchObject({
      status: 201,
      type: 'text/event-stream; charset=utf-8',
      headers: { 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    })
    const events = eventsOf(answer)
    const partials = events.slice(0, -1)
    expect(partials.length).toBeGreaterThan(0)
    for (const { event, data } of partials) {
      expect(event).toBe('partial')
      expect(data.unchecked).toBe(true)
      expect(LETTER.body.startsWith(data.body ?? '')).toBe(true)
    }
    const { event, data } = events.at(-1)!
    expect(event).toBe('draft')
    expect(data).toMatchObject({ status: 'ready_for_review', revision: 1, requestedBy: { name: 'ana' } })
    expect(answer.headers['location']).toBe(`/v1/drafts/${data.id}`)
    // Letter by letter what it is as JSON.
    const read = await service.call('GET', `/v1/drafts/${data.id}`, { key: service.keys.ana })
    expect(data).toEqual(read.body)
  })

  test('that nobody can begin is refused as without a stream', async () => {
    expect(await ask({}, { customerId: 'nobody', channel: 'email' })).toMatchObject({
      status: 404,
      type: 'application/problem+json',
    })
    expect(await ask({}, { customerId })).toMatchObject({ status: 400, type: 'application/problem+json' })
  })

  test('that the model cannot write ends with the problem', async () => {
    plan.push(failsWith(401))
    const answer = await ask()
    expect(answer.status).toBe(201)
    expect(eventsOf(answer)).toMatchObject([
      { event: 'problem', data: { type: '/problems/llm-auth', status: 503, instance: expect.any(String) } },
    ])
    const id = String(answer.headers['location']).split('/').at(-1)
    expect((await service.call('GET', `/v1/drafts/${id}`)).body).toMatchObject({
      status: 'failed',
      failure: '/problems/llm-auth',
    })
  })

  test('whose reader goes away stops the model and fails with that reason', async () => {
    const stopped = Promise.withResolvers<unknown>()
    plan.push((call) => {
      call.abortSignal?.addEventListener('abort', () => stopped.resolve(call.abortSignal?.reason))
      return hangs(call)
    })
    const location = await new Promise<string>((resolve, reject) => {
      const call = request(`${url}/v1/drafts`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${service.keys.ana}`,
          'content-type': 'application/json',
          accept: 'text/event-stream',
        },
      })
      call.on('response', (answer) => {
        answer.on('error', () => {})
        answer.once('data', () => {
          resolve(String(answer.headers.location))
          call.destroy()
        })
      })
      call.on('error', reject).end(JSON.stringify({ customerId, channel: 'email' }))
    })
    await stopped.promise
    await vi.waitFor(async () =>
      expect((await service.call('GET', location)).body).toMatchObject({
        status: 'failed',
        revision: 0,
        failure: '/problems/client-gone',
      }),
    )
  })

  test('answers JSON to who asks for the background instead', async () => {
    expect(await ask({ prefer: 'respond-async' })).toMatchObject({ status: 202, body: { status: 'generating' } })
  })

  test('with an Idempotency-Key is done once, and repeated as JSON', async () => {
    const key = { 'idempotency-key': 'stream-1' }
    const first = eventsOf(await ask(key)).at(-1)!
    const count = async () => (await rowsOf(service, sql`select id from drafts`)).length
    const before = await count()
    const again = await ask(key)
    expect(again).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } })
    expect(again.body).toEqual(first.data)
    expect(await count()).toBe(before)
  })

  test('with an Idempotency-Key that failed on our side is finished by the next try', async () => {
    const key = { 'idempotency-key': 'stream-2' }
    plan.push(failsWith(401))
    const failed = await ask(key)
    expect(eventsOf(failed)).toMatchObject([{ event: 'problem' }])
    expect(await ask(key)).toMatchObject({
      status: 201,
      headers: { location: failed.headers['location'] },
      body: { status: 'ready_for_review', revision: 1 },
    })
  })
})
