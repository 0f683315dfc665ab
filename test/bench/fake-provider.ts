import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { shortNote } from './short-note.ts'

/** An OpenAI-compatible server that answers at once. */
const server = createServer((request, response) => {
  void text(request).then((body) => {
    const answer = shortNote(body)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) })
    response.end(answer)
  })
})
// It lives no longer than the run that started it, and no kept connection is ever closed in between.
server.keepAliveTimeout = 0
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` })
