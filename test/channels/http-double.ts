import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type Received = { method: string; path: string; headers: IncomingHttpHeaders; body: string }
/** How it answers: a status with a body and headers, hanging up, or nothing ever. */
export type Reply = { status: number; body?: string; headers?: Record<string, string> } | 'hangs up' | 'falls silent'

/** An HTTP server that keeps every request and answers what it is told to. */
export async function startHttpDouble(reply: Reply = { status: 200 }) {
  const double = { url: '', received: [] as Received[], reply, stop: async () => {} }
  const server = createServer((request, response) => {
    text(request).then(
      (body) => {
        const { method = '', url: path = '', headers } = request
        double.received.push({ method, path, headers, body })
        const now = double.reply
        if (now === 'hangs up') request.socket.destroy()
        else if (now !== 'falls silent') response.writeHead(now.status, now.headers).end(now.body ?? '')
      },
      () => {},
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  double.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  double.stop = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return double
}
