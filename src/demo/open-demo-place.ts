import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Environment = Record<string, string | undefined>

export type DemoPlace = {
  environment: Environment
  /** True where nobody looks on: the demo then checks itself and ends. */
  endsItself: boolean
  /** Removes the demo's folder, unless somebody may want to look into it. */
  leave(): Promise<void>
}

/**
 * The environment of one demo: a fresh folder, a free port, nothing that needs a server or a key. Of the caller's environment
 * only where to listen and how loud to be is kept, so that no demo ever writes into a real database or mailbox.
 */
export async function openDemoPlace(given: Environment): Promise<DemoPlace> {
  const host = given['HOST'] || '127.0.0.1'
  const wanted = given['PORT'] || '3000'
  const port = (await freePort(host, wanted)) ?? (await freePort(host, '0')) ?? wanted
  const folder = await mkdtemp(join(tmpdir(), 'foreword-demo-'))
  const endsItself = given['CI'] === 'true'
  return {
    environment: {
      HOST: host,
      PORT: port,
      DATA_DIR: folder,
      LOG_LEVEL: given['LOG_LEVEL'] || 'warn',
    },
    endsItself,
    leave: async () => {
      if (endsItself) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The port itself when nobody listens on it (for 0: one that is free), else null. */
const freePort = (host: string, port: string): Promise<string | null> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(null))
    probe.listen({ port, host }, () => {
      const address = probe.address()
      const found = typeof address === 'object' && address !== null ? String(address.port) : null
      probe.close(() => resolve(found))
    })
  })
