import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { type Failpoint, noFailpoint } from '../failpoint.ts'
import type { HandOver, Outgoing, Transport } from './channel.ts'

/** Set by nodemailer itself from the fields below; everything else in `headers` goes out as approved. */
const FIELDS = new Set(['Subject', 'From', 'Reply-To'])

const messageId = (message: Outgoing): string => `<${message.deliveryId}@${message.sender.email.split('@').at(-1)}>`

/** Address objects and a one-address envelope: no text of ours is ever parsed as an address list. */
function toMail(message: Outgoing) {
  const { rendered, sender, recipient } = message
  return {
    from: { name: sender.name, address: sender.email },
    replyTo: { name: '', address: sender.replyTo ?? sender.email },
    to: { name: '', address: recipient },
    envelope: { from: sender.email, to: [recipient] },
    subject: message.subject,
    messageId: messageId(message),
    text: rendered.text,
    ...(rendered.html === null ? {} : { html: rendered.html }),
    headers: Object.fromEntries(Object.entries(rendered.headers).filter(([name]) => !FIELDS.has(name))),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** Before the message is handed over, a failure means that nothing went out. */
const NOTHING_SENT_COMMANDS = new Set(['CONN', 'EHLO', 'HELO', 'LHLO', 'STARTTLS', 'AUTH', 'MAIL FROM', 'RCPT TO'])

function readFailure(error: unknown): HandOver {
  const { command, responseCode, code } = error as { command?: string; responseCode?: number; code?: string }
  const reason = [code, responseCode].filter((part) => part !== undefined).join(' ') || 'error'
  if (responseCode !== undefined && responseCode >= 500 && command !== 'CONN' && command !== 'AUTH') {
    return { outcome: 'refused', reason }
  }
  // A 4xx answer, also one after the final dot, says that the server did not take the message (RFC 5321, section 4.2.1).
  if (responseCode !== undefined && responseCode >= 400 && responseCode < 500) return { outcome: 'not_sent', reason }
  const early =
    (command !== undefined && NOTHING_SENT_COMMANDS.has(command.split(' ').slice(0, 2).join(' '))) || code === 'EDNS'
  return early || code === 'ECONNREFUSED' ? { outcome: 'not_sent', reason } : { outcome: 'unknown', reason }
}

/** Mail by SMTP. SMTP knows no idempotency key: a message whose answer was lost may or may not be there (RFC 1047). */
export function openSmtp(url: string): Transport {
  const pool = createTransport({
    url,
    pool: true,
    maxConnections: 5,
    maxMessages: 1000,
    // A message whose connection broke is never sent again behind our back.
    maxRequeues: 0,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
  })
  return {
    idempotent: false,
    async send(message) {
      try {
        await pool.sendMail(toMail(message))
        return { outcome: 'sent', providerMessageId: messageId(message) }
      } catch (error) {
        return readFailure(error)
      }
    },
    close: async () => pool.close(),
  }
}

/** Mail as `.eml` files, one per delivery: written aside and renamed, so that a file is whole or not there. */
export function openMailFolder(folder: string, failpoint: Failpoint = noFailpoint): Transport {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  return {
    idempotent: true,
    async send(message) {
      await mkdir(folder, { recursive: true })
      const mail = await composer.sendMail(toMail(message))
      const path = join(folder, `${message.deliveryId}.eml`)
      await writeFile(`${path}.part`, mail.message as Buffer)
      await failpoint('mail.written-aside')
      await rename(`${path}.part`, path)
      return { outcome: 'sent', providerMessageId: messageId(message) }
    },
    close: async () => {},
  }
}

/** An agent takes over: there is nothing to send. */
export const handOff: Transport = {
  idempotent: true,
  send: async () => ({ outcome: 'handed_over' }),
  close: async () => {},
}
