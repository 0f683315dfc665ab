import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export type Cluster = {
  url(database?: string): string
  binFolder: string
  folder: string
  port: number
  stop(mode?: 'fast' | 'immediate'): void
  start(): void
  remove(): Promise<void>
}

async function findBinFolder(): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(':')) {
    const candidate = join(folder, 'postgres')
    if (existsSync(candidate)) return dirname(await realpath(candidate))
  }
  const versions = await readdir('/usr/lib/postgresql').catch(() => [])
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0]
  if (newest === undefined)
    throw new Error('PostgreSQL is not installed: no "postgres" on PATH and no /usr/lib/postgresql.')
  return join('/usr/lib/postgresql', newest, 'bin')
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** A PostgreSQL of our own in a temporary folder. PostgreSQL refuses root, so root runs it as the user postgres. */
export async function startCluster(settings: Record<string, string> = {}): Promise<Cluster> {
  const binFolder = await findBinFolder()
  const asRoot = process.getuid?.() === 0
  const run = (program: string, ...parameters: string[]) => {
    const command = [join(binFolder, program), ...parameters]
    const [file, ...rest] = asRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command
    execFileSync(file!, rest, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' })
  }
  const folder = await mkdtemp(join(tmpdir(), 'foreword-postgres-'))
  if (asRoot) {
    await chown(folder, Number(execFileSync('id', ['-u', 'postgres'])), Number(execFileSync('id', ['-g', 'postgres'])))
  }
  await chmod(folder, 0o700)
  const data = join(folder, 'data')
  run('initdb', '-D', data, '-U', 'owner', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync')
  const port = await freePort()
  const options = Object.entries({
    unix_socket_directories: '',
    listen_addresses: '127.0.0.1',
    max_connections: '200',
    ...settings,
  })
    .map(([name, value]) => `-c ${name}='${value}'`)
    .join(' ')
  const cluster: Cluster = {
    url: (database = 'postgres') => `postgres://owner@127.0.0.1:${port}/${database}`,
    binFolder,
    folder,
    port,
    start: () => run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', `-p ${port} ${options}`, 'start'),
    stop: (mode = 'fast') => run('pg_ctl', '-D', data, '-m', mode, '-w', 'stop'),
    remove: async () => {
      try {
        cluster.stop('immediate')
      } catch {
        // already down
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
  cluster.start()
  return cluster
}
