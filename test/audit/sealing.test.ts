import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { sealAudit } from '../../src/audit/seal-audit.ts'
import { pageEvents } from '../../src/audit/store.ts'
import { verifyAudit } from '../../src/audit/verify-audit.ts'
import { APP_ROLE } from '../../src/db/client.ts'
import { openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
})
afterAll(() => service.close())

const suppress = (address: string) =>
  service.call('POST', '/v1/suppressions', { body: { channel: 'email', address, reason: 'manual' } })
const told = async (action: string) =>
  (await pageEvents(service.deps.db, 0, 100_000)).filter((event) => event.action === action)

test('a hundred writers at once and three sealers make one whole chain with every event once', async () => {
  const before = (await told('suppression.added')).length
  const done = { yet: false }
  const sealers = Array.from({ length: 3 }, async () => {
    while (!done.yet) {
      await sealAudit(service.deps)
      await new Promise((resolve) => setImmediate(resolve))
    }
  })
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => suppress(`writer-${index}@shop.example`)))
  done.yet = true
  await Promise.all(sealers)
  await sealAudit(service.deps)
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 201))
  const events = (await told('suppression.added')).slice(before)
  expect(new Set(events.map(({ subjectId }) => subjectId))).toEqual(new Set(answers.map(({ body }) => body.id)))
  expect(events).toHaveLength(100)
  expect(await verifyAudit(service.deps.db)).toMatchObject({ faults: [], unsealed: 0 })
})

test('a sealer that fails in between leaves the chain as it was, and the next one goes on', async () => {
  await suppress('failing@shop.example')
  const { head } = await verifyAudit(service.deps.db)
  const failing = { ...service.deps, failpoint: async (name: string) => Promise.reject(new Error(name)) }
  await expect(sealAudit(failing)).rejects.toThrow('audit.sealing')
  expect(await verifyAudit(service.deps.db)).toMatchObject({ head, unsealed: 1, faults: [] })
  await sealAudit(service.deps)
  expect(await verifyAudit(service.deps.db)).toMatchObject({ unsealed: 0, faults: [] })
})

test('more events than one batch are sealed in one go', async () => {
  await service.asOwner(`insert into audit_inbox (at, action) select now(), 'test' from generate_series(1, 12000)`)
  await sealAudit(service.deps)
  const report = await verifyAudit(service.deps.db)
  expect(report).toMatchObject({ faults: [], unsealed: 0 })
  expect(report.events).toBeGreaterThan(12_000)
})

const template = inject('template')
describe.runIf(template.kind === 'postgres')('with transactions that overlap', () => {
  const open = async () => {
    const [row] = await rowsOf(service, sql`select current_database() as name`)
    const url = new URL((template as { adminUrl: string }).adminUrl)
    url.pathname = `/${row!['name']}`
    return postgres(url.href, { max: 1, connection: { role: APP_ROLE } })
  }
  const addressed = (address: string) =>
    `insert into suppressions values (gen_random_uuid(), encode(sha256('${address}'), 'hex'), 'email', 'manual', null, now())`

  test('an event that commits late is sealed after those that overtook it, once', async () => {
    const [slow, quick] = [await open(), await open()]
    await slow.unsafe(`begin; ${addressed('slow')}`)
    await quick.unsafe(addressed('quick-1'))
    await sealAudit(service.deps)
    const between = (await verifyAudit(service.deps.db)).events
    await quick.unsafe(addressed('quick-2'))
    await slow.unsafe('commit')
    await sealAudit(service.deps)
    await sealAudit(service.deps)
    expect(await verifyAudit(service.deps.db)).toMatchObject({ faults: [], unsealed: 0, events: between + 2 })
    await Promise.all([slow.end(), quick.end()])
  })

  test('an event of a transaction that is rolled back is never told', async () => {
    const writer = await open()
    const { events } = await verifyAudit(service.deps.db)
    await writer.unsafe(`begin; ${addressed('undone')}`)
    await sealAudit(service.deps)
    await writer.unsafe('rollback')
    await sealAudit(service.deps)
    expect(await verifyAudit(service.deps.db)).toMatchObject({ events, unsealed: 0 })
    await writer.end()
  })

  test('a writer does not wait for a sealer that has not committed, and a second sealer does nothing', async () => {
    const [sealer, writer] = [await open(), await open()]
    await writer.unsafe(addressed('before'))
    await sealer.unsafe('begin')
    expect(await sealer.unsafe('select seal_audit(100) as sealed')).toMatchObject([{ sealed: 1 }])
    await writer.unsafe(`set statement_timeout = '10s'; ${addressed('meanwhile')}`)
    expect(await writer.unsafe('select seal_audit(100) as sealed')).toMatchObject([{ sealed: 0 }])
    await sealer.unsafe('commit')
    expect(await writer.unsafe('select seal_audit(100) as sealed')).toMatchObject([{ sealed: 1 }])
    expect((await verifyAudit(service.deps.db)).faults).toEqual([])
    await Promise.all([sealer.end(), writer.end()])
  })
})
