import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { shortNote } from './short-note.ts'

/**
 * An OpenAI-compatible server that thinks for a while and refuses more than so many calls in any one second with 429.
 * Arguments: milliseconds of thinking, and calls a second (0: no limit). Asked anything, it tells what came since it was asked last.
 */
export type ProviderNews = {
  url: string
  accepted: number
  refused: number
  /** Milliseconds between the first and the last call that it accepted. */
  spanMs: number
}

const [latencyMs = 0, perSecond = 0] = process.argv.slice(2).map(Number)
let [accepted, refused, first, last] = [0, 0, 0, 0]
/** When the last calls of a second were accepted, the oldest first. */
const recent: number[] = []

/** Any second that ends now, not one of the clock's: the strictest reading of "calls a second". */
function accepts(): boolean {
  const now = performance.now()
  while (recent.length > 0 && recent[0]! <= now - 1000) recent.shift()
  if (perSecond > 0 && recent.length >= perSecond) {
    refused += 1
    return false
  }
  recent.push(now)
  accepted += 1
  first ||= now
  last = now
  return true
}

const server = createServer((request, response) => {
  void text(request).then(async (body) => {
    const isAccepted = accepts()
    if (isAccepted && latencyMs > 0) await pause(latencyMs)
    const answer = isAccepted
      ? shortNote(body)
      : JSON.stringify({ error: { message: 'Too many calls.', type: 'requests', code: 'rate_limit_exceeded' } })
    response.writeHead(isAccepted ? 200 : 429, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(answer),
      ...(isAccepted ? {} : { 'retry-after-ms': '100' }),
    })
    response.end(answer)
  })
})
// It lives no longer than the run that started it, and no kept connection is ever closed in between.
server.keepAliveTimeout = 0
const tell = (): void => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  process.send?.({ url, accepted, refused, spanMs: last - first } satisfies ProviderNews)
  ;[accepted, refused, first, last] = [0, 0, 0, 0]
}
process.on('disconnect', () => process.exit())
process.on('message', tell)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
tell()
