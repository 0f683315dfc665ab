import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { simpleParser } from 'mailparser'

/**
 * What the mail server does to those who hand mail over. `takes` answers a random while after the final dot, so that messages
 * are always on their way; `hangsUp` keeps the message, and breaks the connection instead of answering the final dot.
 */
export type SinkMode = 'takes' | 'fast' | 'slow' | 'hangsUp' | 'defers' | 'rejects' | 'gone'
/** In these a message that arrives is also acknowledged. */
const LIVING: readonly SinkMode[] = ['takes', 'fast', 'slow']

const FLAGS: Record<Exclude<SinkMode, 'gone'>, string[]> = {
  takes: ['-W', '.:1:40'],
  fast: [],
  slow: ['-W', '.:2'],
  hangsUp: ['-q', '.'],
  defers: ['-r', 'rcpt'],
  rejects: ['-f', 'rcpt'],
}

const START_LINE = 'X-Chaos-Run: here a message begins'

/** A message as the mail server got it; `mode` is what it was doing then. */
export type Received = { recipients: string[]; deliveryId: string; subject: string; text: string; mode: SinkMode }

export type Sink = {
  url: string
  mode(): SinkMode
  isLiving(): boolean
  /** Ends the server and begins another one at the same address. */
  become(mode: SinkMode): Promise<void>
  /** Bytes received so far: they grow when a message arrives. */
  bytes(): number
  /** Everything that all of these servers received. */
  readAll(): Promise<Received[]>
  stop(): Promise<void>
}

/** Postfix's `smtp-sink` as a process of its own, which writes down whatever it receives. @throws Error when it does not come up */
export async function openSink(folder: string): Promise<Sink> {
  const port = randomInt(10_000, 32_768)
  const dumps: { path: string; mode: SinkMode }[] = []
  let child: ChildProcess | null = null
  let current: SinkMode = 'gone'
  await mkdir(folder)
  // As root it gives up root, and has to write here all the same.
  await chmod(dirname(folder), 0o711)
  await chmod(folder, 0o777)
  const asUser = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  process.once('exit', () => child?.kill('SIGKILL'))

  async function end(): Promise<void> {
    if (child === null) return
    // One that fell over would make every other figure of the run worthless.
    if (child.exitCode !== null) throw new Error(`smtp-sink ended by itself with ${child.exitCode}.`)
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
    child = null
  }

  async function become(mode: SinkMode): Promise<void> {
    current = 'gone'
    await end()
    if (mode === 'gone') return
    const path = join(folder, `${dumps.length}-${mode}`)
    dumps.push({ path, mode })
    const parameters = [...asUser, '-D', path, '-S', `${START_LINE}\\n`, ...FLAGS[mode], `127.0.0.1:${port}`, '200']
    const started = spawn('/usr/sbin/smtp-sink', parameters, { stdio: 'ignore' })
    child = started
    while (!(await answers(port))) {
      if (started.exitCode !== null) throw new Error('smtp-sink did not stay up.')
      await pause(20)
    }
    current = mode
  }

  return {
    url: `smtp://127.0.0.1:${port}`,
    mode: () => current,
    isLiving: () => LIVING.includes(current),
    become,
    bytes: () => dumps.reduce((sum, { path }) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0),
    readAll: async () => (await Promise.all(dumps.map(({ path, mode }) => readDump(path, mode)))).flat(),
    stop: end,
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const isUp = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return isUp
}

async function readDump(path: string, mode: SinkMode): Promise<Received[]> {
  const dump = await readFile(path, 'utf8').catch(() => '')
  const received: Received[] = []
  for (const raw of dump.split(`${START_LINE}\n`).slice(1)) {
    const { messageId = '', subject = '', text = '' } = await simpleParser(raw)
    const envelope = raw.slice(0, raw.indexOf('\nReceived: '))
    const recipients = [...envelope.matchAll(/^X-Rcpt-Args: <(.*)>$/gm)].map(([, address]) => address!)
    received.push({ recipients, deliveryId: messageId.replace(/^<(.*)@.*>$/, '$1'), subject, text, mode })
  }
  return received
}
