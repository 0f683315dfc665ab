import { fork } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SMTPServer } from 'smtp-server'

/** One message that the server took. */
export type Received = { messageId: string; recipients: string[] }
export type SmtpSink = {
  /** For `SMTP_URL`. */
  url: string
  /** What was taken so far, by the server's own record. */
  received(): Promise<Received[]>
  stop(): Promise<void>
}

/** An SMTP server in a process of its own: it outlives every death of the service that sends to it. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const folder = await mkdtemp(join(tmpdir(), 'foreword-smtp-'))
  const record = join(folder, 'received.ndjson')
  await writeFile(record, '')
  const child = fork(fileURLToPath(import.meta.url), [record])
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(message as number))
    child.once('exit', (code) => reject(new Error(`The SMTP server did not start: exit code ${code}.`)))
  })
  return {
    url: `smtp://127.0.0.1:${port}`,
    received: async () => {
      const lines = (await readFile(record, 'utf8')).split('\n').filter((line) => line !== '')
      return lines.map((line) => JSON.parse(line) as Received)
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function serve(record: string): void {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const head = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n', 1)[0]!
        const messageId = /^message-id:\s*(<[^>]*>)/im.exec(head)?.[1] ?? ''
        const recipients = session.envelope.rcptTo.map(({ address }) => address)
        // Written down before the yes is said: whoever heard a yes finds it here.
        appendFileSync(record, `${JSON.stringify({ messageId, recipients } satisfies Received)}\n`)
        done()
      })
    },
  })
  // A client that is killed in the middle leaves a broken connection behind, and nothing else.
  server.on('error', () => {})
  server.listen(0, '127.0.0.1', () => process.send!((server.server.address() as AddressInfo).port))
  process.once('disconnect', () => process.exit(0))
}

if (import.meta.main) serve(process.argv[2]!)
