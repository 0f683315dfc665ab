import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import { type Failpoint, noFailpoint } from '../failpoint.ts'
import type { HandOver, Outgoing, Transport } from './channel.ts'
import type { Dkim } from './dkim.ts'
import { headerLine } from './email.ts'

/** Set by nodemailer itself from the fields below; everything else in `headers` goes out as approved. */
const FIELDS = new Set(['Subject', 'From', 'Reply-To'])

const messageId = (message: Outgoing): string => `<${message.deliveryId}@${message.sender.email.split('@').at(-1)}>`

/** Address objects and a one-address envelope: no text of ours is ever parsed as an address list. */
function toMail(message: Outgoing) {
  const { rendered, sender, recipient } = message
  return {
    from: { name: headerLine(sender.name), address: sender.email },
    replyTo: { name: '', address: sender.replyTo ?? sender.email },
    to: { name: '', address: recipient },
    envelope: { from: { name: '', address: sender.email }, to: [{ name: '', address: recipient }] },
    subject: headerLine(message.subject),
    messageId: messageId(message),
    text: rendered.text,
    ...(rendered.html === null ? {} : { html: rendered.html }),
    // Every transport on the way may wrap long lines and cut spaces at line ends; neither is left bare by this.
    encoding: 'quoted-printable',
    headers: Object.fromEntries(Object.entries(rendered.headers).filter(([name]) => !FIELDS.has(name))),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** Commands to which a 5xx answer is about this message. One given earlier is about us, and may be mended. */
const ABOUT_THE_MESSAGE = new Set(['MAIL FROM', 'RCPT TO', 'DATA'])

/** Codes of RFC 3463 that say of a recipient: nobody has, or will have, mail there. Words alone say too many other things. */
const NOBODY_THERE = /^5\d\d[ -]5\.1\.(?:1|2|3|6|10)\b/

/**
 * What a failed hand-over means. An answer of 4xx or 5xx is certain, also after the final dot: the message was not taken
 * (RFC 5321, section 4.2.1). Without one it matters whether any of the message was read: nodemailer names a connection
 * that broke after `CONN` at every step, also while the server owes its answer to the whole message.
 */
function readFailure(error: unknown, messageBegun: boolean): HandOver {
  const { command = '', responseCode, response = '', code } = error as Failure
  const reason = [code, responseCode].filter((part) => part !== undefined).join(' ') || 'error'
  const answer = Math.floor((responseCode ?? 0) / 100)
  if (answer === 5 && command === 'RCPT TO' && NOBODY_THERE.test(response)) {
    return { outcome: 'refused', reason, suppress: 'hard_bounce' }
  }
  if (answer === 5 && (messageBegun || ABOUT_THE_MESSAGE.has(command))) return { outcome: 'refused', reason }
  if (answer === 4 || !messageBegun) return { outcome: 'not_sent', reason }
  return { outcome: 'unknown', reason }
}

type Failure = { command?: string; responseCode?: number; response?: string; code?: string }

/** Mail by SMTP. SMTP knows no idempotency key: a message whose answer was lost may or may not be there (RFC 1047). */
export function openSmtp(url: string, dkim?: Dkim): Required<Transport> {
  const pool = createTransport({
    url,
    ...(dkim === undefined ? {} : { dkim }),
    pool: true,
    maxConnections: 5,
    maxMessages: 1000,
    // A message whose connection broke is never sent again behind our back.
    maxRequeues: 0,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
  })
  // By message id, as it goes to the server: nodemailer reads it only once the server has said that it may come. Taken
  // at the very end, as a signature reads all of the message before.
  const streams = new Map<string, Readable>()
  pool.use('stream', (mail, done) => {
    const create = mail.message.createReadStream.bind(mail.message)
    mail.message.createReadStream = (options) => {
      const stream = create(options)
      streams.set(mail.message.messageId(), stream)
      return stream
    }
    done()
  })
  return {
    idempotent: false,
    async send(message) {
      const id = messageId(message)
      try {
        await pool.sendMail(toMail(message))
        return { outcome: 'sent', providerMessageId: id }
      } catch (error) {
        return readFailure(error, streams.get(id)?.readableDidRead ?? false)
      } finally {
        streams.delete(id)
      }
    },
    close: async () => pool.close(),
  }
}

/** Mail as `.eml` files, one per delivery: written aside and renamed, so that a file is whole or not there. */
export function openMailFolder(folder: string, failpoint: Failpoint = noFailpoint, dkim?: Dkim): Transport {
  const signed = dkim === undefined ? {} : { dkim }
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...signed })
  return {
    idempotent: true,
    async send(message) {
      const mail = await composer.sendMail(toMail(message))
      const path = join(folder, `${message.deliveryId}.eml`)
      try {
        await mkdir(folder, { recursive: true })
        await writeFile(`${path}.part`, mail.message as Buffer)
        await failpoint('mail.written-aside')
        await rename(`${path}.part`, path)
      } catch (error) {
        return { outcome: 'not_sent', reason: (error as NodeJS.ErrnoException).code ?? 'error' }
      }
      return { outcome: 'sent', providerMessageId: messageId(message) }
    },
  }
}

/** For what an agent takes over: nothing is ever sent by it. */
export const handOff: Transport = {
  idempotent: true,
  send: async () => ({ outcome: 'not_sent', reason: 'waits_for_agent' }),
}
