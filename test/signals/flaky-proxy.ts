import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What can happen to a request: before the service saw it, or after it took everything and nobody heard of it. */
export const FAULTS = ['unavailable', 'cut', 'taken, then cut', 'taken, then unavailable', 'slow down'] as const
type Fault = (typeof FAULTS)[number]

/** A bad network before `target`: every third request meets a fault, each of them in turn. */
export async function startFlakyProxy(target: string) {
  const met = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>
  let requests = 0

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    requests += 1
    requests += 1
    const fault = requests % 3 === 0 ? FAULTS[(requests / 3) % FAULTS.length] : undefined
    if (fault !== undefined) met[fault] += 1
    if (fault === 'unavailable') return void response.writeHead(503).end()
    if (fault === 'slow down') return void response.writeHead(429, { 'retry-after': '1' }).end()
    if (fault === 'cut') return void response.destroy()
    const { authorization = '', 'content-type': type = '' } = request.headers
    const answer = await fetch(target + request.url, {
      method: 'POST',
      headers: { authorization, 'content-type': type },
      body: new Uint8Array(body),
    })
    const text = await answer.text()
    if (fault === 'taken, then unavailable') return void response.writeHead(503).end()
    if (fault === 'taken, then cut') return void response.destroy()
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How often each fault was met. */
    met,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
