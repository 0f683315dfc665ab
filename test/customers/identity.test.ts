import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Tx } from '../../src/db/client.ts'
import { applyTraits, customerBehind, ensureCustomers, joinAnonymous, loadCustomer } from '../../src/customers/store.ts'
import { rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

const now = new Date('2026-05-01T00:00:00Z')
const inTransaction = <Result>(work: (tx: Tx) => Promise<Result>) => service.deps.db.transaction(work)

describe('customers that signals name', () => {
  test('get a bare record, once, and keep the one they have', async () => {
    await service.call('PUT', '/v1/customers/known', { body: { firstName: 'Ines' } })
    await inTransaction((tx) => ensureCustomers(tx, ['known', 'b', 'a', 'b'], now))
    await inTransaction((tx) => ensureCustomers(tx, ['a'], new Date()))
    expect((await loadCustomer(service.deps.db, 'known'))?.firstName).toBe('Ines')
    expect(await loadCustomer(service.deps.db, 'a')).toMatchObject({
      firstName: null,
      traits: {},
      consents: [],
      createdAt: now.toISOString(),
    })
  })

  test('batches with the same customers in another order do not stop each other', async () => {
    const ids = Array.from({ length: 200 }, (_, n) => `many-${n}`)
    await Promise.all([
      inTransaction((tx) => ensureCustomers(tx, ids, now)),
      inTransaction((tx) => ensureCustomers(tx, ids.toReversed(), now)),
    ])
    expect(await loadCustomer(service.deps.db, 'many-199')).not.toBeNull()
  })

  test('nothing to do is done at no cost', async () => {
    await inTransaction(async (tx) => {
      await ensureCustomers(tx, [], now)
      expect(await joinAnonymous(tx, [], now)).toEqual([])
      await applyTraits(tx, [], { mayChangeAddresses: true }, now)
    })
  })
})

describe('anonymous ids', () => {
  test('belong to the first customer they were joined to', async () => {
    await inTransaction((tx) => ensureCustomers(tx, ['j-1', 'j-2'], now))
    const first = [
      { anonymousId: 'anon-1', customerId: 'j-1' },
      { anonymousId: 'anon-1', customerId: 'j-2' },
      { anonymousId: 'anon-2', customerId: 'j-1' },
    ]
    const added = await inTransaction((tx) => joinAnonymous(tx, first, now))
    expect(added).toEqual([first[0], first[2]])
    const again = [
      { anonymousId: 'anon-2', customerId: 'j-2' },
      { anonymousId: 'anon-3', customerId: 'j-2' },
    ]
    expect(await inTransaction((tx) => joinAnonymous(tx, again, now))).toEqual([again[1]])
    const behind = (id: string) => rowsOf(service, sql`select ${customerBehind(sql`${id}::text`)} as id`)
    expect(await behind('anon-3')).toEqual([{ id: 'j-2' }])
    expect(await behind('anon-1')).toEqual([{ id: 'j-1' }])
    expect(await behind('anon-9')).toEqual([{ id: null }])
  })
})

describe('traits', () => {
  test('fill the record; what is not said stays', async () => {
    await service.call('PUT', '/v1/customers/t-1', { body: { firstName: 'Ines', email: 'ines@example.com' } })
    const traits = { lastName: 'Roca', phone: '+34 612 345 678', timeZone: 'Europe/Madrid' }
    await inTransaction((tx) => applyTraits(tx, [{ customerId: 't-1', traits }], { mayChangeAddresses: true }, now))
    expect(await loadCustomer(service.deps.db, 't-1')).toMatchObject({
      firstName: 'Ines',
      lastName: 'Roca',
      email: 'ines@example.com',
      phone: '+34612345678',
      timeZone: 'Europe/Madrid',
      locale: null,
    })
  })

  test('a public key never changes an address', async () => {
    await service.call('PUT', '/v1/customers/t-2', { body: { email: 'ines@example.com' } })
    const traits = { firstName: 'Ines', email: 'thief@example.com', phone: '+34612345678' }
    await inTransaction((tx) => applyTraits(tx, [{ customerId: 't-2', traits }], { mayChangeAddresses: false }, now))
    expect(await loadCustomer(service.deps.db, 't-2')).toMatchObject({
      firstName: 'Ines',
      email: 'ines@example.com',
      phone: null,
    })
  })

  test('of a batch are written together, the last word winning', async () => {
    await inTransaction((tx) => ensureCustomers(tx, ['t-3', 't-4'], now))
    const entries = [
      { customerId: 't-3', traits: { firstName: 'Old', lastName: 'Kept' } },
      { customerId: 't-4', traits: {} },
      { customerId: 't-3', traits: { firstName: 'New' } },
    ]
    await inTransaction((tx) => applyTraits(tx, entries, { mayChangeAddresses: true }, now))
    expect(await loadCustomer(service.deps.db, 't-3')).toMatchObject({ firstName: 'New', lastName: 'Kept' })
    expect(await loadCustomer(service.deps.db, 't-4')).toMatchObject({ email: null })
  })
})
