import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runDemo } from '../../src/demo/run-demo.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

let folder: string
let server: Server
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foreword-demo-test-'))
  server = createServer((_request, response) => {
    response.writeHead(503, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify({ title: 'Not now', detail: 'Come back later.' }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true, force: true })
})
const busyPort = (): number => (server.address() as AddressInfo).port

type Ending = { code: number; stdout: string; stderr: string }
const demo = (environment: Record<string, string>): Promise<Ending> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [MAIN, 'demo'],
      { env: { TMPDIR: folder, CI: 'true', ...environment }, cwd: folder },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })

test('the demo does the main job, checks it and leaves nothing behind', { timeout: 120_000 }, async () => {
  // Its port is taken, and a database and a mail server are configured that it must not touch.
  const taken = busyPort()
  const environment = {
    PORT: String(taken),
    DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none',
    SMTP_URL: 'smtp://127.0.0.1:1',
    ADMIN_KEY: 'the key of another installation, of this machine',
  }
  const { code, stdout, stderr } = await demo(environment)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('Everything was as told.')
  const port = Number(/http:\/\/127\.0\.0\.1:(\d+)\/docs/.exec(stdout)?.[1])
  expect(port).toBeGreaterThan(0)
  expect(port).not.toBe(taken)
  expect(await readdir(folder)).toEqual([])
})

test('a demo that cannot start says why in one sentence and fails', { timeout: 120_000 }, async () => {
  const { code, stdout, stderr } = await demo({ PORT: '99999' })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^[^\n]*99999[^\n]*\n$/)
  expect(await readdir(folder)).toEqual([])
})

const stageAt = (port: number) => ({
  url: `http://127.0.0.1:${port}`,
  dataDir: folder,
  adminKey: 'k',
  now: new Date('2026-11-23T00:00:00Z'),
  checksItself: true,
  print: () => {},
  signal: new AbortController().signal,
})

test('a step that goes wrong is told in one sentence', async () => {
  await expect(runDemo(stageAt(busyPort()))).rejects.toThrow(
    'POST /v1/keys was answered 503 instead of 201: Not now. Come back later.',
  )
})

test('a service that does not answer is told in one sentence', async () => {
  await expect(runDemo(stageAt(1))).rejects.toThrow('http://127.0.0.1:1 does not answer')
})
