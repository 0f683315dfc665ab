import { request } from 'node:http'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimKey } from '../../src/http/idempotency-store.ts'
import { sweepAnswers } from '../../src/http/idempotency.ts'
import type { Answer as Message } from '../../src/llm/answer.ts'
import { aDraft, aShopper, openShop, rowsOf } from '../drafts/shop.ts'
import { type Answer, startApp, type TestApp } from '../support/app.ts'
import { logged } from '../support/log.ts'
import { aModel, failsWith, type ModelTurn, says } from '../support/model.ts'

const LETTER: Message = { subject: 'Hello', body: 'Hello {{customer.first_name}}, you can reply to this.', claims: [] }
const LEASE_SECONDS = 120
const DAY_SECONDS = 86_400

/** What the model does next; LETTER when nothing is planned. */
const plan: ModelTurn[] = []
let written = 0
let service: TestApp
let customerId: string
beforeAll(async () => {
  const model = aModel([
    async (call) => {
      written += 1
      const turn = plan.shift() ?? LETTER
      return typeof turn === 'function' ? turn(call) : says(JSON.stringify(turn))
    },
  ])
  service = await startApp({ model })
  await openShop(service)
  customerId = (await aShopper(service)).id
})
afterAll(() => service.close())

let keys = 0
const aKey = (): string => `key-${++keys}`
type Asked = { url?: string; key?: string; as?: string; body?: unknown; headers?: Record<string, string> }
const post = ({ url = '/v1/drafts', key = aKey(), as = service.keys.ana, body, headers }: Asked): Promise<Answer> =>
  service.call('POST', url, {
    key: as,
    body: body ?? { customerId, channel: 'email' },
    headers: { 'idempotency-key': key, ...headers },
  })
const drafts = async (): Promise<number> => (await rowsOf(service, sql`select id from drafts`)).length
const isReplayed = (answer: Answer): boolean => answer.headers['idempotency-replayed'] === 'true'
/** Like the process that was killed between its claim and its answer. */
const leaveClaim = async (first: Answer): Promise<void> => {
  await service.deps.db.execute(
    sql`update idempotency_keys set status = null, headers = null, body = null where body = ${first.text}`,
  )
}

