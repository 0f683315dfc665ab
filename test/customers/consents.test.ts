import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eq } from 'drizzle-orm'
import type { Consent } from '../../src/customers/customer.ts'
import { consents } from '../../src/customers/table.ts'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
let id = ''
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

const granted: Consent = {
  channel: 'email',
  purpose: 'marketing',
  state: 'granted',
  source: 'checkout',
  at: '2026-01-01T00:00:00.000Z',
  proof: 'Yes, write to me.',
}
const withdrawn: Consent = {
  channel: 'email',
  purpose: 'marketing',
  state: 'withdrawn',
  source: 'phone call',
  at: '2026-02-01T00:00:00.000Z',
}

let count = 0
beforeEach(async () => {
  id = `c-${++count}`
  await service.call('PUT', `/v1/customers/${id}`, { body: {} })
})

const put = (...added: Consent[]) => service.call('PUT', `/v1/customers/${id}/consents`, { body: { consents: added } })
const held = async () => (await service.call('GET', `/v1/customers/${id}/consents`)).body.items
const history = () => service.deps.db.select().from(consents).where(eq(consents.customerId, id))

describe('consents', () => {
  test('come with the customer and are added to, never taken away', async () => {
    const { call } = service
    await call('PUT', `/v1/customers/${id}`, { body: { consents: [granted] } })
    const after = await call('PUT', `/v1/customers/${id}`, { body: { firstName: 'Ines' } })
    expect(after.body.consents).toEqual([granted])
  })

  test('the newest word holds, for each channel and purpose on its own', async () => {
    const service_ = { ...granted, purpose: 'service' as const }
    const sms = { ...granted, channel: 'sms' as const }
    await put(granted, service_, sms)
    const answer = await put(withdrawn)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ items: [withdrawn, service_, sms] })
    expect(await held()).toEqual(answer.body.items)
    expect(await history()).toHaveLength(4)
  })

  test('an older word that comes later is kept and does not take over', async () => {
    await put(withdrawn)
    expect((await put(granted)).body.items).toEqual([withdrawn])
    expect(await history()).toHaveLength(2)
  })

  test('of two words from one moment the one that came last holds', async () => {
    const both = { ...withdrawn, at: granted.at }
    expect((await put(granted, both)).body.items).toEqual([both])
    await put({ ...granted, source: 'letter' })
    expect((await held())[0].source).toBe('letter')
  })

  test('the same word again adds nothing, in whatever zone its time is written', async () => {
    await put(granted, granted)
    await put({ ...granted, at: '2026-01-01T02:00:00+02:00' })
    expect(await history()).toHaveLength(1)
  })

  test('the same word sent many times at once is added once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => put(granted)))
    expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(200))
    expect(await history()).toHaveLength(1)
  })

  test('the history names who wrote it down', async () => {
    await put(granted)
    const [row] = await history()
    expect(row).toMatchObject({ state: 'granted', proof: 'Yes, write to me.', recordedBy: expect.any(String) })
  })

  test.each([
    ['nobody', 'nobody', [granted], 404, '/problems/customer-not-found'],
    ['an empty list', '', [], 400, '/problems/validation'],
    ['a date in the future', '', [{ ...granted, at: '2999-01-01T00:00:00Z' }], 400, '/problems/validation'],
    ['a date before all consents', '', [{ ...granted, at: '0000-01-01T00:00:00Z' }], 400, '/problems/validation'],
    ['U+0000 in the proof', '', [{ ...granted, proof: '\u0000' }], 400, '/problems/validation'],
    ['a state that is none', '', [{ ...granted, state: 'maybe' }], 400, '/problems/validation'],
  ])('%s is refused', async (_name, customer, added, status, type) => {
    const answer = await service.call('PUT', `/v1/customers/${customer || id}/consents`, { body: { consents: added } })
    expect(answer.status).toBe(status)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body.type).toBe(type)
  })

  test('a consent from the future spoils the whole record, and is pointed at', async () => {
    const body = { firstName: 'Changed', consents: [granted, { ...granted, at: '2999-01-01T00:00:00Z' }] }
    const answer = await service.call('PUT', `/v1/customers/${id}`, { body })
    expect(answer.status).toBe(400)
    expect(answer.body.errors).toEqual([{ pointer: '/consents/1/at', message: 'must not be in the future' }])
    expect((await service.call('GET', `/v1/customers/${id}`)).body).toMatchObject({ firstName: null, consents: [] })
  })

  test('the application cannot rewrite the history', async () => {
    await put(granted)
    const rewritten = service.deps.db.update(consents).set({ state: 'denied' }).where(eq(consents.customerId, id))
    await expect(rewritten).rejects.toThrow()
    await expect(service.deps.db.delete(consents).where(eq(consents.customerId, id))).rejects.toThrow()
  })
})
