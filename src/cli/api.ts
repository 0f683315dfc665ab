import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'

/** The service refused: `title` and `detail` are its own words (RFC 9457). */
export class Refused extends Error {
  readonly status: number
  constructor(
    status: number,
    problem: { title?: string; detail?: string; errors?: { pointer: string; message: string }[] },
  ) {
    const fields = (problem.errors ?? []).map(({ pointer, message }) => `\n  ${pointer} ${message}`).join('')
    super(`${problem.title ?? `Status ${status}`}. ${problem.detail ?? ''}${fields}`.trim())
    this.status = status
  }
}

/** Nobody answers, or what answers is not this service. */
export class Unreachable extends Error {}

export type Api = {
  /** @throws Refused, Unreachable */
  // oxlint-disable-next-line typescript/no-explicit-any -- callers know the shape of what they ask for
  call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<any>
  /** Sends a file as it is. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  upload(path: string, file: string, type: string): Promise<any>
  /** Events of a stream as they come (WHATWG HTML section 9.2), until it ends. */
  events(path: string, signal: AbortSignal): AsyncGenerator<{ event: string; data: string }>
}

/** Calls the API as the holder of a key. */
export function openApi(baseUrl: string, key: string): Api {
  async function send(method: string, path: string, init: RequestInit & { duplex?: 'half' }): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${key}`)
    if (method === 'POST') headers.set('idempotency-key', crypto.randomUUID())
    const answer = await fetch(`${baseUrl.replace(/\/+$/, '')}${path}`, { ...init, method, headers }).catch(
      (error: unknown) => {
        if (init.signal?.aborted === true) throw error
        throw new Unreachable(`No answer from ${baseUrl}: ${reasonOf(error)}`)
      },
    )
    if (!/[/+]json\b|^text\/event-stream/.test(answer.headers.get('content-type') ?? '')) {
      throw new Unreachable(`${baseUrl} answers with status ${answer.status}, but not as Foreword does.`)
    }
    if (answer.ok) return answer
    throw new Refused(answer.status, JSON.parse(await answer.text()))
  }

  return {
    async call(method, path, body) {
      const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
      return (await send(method, path, body === undefined ? {} : json)).json()
    },
    async upload(path, file, type) {
      const body = Readable.toWeb(createReadStream(file)) as ReadableStream
      return (await send('POST', path, { body, duplex: 'half', headers: { 'content-type': type } })).json()
    },
    async *events(path, signal) {
      const answer = await send('GET', path, { headers: { accept: 'text/event-stream' }, signal })
      yield* framesOf(answer.body!.pipeThrough(new TextDecoderStream()))
    },
  }
}

const reasonOf = (error: unknown): string => {
  const cause = (error as Error).cause as { code?: string; message?: string } | undefined
  return cause?.code ?? cause?.message ?? (error as Error).message
}

/** Each event of ours has one `event` and one `data` line; comments keep the connection alive. */
async function* framesOf(chunks: AsyncIterable<string>): AsyncGenerator<{ event: string; data: string }> {
  let text = ''
  for await (const chunk of chunks) {
    text += chunk
    const frames = text.split('\n\n')
    text = frames.pop()!
    for (const frame of frames) {
      const lines = new Map(frame.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]))
      const [event, data] = [lines.get('event'), lines.get('data')]
      if (event !== undefined && data !== undefined) yield { event, data }
    }
  }
}
