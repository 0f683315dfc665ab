import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'

export type StreamEvent = { event: string; data: unknown }

/** Milliseconds of silence after which a comment is sent, so that no proxy takes the connection for dead. */
const HEARTBEAT_MS = 10_000

/** True for an `Accept` that names this type, also among others. */
export const accepts = (accept: string | undefined, wanted: string): boolean =>
  (accept ?? '')
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim().toLowerCase()))
    .some(([type, ...parameters]) => type === wanted && !parameters.some((one) => /^q=0(\.0*)?$/.test(one)))

export const wantsEvents = (accept: string | undefined): boolean => accepts(accept, 'text/event-stream')

/**
 * Answers with server-sent events (WHATWG HTML section 9.2). `work` tells what comes on the way and returns the last event; it
 * must not throw. Who reads slowly gets the newest of several events that came meanwhile. When the client goes away,
 * `goneAway` is called and nothing more is sent; `work` is left to end by itself.
 */
export function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (tell: (event: StreamEvent) => void) => Promise<StreamEvent>,
  goneAway: () => void,
  heartbeatMs = HEARTBEAT_MS,
): FastifyReply {
  let isOver = false
  reply.raw.once('close', () => {
    if (!isOver) goneAway()
  })
  reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
  const frames = framesOf(work, heartbeatMs, () => (isOver = true))
  request.log.debug({ event: 'events-opened', requestId: request.id })
  return reply.send(Readable.from(frames))
}

async function* framesOf(
  work: (tell: (event: StreamEvent) => void) => Promise<StreamEvent>,
  heartbeatMs: number,
  onEnd: () => void,
): AsyncGenerator<string> {
  let newest: StreamEvent | null = null
  let wake = Promise.withResolvers<void>()
  const last = work((event) => {
    newest = event
    wake.resolve()
  })
  // At once, so that the client has its headers while the first word is being thought of.
  yield ': begun\n\n'
  for (;;) {
    const quiet = new AbortController()
    const what = await Promise.race([
      last.then(() => 'last' as const),
      wake.promise.then(() => 'newest' as const),
      pause(heartbeatMs, 'heartbeat' as const, { signal: quiet.signal }).catch(() => 'heartbeat' as const),
    ])
    quiet.abort()
    if (what === 'heartbeat') yield ': still here\n\n'
    else if (what === 'newest') {
      const event = newest!
      wake = Promise.withResolvers()
      yield frameOf(event)
    } else {
      onEnd()
      yield frameOf(await last)
      return
    }
  }
}

/** JSON holds no line break, so one `data` line is enough. */
const frameOf = ({ event, data }: StreamEvent): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
