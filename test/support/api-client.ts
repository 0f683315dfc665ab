import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** Calls the API as the holder of one key. */
export type ApiClient = {
  /** Sends a body as JSON, or a string as it is. @throws Error with the problem when the answer is not 2xx */
  // oxlint-disable-next-line typescript/no-explicit-any -- callers know the shape of what they ask for
  call(method: string, path: string, body?: unknown, contentType?: string): Promise<any>
  close(): void
}

/** On bare `node:http` with kept connections: `fetch` costs a load generator several times as much processor time. */
export function openClient(baseUrl: string, key: string): ApiClient {
  const agent = new Agent({ keepAlive: true })
  const { hostname, port } = new URL(baseUrl)
  return {
    async call(method, path, body, contentType = 'application/json') {
      const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
      const { status, answer } = await new Promise<{ status: number; answer: string }>((resolve, reject) => {
        const headers = {
          authorization: `Bearer ${key}`,
          ...(payload === undefined
            ? {}
            : { 'content-type': contentType, 'content-length': Buffer.byteLength(payload) }),
        }
        request({ agent, hostname, port, method, path, headers }, (response) => {
          text(response).then((answer) => resolve({ status: response.statusCode ?? 0, answer }), reject)
        })
          .on('error', reject)
          .end(payload)
      })
      if (status < 200 || status > 299) throw new Error(`${method} ${path} was answered with ${status}: ${answer}`)
      return answer === '' ? undefined : JSON.parse(answer)
    },
    close: () => agent.destroy(),
  }
}

/** Works on all items, `limit` at once; results stand in the order of the items. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index]!, index)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  return results
}
