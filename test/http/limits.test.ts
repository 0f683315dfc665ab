import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import type { App } from '../../src/http/zod-app.ts'
import { HTTP_LIMITS } from '../../src/http/limits.ts'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
let hurried: App
let port: number
beforeAll(async () => {
  service = await startApp()
  hurried = await buildApp(service.deps, {
    ...HTTP_LIMITS,
    requestTimeout: 600,
    keepAliveTimeout: 200,
    http: { ...HTTP_LIMITS.http, headersTimeout: 300, connectionsCheckingInterval: 50 },
  })
  port = Number(new URL(await hurried.listen({ port: 0, host: '127.0.0.1' })).port)
})
afterAll(async () => {
  await hurried.close()
  await service.close()
})

/** Sends one piece after another until the server ends the connection. @returns what it answered */
async function drip(pieces: Iterable<string>, everyMs: number): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1')
  let answer = ''
  const gone = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.on('data', (data) => (answer += data.toString())).on('error', () => {})
  for (const piece of pieces) {
    if (socket.closed || !socket.writable) break
    socket.write(piece)
    await pause(everyMs)
  }
  await gone
  return answer
}
function* slowly(start: string, piece: string): Generator<string> {
  yield start
  for (let count = 0; count < 1000; count += 1) yield piece
}

describe('a client that takes its time', () => {
  test('with its headers is told so and cut off', async () => {
    const answer = await drip(slowly('GET /v1/me HTTP/1.1\r\nHost: x\r\n', 'X-Slow: 1\r\n'), 50)
    expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*"\/problems\/request-timeout"/)
  })

  test('with its body is cut off', async () => {
    const head = `POST /v1/drafts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${service.keys.ana}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n`
    const answer = await drip(slowly(head, ' '), 50)
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  })

  test('and says nothing at all is cut off', async () => {
    expect(await drip([], 0)).toMatch(/^HTTP\/1\.1 408 /)
  })

  test('with its next request is let go', async () => {
    const answer = await drip(['GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'], 10)
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*ok/)
  })
})

test('headers over 16 KiB are refused', async () => {
  const answer = await drip([`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(17 * 1024)}\r\n\r\n`], 10)
  expect(answer).toMatch(/^HTTP\/1\.1 431 [^]*"\/problems\/headers-too-large"/)
})

test('the service itself has all these limits', () => {
  const { server } = service.app
  expect({
    idle: server.timeout,
    request: server.requestTimeout,
    headers: server.headersTimeout,
    keepAlive: server.keepAliveTimeout,
  }).toEqual({ idle: 300_000, request: 300_000, headers: 15_000, keepAlive: 72_000 })
})
