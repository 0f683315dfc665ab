import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LLMock } from '@copilotkit/aimock'

export type Sent = { path: string; headers: IncomingMessage['headers']; body: Record<string, unknown> }
/** What the fake is told to say: content and usage, or an error with its status. */
export type ScriptedAnswer = Parameters<LLMock['on']>[1]
export type RawAnswer = (response: ServerResponse) => void

/**
 * A fake OpenAI server on localhost: `@copilotkit/aimock` behind a door that writes down every request as it came over
 * the wire (the fake keeps a normalised form only) and can give answers that the fake cannot.
 */
export async function startOpenAiServer() {
  const fake = new LLMock({ host: '127.0.0.1', port: 0 })
  await fake.start()
  const sent: Sent[] = []
  const raw: RawAnswer[] = []

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const path = request.url ?? ''
    sent.push({ path, headers: request.headers, body: JSON.parse(body.toString()) as Sent['body'] })
    const own = raw.shift()
    if (own !== undefined) return own(response)
    const answer = await fetch(fake.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    const kept = ['content-type', 'retry-after', 'x-request-id'].flatMap((name) => {
      const value = answer.headers.get(name)
      return value === null ? [] : [[name, value] as const]
    })
    response.writeHead(answer.status, Object.fromEntries(kept)).end(await answer.text())
  }

  const door = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  return {
    /** For `OPENAI_BASE_URL`. */
    url: `http://127.0.0.1:${(door.address() as AddressInfo).port}/v1`,
    sent,
    /** What the model says to prompts whose system part holds `marker`, in this order. */
    script(marker: string, ...answers: ScriptedAnswer[]) {
      answers.forEach((answer, sequenceIndex) => fake.on({ systemMessage: marker, sequenceIndex }, answer))
    },
    /** Answers the next request without asking the fake. */
    answerRaw(...answers: RawAnswer[]) {
      raw.push(...answers)
    },
    reset() {
      fake.reset()
      sent.length = 0
      raw.length = 0
    },
    async stop() {
      door.closeAllConnections()
      await new Promise((resolve) => door.close(resolve))
      await fake.stop()
    },
  }
}

/** The address of a server that was there and is gone. */
export async function closedUrl(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}/v1`
}