describe('the same key', () => {
  test('with the same body is answered as before, and done once', async () => {
    const key = aKey()
    const before = await drafts()
    const first = await post({ key })
    expect(first).toMatchObject({ status: 201, body: { status: 'ready_for_review' } })
    const again = await post({ key, body: { channel: 'email', customerId } })
    expect(again).toMatchObject({ status: 201, text: first.text, type: first.type })
    expect(again.headers['location']).toBe(first.headers['location'])
    expect([isReplayed(first), isReplayed(again)]).toEqual([false, true])
    expect(await drafts()).toBe(before + 1)
  })

  test('in quotes is the same key', async () => {
    const key = aKey()
    const first = await post({ key })
    expect(await post({ key: `"${key}"` })).toMatchObject({ status: 201, text: first.text })
  })

  test('with another body is refused', async () => {
    const key = aKey()
    await post({ key })
    const before = await drafts()
    const other = await post({ key, body: { customerId, channel: 'email', note: 'Shorter.' } })
    expect(other).toMatchObject({ status: 409, body: { type: '/problems/idempotency-key-reused' } })
    expect(await drafts()).toBe(before)
  })

  test('with another address below the same route is refused', async () => {
    const [one, two] = [await aDraft(service, customerId), await aDraft(service, customerId)]
    const key = aKey()
    const body = { baseRevision: 1, body: 'Hello.' }
    expect((await post({ key, url: `/v1/drafts/${one.id}/revisions`, body })).status).toBe(201)
    const other = await post({ key, url: `/v1/drafts/${two.id}/revisions`, body })
    expect(other).toMatchObject({ status: 409, body: { type: '/problems/idempotency-key-reused' } })
  })

  test('of another principal, or on another route, is another key', async () => {
    const key = aKey()
    const first = await post({ key })
    const others = await post({ key, as: service.keys.mia })
    expect(others.status).toBe(201)
    expect(others.body.id).not.toBe(first.body.id)
    const suppression = { channel: 'email', address: 'nobody@example.com', reason: 'manual' }
    expect((await post({ key, url: '/v1/suppressions', as: service.keys.mia, body: suppression })).status).toBe(201)
  })

  test('is refused when it cannot be read, and left alone where no route asks for it', async () => {
    expect(await post({ key: '"open' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/headers/idempotency-key' }] },
    })
    const answer = await service.call('GET', '/v1/me', { headers: { 'idempotency-key': '"open' } })
    expect(answer.status).toBe(200)
  })

  test('sent twenty times at once has one effect', async () => {
    const key = aKey()
    const before = { drafts: await drafts(), written }
    const answers = await Promise.all(Array.from({ length: 20 }, () => post({ key })))
    expect(await drafts()).toBe(before.drafts + 1)
    expect(written).toBe(before.written + 1)
    const made = answers.filter(({ status }) => status === 201)
    const told = answers.filter(({ status }) => status === 409)
    expect(made.length + told.length).toBe(20)
    expect(new Set(made.map(({ text }) => text)).size).toBe(1)
    expect(made.filter((answer) => !isReplayed(answer))).toHaveLength(1)
    for (const answer of told) {
      expect(answer.body.type).toBe('/problems/idempotency-in-progress')
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    }
  })
})

describe('what went wrong', () => {
  test('below 500 is answered the same again', async () => {
    const key = aKey()
    const body = { customerId: 'nobody', channel: 'email' }
    const first = await post({ key, body })
    expect(first).toMatchObject({ status: 404, type: 'application/problem+json' })
    const again = await post({ key, body })
    expect(again).toMatchObject({ status: 404, text: first.text, type: first.type })
    expect(isReplayed(again)).toBe(true)
  })

  test('before the work leaves the key free', async () => {
    const key = aKey()
    expect((await post({ key, body: { customerId } })).status).toBe(400)
    expect((await post({ key, as: service.keys.ingest })).status).toBe(403)
    expect((await post({ key })).status).toBe(201)
  })

  test('on our side is done anew: the draft that was begun is finished, no second one is made', async () => {
    const key = aKey()
    const before = await drafts()
    plan.push(failsWith(401))
    expect((await post({ key })).status).toBe(503)
    const again = await post({ key })
    expect(again).toMatchObject({ status: 201, body: { status: 'ready_for_review', revision: 1 } })
    expect(isReplayed(again)).toBe(false)
    expect(await drafts()).toBe(before + 1)
    expect(isReplayed(await post({ key }))).toBe(true)
  })

  test('on our side does not let another body take the key', async () => {
    const key = aKey()
    plan.push(failsWith(401))
    expect((await post({ key })).status).toBe(503)
    const other = await post({ key, body: { customerId, channel: 'email', note: 'Shorter.' } })
    expect(other).toMatchObject({ status: 409, body: { type: '/problems/idempotency-key-reused' } })
  })
})

describe('a process that died', () => {
  test('before it did anything: the next one waits for its lease, then does it', async () => {
    const key = aKey()
    const principal = (await rowsOf(service, sql`select id from principals where name = 'ana'`))[0]!
    const first = await post({ key: aKey() })
    const place = { principalId: String(principal['id']), route: 'POST /v1/drafts', key }
    const [{ fingerprint }] = (await rowsOf(
      service,
      sql`select fingerprint from idempotency_keys where body = ${first.text}`,
    )) as [{ fingerprint: string }]
    const now = service.clock.now
    const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)
    const resourceId = service.deps.newId()
    await claimKey(service.deps.db, place, {
      fingerprint,
      resourceId,
      now,
      leaseUntil: later(LEASE_SECONDS),
      expiresAt: later(DAY_SECONDS),
    })
    service.clock.forward(LEASE_SECONDS - 1)
    expect(await post({ key })).toMatchObject({ status: 409, body: { type: '/problems/idempotency-in-progress' } })
    service.clock.forward(1)
    expect(await post({ key })).toMatchObject({ status: 201, body: { id: resourceId, status: 'ready_for_review' } })
  })

  test('after the draft was written: the next one finds it', async () => {
    const key = aKey()
    const first = await post({ key })
    await leaveClaim(first)
    const before = { drafts: await drafts(), written }
    service.clock.forward(LEASE_SECONDS)
    const again = await post({ key })
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id, digest: first.body.digest, revision: 1 } })
    expect({ drafts: await drafts(), written }).toEqual(before)
    expect(await post({ key })).toMatchObject({ status: 201, text: again.text })
  })

  test('while the draft was being written: the next one is told where it will be', async () => {
    const key = aKey()
    const first = await post({ key, headers: { prefer: 'respond-async' } })
    expect(first).toMatchObject({ status: 202, body: { status: 'generating' } })
    await leaveClaim(first)
    const before = { drafts: await drafts(), written }
    service.clock.forward(LEASE_SECONDS)
    const again = await post({ key })
    expect(again).toMatchObject({ status: 202, headers: { location: first.headers['location'] } })
    expect({ drafts: await drafts(), written }).toEqual(before)
  })

  test('only seemed dead: its answer is not kept', async () => {
    const key = aKey()
    let second: Answer | undefined
    plan.push(async () => {
      service.clock.forward(LEASE_SECONDS)
      second = await post({ key })
      return says(JSON.stringify(LETTER))
    })
    const first = await post({ key })
    expect(first.status).toBe(201)
    expect(second).toMatchObject({ status: 202, body: { id: first.body.id, status: 'generating' } })
    expect(await post({ key })).toMatchObject({ status: 202, text: second!.text })
  })

  test('after a key was made: it is not made twice', async () => {
    const key = aKey()
    const ask = () =>
      post({ key, url: '/v1/keys', as: service.keys.admin, body: { name: 'Tom', kind: 'human', roles: ['agent'] } })
    expect((await ask()).status).toBe(201)
    await service.deps.db.execute(
      sql`update idempotency_keys set status = null, headers = null, body = null where route = 'POST /v1/keys'`,
    )
    service.clock.forward(LEASE_SECONDS)
    expect(await ask()).toMatchObject({ status: 409, body: { type: '/problems/idempotency-secret-not-repeated' } })
    const made = await rowsOf(
      service,
      sql`select k.id from api_keys k join principals p on p.id = k.principal_id where p.name = 'Tom'`,
    )
    expect(made).toHaveLength(1)
  })
})

