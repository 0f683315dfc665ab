import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditEvent } from '../../src/audit/audit-event.ts'
import { exportAudit } from '../../src/audit/export-audit.ts'
import { inOutbox, openShop } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { eventsOf } from './audit-log.ts'

let service: TestApp
let all: AuditEvent[]
let deliveryId: string
let customerId: string
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
  const { customer, deliveryId: id } = await inOutbox(service)
  deliveryId = id
  customerId = customer.id
  all = await eventsOf(service)
})
afterAll(() => service.close())

const read = async (query = '', key = service.keys.auditor) => {
  const answer = await service.call('GET', `/v1/audit${query}`, { key })
  const lines = answer.status === 200 ? answer.text.split('\n').filter((line) => line !== '') : []
  return { ...answer, events: lines.map((line) => JSON.parse(line)) }
}

describe('GET /v1/audit', () => {
  test('gives an auditor or administrator every event, one a line', async () => {
    for (const key of [service.keys.auditor, service.keys.admin]) {
      const { status, type, events } = await read('', key)
      expect([status, type]).toEqual([200, 'application/x-ndjson'])
      expect(events).toEqual(JSON.parse(JSON.stringify(all)))
    }
    for (const key of [service.keys.mia, service.keys.ana, service.keys.profiles, service.keys.ingest]) {
      expect((await read('', key)).status).toBe(403)
    }
  })

  test('says enough that anybody can compute the hashes', async () => {
    const { events } = await read()
    let previous = '0'.repeat(64)
    for (const event of events) {
      const { sequence, at, action, actorId, subjectId, customerId: customer, revision, state, digest, count } = event
      const said = [sequence, Date.parse(at), action, actorId, subjectId, customer, revision, state, digest, count]
      const text = `${previous}[${said.map((value) => JSON.stringify(value)).join(', ')}]`
      expect(event.previous).toBe(previous)
      expect(event.hash).toBe(createHash('sha256').update(text).digest('hex'))
      previous = event.hash
    }
  })

  test('begins after the event that is named', async () => {
    const { events } = await read(`?cursor=${all[4]!.sequence}`)
    expect(events.map(({ sequence }) => sequence)).toEqual(all.slice(5).map(({ sequence }) => sequence))
    expect((await read('?cursor=999999')).events).toEqual([])
  })

  test('tells of one delivery, or of one customer', async () => {
    expect((await read(`?subjectId=${deliveryId}`)).events).toMatchObject([
      { action: 'delivery.state', state: 'queued' },
    ])
    const actions = (await read(`?subjectId=${customerId}`)).events.map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['consent.recorded', 'draft.requested', 'decision.made']))
    expect((await read('?subjectId=nobody')).events).toEqual([])
  })

  test('tells of a time', async () => {
    const middle = all[6]!.at.toISOString()
    const from = (await read(`?from=${middle}`)).events
    const to = (await read(`?to=${middle}`)).events
    expect(from.every(({ at }) => at >= middle)).toBe(true)
    expect(to.every(({ at }) => at < middle)).toBe(true)
    expect(from.length + to.length).toBe(all.length)
  })

  test.each(['?cursor=x', '?from=yesterday', '?limit=5', `?subjectId=${'x'.repeat(300)}`, '?subjectId=%00'])(
    'refuses %s',
    async (query) => {
      expect((await read(query)).status).toBe(400)
    },
  )

  test('is told itself', async () => {
    const before = (await eventsOf(service)).length
    await read()
    expect((await eventsOf(service)).slice(before)).toMatchObject([{ action: 'audit.exported' }])
  })
})

test('who reads slowly is waited for', async () => {
  await service.asOwner(
    `insert into audit_inbox (at, action) select now(), 'signals.deleted' from generate_series(1, 20000)`,
  )
  await eventsOf(service)
  let pages = 0
  const counted = async function* () {
    for await (const page of exportAudit(service.deps.db, 0, {})) {
      pages += 1
      yield page
    }
  }
  const stream = Readable.from(counted())
  const first = (await stream.iterator({ destroyOnReturn: false }).next()).value as string
  expect(first.split('\n').length).toBeLessThanOrEqual(1001)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(pages).toBeLessThan(5)
  stream.destroy()
})
