import { readFileSync } from 'node:fs'
import { createTransport } from 'nodemailer'
import { inParallel } from '../support/api-client.ts'

/**
 * What a mail costs without Foreword: nodemailer's pool with as many connections and the same messages, in a process of its own.
 * Arguments: the server's address, and a file of messages as JSON.
 */
export type BareMail = {
  recipient: string
  subject: string
  text: string
  html: string
  headers: Record<string, string>
}
export type BareMailRun = { count: number; connections: number }
export type BareMailResult = { elapsedMs: number }

const [url = '', file = ''] = process.argv.slice(2)
const mails = JSON.parse(readFileSync(file, 'utf8')) as BareMail[]
let pool: ReturnType<typeof open> | null = null

const open = (connections: number) =>
  createTransport({ url, pool: true, maxConnections: connections, maxMessages: 1000, maxRequeues: 0 })

async function run({ count, connections }: BareMailRun): Promise<BareMailResult> {
  pool ??= open(connections)
  const began = performance.now()
  await inParallel(Array.from({ length: count }), connections * 2, async (_, index) => {
    const { recipient, subject, text, html, headers } = mails[index % mails.length]!
    const { From: _from, 'Reply-To': replyTo, Subject: _subject, ...others } = headers
    await pool!.sendMail({
      from: { name: 'Northlight', address: 'hello@northlight.test' },
      replyTo: replyTo ?? '',
      to: { name: '', address: recipient },
      subject,
      text,
      html,
      encoding: 'quoted-printable',
      headers: others,
    })
  })
  return { elapsedMs: performance.now() - began }
}

process.on('disconnect', () => process.exit())
process.on('message', (asked: BareMailRun) => {
  void run(asked).then((result) => process.send?.(result))
})
process.send?.({ elapsedMs: 0 } satisfies BareMailResult)
