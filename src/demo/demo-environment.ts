import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Environment = Record<string, string | undefined>

/**
 * The environment of one demo: a fresh folder, a free port, nothing that needs a server or a key. Of the caller's environment
 * only where to listen and how loud to be is kept, so that no demo ever writes into a real database or mailbox.
 */
export async function demoEnvironment(given: Environment): Promise<Environment> {
  const host = given['HOST'] || '127.0.0.1'
  const wanted = Number(given['PORT'] || 3000)
  const port = (await freePort(host, wanted)) ?? (await freePort(host, 0)) ?? wanted
  return {
    HOST: host,
    PORT: String(port),
    DATA_DIR: await mkdtemp(join(tmpdir(), 'foreword-demo-')),
    LOG_LEVEL: given['LOG_LEVEL'] || 'warn',
    ...(given['PUBLIC_URL'] ? { PUBLIC_URL: given['PUBLIC_URL'] } : {}),
  }
}

/** The port itself when nobody listens on it (for 0: one that is free), else null. */
const freePort = (host: string, port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(null))
    probe.listen({ port, host }, () => {
      const address = probe.address()
      const found = typeof address === 'object' && address !== null ? address.port : null
      probe.close(() => resolve(found))
    })
  })