test('a new API key is neither kept nor repeated', async () => {
  const key = aKey()
  const ask = (name: string) =>
    post({ key, url: '/v1/keys', as: service.keys.admin, body: { name, kind: 'human', roles: ['agent'] } })
  const first = await ask('Eva')
  expect(first).toMatchObject({ status: 201, body: { key: expect.stringMatching(/^fw_/) } })
  expect(await ask('Eva')).toMatchObject({ status: 409, body: { type: '/problems/idempotency-secret-not-repeated' } })
  expect(await ask('Eve')).toMatchObject({ status: 409, body: { type: '/problems/idempotency-key-reused' } })
  const kept = await rowsOf(service, sql`select * from idempotency_keys where route = 'POST /v1/keys'`)
  expect(JSON.stringify(kept)).not.toContain(first.body.key)
  expect(logged()).not.toContain(first.body.key)
})

test('a decision sent again is answered as before, also when it no longer holds', async () => {
  const draft = await aDraft(service, customerId)
  const ask = (key: string) =>
    post({ key, url: `/v1/drafts/${draft.id}/approve`, as: service.keys.mia, body: { revision: 1 } })
  const key = aKey()
  const first = await ask(key)
  expect(first).toMatchObject({ status: 200, body: { draft: { status: 'approved' } } })
  await service.call('POST', `/v1/drafts/${draft.id}/revisions`, { body: { baseRevision: 1, body: 'Hello.' } })
  expect(await ask(key)).toMatchObject({ status: 200, text: first.text })
  expect((await ask(aKey())).status).toBe(409)
})

describe('a body that comes as a stream', () => {
  const ndjson = { 'content-type': 'application/x-ndjson' }
  const line = (id: string): string => `{"id":"${id}","name":"Dishwasher ${id}"}\n`
  const send = (key: string, body: string) =>
    post({ key, url: '/v1/products/import', as: service.keys.profiles, body, headers: ndjson })

  test('is compared too', async () => {
    const key = aKey()
    const first = await send(key, line('s-1'))
    expect(first).toMatchObject({ status: 200, body: { imported: 1 } })
    const again = await send(key, line('s-1'))
    expect(again).toMatchObject({ status: 200, text: first.text })
    expect(isReplayed(again)).toBe(true)
    expect(await send(key, line('s-2'))).toMatchObject({
      status: 409,
      body: { type: '/problems/idempotency-key-reused' },
    })
    expect((await service.call('GET', '/v1/products/s-2')).status).toBe(404)
  })

  test('that breaks off leaves the key free', async () => {
    const key = aKey()
    const url = await service.app.listen({ port: 0, host: '127.0.0.1' })
    const headers = { ...ndjson, authorization: `Bearer ${service.keys.profiles}`, 'idempotency-key': key }
    const upload = request(`${url}/v1/products/import`, { method: 'POST', headers }).on('error', () => {})
    await new Promise((written) => upload.write(line('s-3'), written))
    await new Promise((closed) => upload.once('close', closed).destroy())
    const rows = await rowsOf(service, sql`select status from idempotency_keys where key = ${key}`)
    expect(rows.every(({ status }) => status === null)).toBe(true)
  })
})

test('answers are repeated for a day, then swept', async () => {
  const key = aKey()
  const first = await post({ key })
  service.clock.forward(DAY_SECONDS - 1)
  await sweepAnswers(service.deps)
  expect(isReplayed(await post({ key }))).toBe(true)
  service.clock.forward(1)
  // Not swept yet, and no longer answered from all the same.
  const fresh = await post({ key })
  expect(fresh.status).toBe(201)
  expect(fresh.body.id).not.toBe(first.body.id)
  service.clock.forward(DAY_SECONDS)
  await sweepAnswers(service.deps)
  expect(await rowsOf(service, sql`select key from idempotency_keys`)).toEqual([])
})
