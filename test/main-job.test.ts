import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliver } from './support/deliver.ts'
import { startApp, type TestApp } from './support/app.ts'
import { aBrand, aCustomer, aProduct } from './support/wire-examples.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

test('one customer’s real signals go in, one approved message comes out', async () => {
  const { call, keys, clock, deps } = service
  const at = (minutesAgo: number) => new Date(clock.now.getTime() - minutesAgo * 60_000).toISOString()

  expect((await call('PUT', '/v1/brand', { body: aBrand() })).status).toBe(201)
  expect((await call('PUT', '/v1/products/dw-1', { body: aProduct() })).status).toBe(201)
  expect((await call('PUT', '/v1/customers/c-1', { key: keys.profiles, body: aCustomer() })).status).toBe(201)

  const signals = ['m-1', 'm-2'].map((messageId, index) => ({
    type: 'product-viewed',
    customerId: 'c-1',
    messageId,
    occurredAt: at(60 + index),
    productId: 'dw-1',
  }))
  const ingested = await call('POST', '/v1/signals', { key: keys.ingest, body: [...signals, { type: 'nonsense' }] })
  expect(ingested.status).toBe(202)
  expect(ingested.body).toMatchObject({ accepted: 2, duplicates: 0, rejected: [{ index: 2 }] })
  const again = await call('POST', '/v1/signals', { key: keys.ingest, body: signals })
  expect(again.body).toMatchObject({ accepted: 0, duplicates: 2 })

  const timeline = await call('GET', '/v1/customers/c-1/timeline')
  expect(timeline.body.items.map((entry: { type: string }) => entry.type)).toEqual(['product-viewed', 'product-viewed'])

  const made = await call('POST', '/v1/drafts', {
    key: keys.ana,
    body: { customerId: 'c-1', channel: 'email', agentName: 'Ana' },
  })
  expect(made.status).toBe(201)
  const draft = made.body
  expect(draft).toMatchObject({
    status: 'ready_for_review',
    revision: 1,
    findings: [],
    recipient: 'ines@example.com',
    model: { id: 'offline', fallback: false },
    requestedBy: { name: 'ana', kind: 'human' },
  })
  expect(draft.rendered.text).toContain('Silent 39 Dishwasher')
  expect(draft.rendered.text).toContain('1 Quay, Lisbon')
  expect(draft.rendered.text).toMatch(/https:\/\/foreword\.test\/u\/[\w-]{32}/)
  expect(draft.digest).toMatch(/^sha256:[0-9a-f]{64}$/)

  const approved = await call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: 1 } })
  expect(approved.status).toBe(200)
  expect(approved.body.delivery.state).toBe('queued')
  const repeated = await call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: 1 } })
  expect(repeated.body.delivery.id).toBe(approved.body.delivery.id)

  await deliver(deps, { deliveryId: approved.body.delivery.id })
  expect((await call('GET', `/v1/deliveries/${approved.body.delivery.id}`)).body.state).toBe('queued')
  clock.forward(11)
  await deliver(deps, { deliveryId: approved.body.delivery.id })
  const delivery = await call('GET', `/v1/deliveries/${approved.body.delivery.id}`)
  expect(delivery.body).toMatchObject({ state: 'sent', attempts: 1, reason: null })

  const outbox = join(deps.config.dataDir, 'outbox')
  const files = await readdir(outbox)
  expect(files).toEqual([`${delivery.body.id}.eml`])
  const mail = await simpleParser(await readFile(join(outbox, files[0]!)))
  expect(mail.text).toBe(draft.rendered.text)
  expect(mail.subject).toBe(draft.rendered.headers.Subject)
  expect(mail.to).toMatchObject({ value: [{ address: 'ines@example.com' }] })
  const line = (key: string) => mail.headerLines.find((header) => header.key === key)?.line.replace(/\r\n\s/g, ' ')
  expect(line('list-unsubscribe')).toMatch(/^List-Unsubscribe: <https:\/\/foreword\.test\/u\/[\w-]{32}>$/)
  expect(line('list-unsubscribe-post')).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  expect(line('auto-submitted')).toBe('Auto-Submitted: auto-generated')
})
