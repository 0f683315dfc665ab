import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { once } from 'node:events'

const DAEMONS = '/usr/lib/postfix/sbin'

/** A Postfix of its own beside whatever runs on this machine: its files under `folder`, mail to example.com in a Maildir. */
export async function startPostfix(
  folder: string,
): Promise<{ url: string; version: string; inbox: string; stop(): void }> {
  if (!existsSync(join(DAEMONS, 'master')) || process.getuid?.() !== 0) {
    throw new Error('This run needs Postfix (Debian: postfix), and root, as which alone Postfix starts.')
  }
  const port = await freePort()
  const [conf, queue, mail] = ['conf', 'queue', 'mail'].map((name) => join(folder, name)) as [string, string, string]
  for (const path of [conf, queue, mail]) await mkdir(path)
  // Its daemons give up root and still have to come in; who writes mail there is nobody.
  await chmod(folder, 0o755)
  await chmod(mail, 0o777)
  const settings = {
    compatibility_level: '3.6',
    queue_directory: queue,
    data_directory: join(folder, 'postfix-data'),
    daemon_directory: DAEMONS,
    myhostname: 'mx.example.com',
    mydestination: '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    virtual_mailbox_domains: 'example.com',
    virtual_mailbox_base: mail,
    virtual_mailbox_maps: 'static:inbox/',
    virtual_uid_maps: 'static:65534',
    virtual_gid_maps: 'static:65534',
    alias_maps: '',
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  await writeFile(join(conf, 'main.cf'), `${lines.join('\n')}\n`)
  const services = [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'virtual unix - n n - - virtual',
    'anvil unix - - n - 1 anvil',
    'proxymap unix - - n - - proxymap',
  ]
  await writeFile(join(conf, 'master.cf'), `${services.join('\n')}\n`)
  const control = (command: 'start' | 'stop'): void => {
    // What it starts would keep a pipe open for as long as it runs.
    const { status } = spawnSync('postfix', ['-c', conf, command], { stdio: 'ignore', timeout: 60_000 })
    if (status !== 0) throw new Error(`postfix ${command} ended with ${status}.`)
  }
  control('start')
  const version = spawnSync('postconf', ['-c', conf, '-h', 'mail_version'], { encoding: 'utf8' }).stdout.trim()
  return {
    url: `smtp://127.0.0.1:${port}`,
    version,
    inbox: join(mail, 'inbox/new'),
    stop: () => control('stop'),
  }
}

/** The mails that have come, in the order of their names. */
export async function readInbox(inbox: string): Promise<Buffer[]> {
  const files = existsSync(inbox) ? await readdir(inbox) : []
  return Promise.all(files.toSorted().map((file) => readFile(join(inbox, file))))
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
