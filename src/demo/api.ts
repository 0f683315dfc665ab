/** One request that a demo step makes, or a person is told to make. */
export type Call = { method: string; url: string; key: string; body?: unknown }
export type Answer<Body> = { status: number; body: Body }
export type ProblemAnswer = { type: string; title: string; detail: string }

/** The service as any other client sees it: by HTTP, at its public address. */
export type Api = {
  /** @throws Error with one sentence when the answer has another status than the expected one */
  ask<Body>(status: number, method: string, path: string, key: string, body?: unknown): Promise<Body>
}

export function openApi(url: string, signal: AbortSignal): Api {
  return {
    async ask<Body>(status: number, method: string, path: string, key: string, body?: unknown): Promise<Body> {
      const answer = await send<Body>({ method, url: `${url}${path}`, key, body }, signal)
      if (answer.status === status) return answer.body
      const { title = '', detail = '' } = answer.body as Partial<ProblemAnswer>
      throw new Error(`${method} ${path} was answered ${answer.status} instead of ${status}: ${title}. ${detail}`)
    },
  }
}

export async function send<Body>({ method, url, key, body }: Call, signal: AbortSignal): Promise<Answer<Body>> {
  // Text goes as it is: the catalogue comes as one line of JSON per product.
  const lines = typeof body === 'string'
  const response = await fetch(url, {
    method,
    signal,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': lines ? 'application/x-ndjson' : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: lines ? body : JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw signal.aborted ? error : new Error(`The service at ${new URL(url).origin} does not answer.`, { cause: error })
  })
  return { status: response.status, body: (await response.json()) as Body }
}

/** The same request as a command for a POSIX shell. */
export function toCurl({ method, url, key, body }: Call): string {
  const parts = [
    `curl -s${method === 'GET' ? '' : ` -X ${method}`} ${quote(url)}`,
    `-H ${quote(`Authorization: Bearer ${key}`)}`,
    ...(body === undefined ? [] : [`-H 'Content-Type: application/json'`, `-d ${quote(JSON.stringify(body))}`]),
  ]
  return parts.join(' \\\n    ')
}

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
