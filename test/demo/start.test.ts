import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ADMIN_KEY, type ServiceProcess, startService } from '../support/service-process.ts'
import { aProduct } from '../support/wire-examples.ts'

// Each test starts real processes, and each of those makes a database.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
let running: ServiceProcess[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foreword-start-test-'))
  running = []
})
afterEach(async () => {
  await Promise.all(running.map((service) => service.stop()))
  await rm(folder, { recursive: true, force: true })
})

async function start(environment: Record<string, string> = {}): Promise<ServiceProcess> {
  const service = await startService(folder, { LOG_LEVEL: 'warn', ...environment })
  running.push(service)
  return service
}

const product = (service: ServiceProcess, init?: RequestInit): Promise<Response> =>
  fetch(`${service.url}/v1/products/dw-1`, {
    ...init,
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
  })
const put = { method: 'PUT', body: JSON.stringify(aProduct()) }

test('a second start keeps the data of the first', async () => {
  const first = await start()
  expect((await product(first, put)).status).toBe(201)
  expect(await first.stop()).toMatchObject({ code: 0, signal: null, log: '' })
  const second = await start()
  expect(await (await product(second)).json()).toMatchObject({ name: 'Silent 39 Dishwasher' })
})

test('so does a start after the power failed', async () => {
  const first = await start()
  expect((await product(first, put)).status).toBe(201)
  process.kill(first.pid, 'SIGKILL')
  expect((await first.stop()).signal).toBe('SIGKILL')
  const second = await start()
  expect((await product(second)).status).toBe(200)
})

test('a second process on the same embedded database is refused with one sentence, and the first goes on', async () => {
  const first = await start()
  const refused = start().then(
    () => 'started',
    (error: Error) => error.message,
  )
  expect(await refused).toBe(
    `The service did not come up:\nThe embedded database in ${join(folder, 'data', 'database')} is in use by process ${first.pid}. ` +
      'Stop that one first, or set DATA_DIR or DATABASE_URL.\n',
  )
  expect((await product(first, put)).status).toBe(201)
})
