import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

test('healthz and readyz need no key', async () => {
  expect((await service.call('GET', '/healthz', { key: null })).body).toEqual({ status: 'ok' })
  expect((await service.call('GET', '/readyz', { key: null })).body).toEqual({ status: 'ready' })
})

test('metrics tell routes, never addresses', async () => {
  await service.call('GET', '/v1/customers/c-secret')
  await service.call('GET', '/made-up/by-somebody', { key: null })
  const { text, type } = await service.call('GET', '/metrics', { key: null })
  expect(type).toContain('text/plain')
  expect(text).toContain('foreword_http_request_seconds_count{method="GET",route="/v1/customers/:id",status="404"} 1')
  expect(text).toContain('foreword_process_cpu_user_seconds_total')
  expect(text).not.toMatch(/c-secret|made-up/)
})
