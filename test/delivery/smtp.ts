import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Outgoing, Sender } from '../../src/channels/channel.ts'
import { email } from '../../src/channels/email.ts'

export const SENDER: Sender = {
  name: 'Aquila',
  email: 'hello@aquila.example',
  replyTo: null,
  postalAddress: '1 Quay, Lisbon',
}
let count = 0

/** An approved message on its way to Ines. */
export function anOutgoing(change: Partial<Outgoing> & { text?: string } = {}): Outgoing {
  const { text = 'Hello Ines.\n', ...rest } = change
  const sender = rest.sender ?? SENDER
  const subject = rest.subject ?? 'Your questions'
  const frame = { sender, unsubscribeUrl: `https://foreword.test/u/${'x'.repeat(32)}`, links: [], locale: null }
  const rendered = { ...email.render({ subject, body: 'any' }, frame), text }
  return {
    deliveryId: `d-${++count}`,
    recipient: 'ines@example.com',
    purpose: 'marketing',
    sender,
    subject,
    rendered,
    ...rest,
  }
}

export type ReceivedMail = { from: string; to: string[]; raw: Buffer }

/** A real SMTP server that takes every message and keeps it. */
export async function startSmtpServer(options: SMTPServerOptions = {}) {
  const received: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
        received.push({ from, to: session.envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks) })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

export type Step = 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'half of the message' | 'final dot'
/** What the server does at that step: an answer, hanging up, or nothing ever again. */
export type Trouble = { at: Step; does: `${number} ${string}` | 'hangs up' | 'falls silent' }

const GOOD: Record<Step, string> = {
  greeting: '220 trouble ESMTP',
  EHLO: '250 trouble',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  'half of the message': '',
  'final dot': '250 taken',
}

/** A server of plain lines that keeps to SMTP until its one step of trouble; `dots` counts messages that came whole. */
export async function startTroubledServer(trouble: Trouble) {
  const sockets = new Set<Socket>()
  const counts = { dots: 0, connections: 0 }
  const server = createServer((socket) => {
    sockets.add(socket)
    counts.connections += 1
    socket.on('error', () => {})
    let inMessage = false
    let buffered = ''
    const reach = (step: Step): void => {
      if (step !== trouble.at) {
        if (GOOD[step] !== '') socket.write(`${GOOD[step]}\r\n`)
      } else if (trouble.does === 'hangs up') socket.destroy()
      else if (trouble.does !== 'falls silent') socket.write(`${trouble.does}\r\n`)
    }
    reach('greeting')
    socket.on('data', (chunk) => {
      buffered += chunk.toString('latin1')
      if (inMessage && !buffered.endsWith('\r\n.\r\n')) return reach('half of the message')
      if (inMessage) {
        inMessage = false
        buffered = ''
        counts.dots += 1
        return reach('final dot')
      }
      const lines = buffered.split('\r\n')
      buffered = lines.pop()!
      for (const line of lines) {
        const verb = line.slice(0, 4).toUpperCase()
        if (verb === 'QUIT') socket.end('221 bye\r\n')
        else if (verb === 'RSET') socket.write('250 ok\r\n')
        else {
          inMessage = verb === 'DATA' && !(trouble.at === 'DATA')
          reach(verb as Step)
        }
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
