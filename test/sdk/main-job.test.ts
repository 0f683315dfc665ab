import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import createClient from 'openapi-fetch'
import { afterAll, assert, beforeAll, expect, expectTypeOf, test } from 'vitest'
import type { Delivery, Draft, NewKey, paths, Problem } from '../../openapi/foreword.ts'
import { startApp, type TestApp } from '../support/app.ts'

const openapi = fileURLToPath(new URL('../../openapi/', import.meta.url))

test('openapi/foreword.ts is what the document makes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'foreword-sdk-'))
  const manifest = createRequire(import.meta.url).resolve('openapi-typescript/package.json')
  const flags = ['--root-types', '--root-types-no-schema-prefix', '-o', join(folder, 'made.ts')]
  const command = [join(dirname(manifest), 'bin/cli.js'), join(openapi, 'openapi.json'), ...flags]
  await promisify(execFile)(process.execPath, command, { cwd: folder })
  const [made, committed] = [join(folder, 'made.ts'), join(openapi, 'foreword.ts')].map((file) =>
    readFile(file, 'utf8'),
  )
  expect(await made, 'openapi/foreword.ts is out of date: run "npm run openapi"').toBe(await committed)
  await rm(folder, { recursive: true })
})

/** As the README says it. */
const foreword = (baseUrl: string, key: string) =>
  createClient<paths, 'application/json' | 'application/problem+json'>({
    baseUrl,
    headers: { Authorization: `Bearer ${key}` },
  })

let service: TestApp
let baseUrl: string
beforeAll(async () => {
  service = await startApp()
  baseUrl = await service.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => service.close())

async function personWith(roles: NewKey['roles'], name: string, kind: NewKey['kind'] = 'human') {
  const { data } = await foreword(baseUrl, service.keys.admin).POST('/v1/keys', { body: { name, kind, roles } })
  assert(data)
  return foreword(baseUrl, data.key)
}

test('the main job, with nothing but the types of the document', async () => {
  const shop = await personWith(['profiles'], 'shop', 'system')
  const [ida, ben] = [await personWith(['agent', 'marketer'], 'Ida'), await personWith(['marketer'], 'Ben')]

  const brand = await ben.PUT('/v1/brand', {
    body: {
      name: 'Aquila',
      sender: { name: 'Aquila', email: 'hello@aquila.example' },
      postalAddress: '1 Quay, Lisbon',
      linkDomains: ['shop.example'],
    },
  })
  expect(brand.data?.version).toBe(1)
  const product = await shop.PUT('/v1/products/{id}', {
    params: { path: { id: 'dw-1' } },
    body: { name: 'Silent 39 Dishwasher', price: { amount: '649.00', currency: 'EUR' }, facts: ['Noise level 39 dB'] },
  })
  expect(product.response.status).toBe(201)
  const at = '2026-01-01T00:00:00Z'
  const customer = await shop.PUT('/v1/customers/{id}', {
    params: { path: { id: 'c-1' } },
    body: {
      firstName: 'Ines',
      email: 'ines@example.com',
      consents: [{ channel: 'email', purpose: 'marketing', state: 'granted', source: 'checkout', at }],
    },
  })
  expect(customer.data?.consents).toHaveLength(1)
  const signals = await shop.POST('/v1/signals', {
    body: [
      {
        type: 'product-viewed',
        customerId: 'c-1',
        messageId: 'm-1',
        occurredAt: new Date().toISOString(),
        productId: 'dw-1',
      },
    ],
  })
  expect(signals.data).toEqual({ accepted: 1, duplicates: 0, rejected: [] })

  const asked = await ida.POST('/v1/drafts', {
    params: { header: { 'Idempotency-Key': 'one-draft' } },
    body: { customerId: 'c-1', channel: 'email', agentName: 'Ida' },
  })
  assert(asked.data)
  expectTypeOf(asked.data).toEqualTypeOf<Draft>()
  const { id, revision, rendered } = asked.data
  expect(rendered?.text).toContain('Silent 39 Dishwasher')
  const again = await ida.POST('/v1/drafts', {
    params: { header: { 'Idempotency-Key': 'one-draft' } },
    body: { customerId: 'c-1', channel: 'email', agentName: 'Ida' },
  })
  expect(again.data?.id).toBe(id)

  const approve = { params: { path: { id } }, body: { revision } }
  const own = await ida.POST('/v1/drafts/{id}/approve', approve)
  assert(own.error)
  expectTypeOf(own.error).toEqualTypeOf<Problem>()
  expect(own.error).toMatchObject({ status: 403, type: '/problems/four-eyes' })

  const approved = await ben.POST('/v1/drafts/{id}/approve', approve)
  expect(approved.data?.draft.status).toBe('approved')
  const deliveries = await ben.GET('/v1/deliveries', { params: { query: { draftId: id } } })
  assert(deliveries.data)
  expectTypeOf(deliveries.data.items).toEqualTypeOf<Delivery[]>()
  expect(deliveries.data.items).toMatchObject([{ draftId: id, state: 'queued', id: approved.data?.delivery.id }])
})

test('what is wrong with a request is told by pointer', async () => {
  const shop = foreword(baseUrl, service.keys.profiles)
  const { error } = await shop.PUT('/v1/products/{id}', { params: { path: { id: 'dw-2' } }, body: { name: '' } })
  expect(error?.errors).toEqual([{ pointer: '/name', message: 'must not be empty' }])
})

test('files go in and come out as text', async () => {
  const shop = foreword(baseUrl, service.keys.profiles)
  const imported = await shop.POST('/v1/products/import', {
    body: '{"id":"dw-3","name":"Compact 45"}\n',
    bodySerializer: (file) => file,
    headers: { 'Content-Type': 'application/x-ndjson' },
  })
  expect(imported.data).toEqual({ imported: 1, rejectedCount: 0, rejected: [] })
  const exported = await shop.GET('/v1/products.csv', { parseAs: 'text' })
  expectTypeOf(exported.data).toEqualTypeOf<string | undefined>()
  expect(exported.data).toContain('Compact 45')
})

test('a wrong call is an error before it is made', () => {
  const client = foreword('http://127.0.0.1:9', 'none')
  // @ts-expect-error -- no such address
  const address = () => client.GET('/v1/nothing')
  // @ts-expect-error -- a revision is a number
  const body = () => client.POST('/v1/drafts/{id}/approve', { params: { path: { id: 'x' } }, body: { revision: '1' } })
  // @ts-expect-error -- no such kind
  const kind = () => client.POST('/v1/keys', { body: { name: 'x', kind: 'robot', roles: ['agent'] } })
  expect([address, body, kind]).toHaveLength(3)
})
