import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertSuppression } from '../../src/delivery/suppression-store.ts'
import type { Db } from '../../src/db/client.ts'
import { startApp, type TestApp } from '../support/app.ts'
import '../support/no-leaks.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

const suppress = (channel: string, address: string) =>
  service.call('POST', '/v1/suppressions', { body: { channel, address, reason: 'manual' } })

describe('a suppression', () => {
  test.each([
    ['email', 'ines@example.com'],
    ['email', ' INES@example.com '],
    ['sms', '+34 612 345 678'],
    ['call', '+34612345678'],
    ['webhook', 'c-1'],
  ])('by %s of %j is taken', async (channel, address) => {
    expect((await suppress(channel, address)).status).toBe(201)
  })

  // Taken, it would look as if somebody were left alone.
  test.each([
    ['email', 'Ines <ines@example.com>'],
    ['email', 'ines@example.com, ana@example.com'],
    ['email', 'ines'],
    ['sms', '612 345 678'],
    ['call', 'Ines'],
    ['chat', 'ines'],
  ])('by %s of %j would be of nobody, and is refused', async (channel, address) => {
    expect(await suppress(channel, address)).toMatchObject({ status: 400, body: { errors: [{ pointer: '/address' }] } })
  })

  test('that is lifted while it is said again is there afterwards', async () => {
    const { db } = service.deps
    const row = (id: string) =>
      ({ id, addressHash: 'b'.repeat(64), channel: 'email', reason: 'manual', createdAt: service.clock.now }) as const
    const first = await insertSuppression(db, row(service.deps.newId()))
    const lift = () => service.call('DELETE', `/v1/suppressions/${first.id}`)
    let lifted: { status: number } | undefined
    const transaction: Db['transaction'] = async (run) => {
      const done = await db.transaction(run)
      lifted ??= await lift()
      return done
    }
    const slow = Object.assign(Object.create(db) as Db, { transaction })
    const again = await insertSuppression(slow, row(service.deps.newId()))
    expect(lifted).toMatchObject({ status: 204 })
    expect(again.id).not.toBe(first.id)
    expect((await lift()).status).toBe(404)
  })
})
