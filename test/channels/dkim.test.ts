import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDkim } from '../../src/channels/dkim.ts'
import { email } from '../../src/channels/email.ts'
import { openMailFolder, openSmtp } from '../../src/channels/mail-transport.ts'
import { loadConfig } from '../../src/config.ts'
import { anOutgoing, SENDER, startSmtpServer, startTroubledServer } from '../delivery/smtp.ts'
import { DKIM, dkim, PEM, verify } from './signed-mail.ts'

let folder: string
let server: Awaited<ReturnType<typeof startSmtpServer>>
let transport: ReturnType<typeof openSmtp>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foreword-dkim-'))
  server = await startSmtpServer()
  transport = openSmtp(server.url, dkim)
})
afterAll(async () => {
  await transport.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

const SIGNED = [
  'from',
  'reply-to',
  'subject',
  'date',
  'message-id',
  'to',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'list-id',
  'content-type',
  'auto-submitted',
]

async function sent(message: ReturnType<typeof anOutgoing>): Promise<Buffer> {
  expect(await transport.send(message)).toMatchObject({ outcome: 'sent' })
  return server.received.at(-1)!.raw
}

describe('a signed mail', () => {
  test('is verified by somebody else’s verifier, both headers of one-click covered', async () => {
    const { result, domain, covers } = await verify(await sent(anOutgoing()))
    expect({ result, domain }).toEqual({ result: 'pass', domain: 'aquila.example' })
    expect(covers).toEqual(expect.arrayContaining(SIGNED))
  })

  test('is signed in the folder too', async () => {
    const message = anOutgoing()
    await openMailFolder(folder, undefined, dkim).send(message)
    expect(await verify(await readFile(join(folder, `${message.deliveryId}.eml`)))).toMatchObject({ result: 'pass' })
  })

  test('arrives to the letter, and its signature is the only header more', async () => {
    const text = `Grüße,\n\n${'ß'.repeat(900)}\n.\nFrom here  \n`
    const mail = await simpleParser(await sent(anOutgoing({ text })))
    expect(mail.text).toBe(text)
    const plain = await startSmtpServer()
    const unsigned = openSmtp(plain.url)
    await unsigned.send(anOutgoing({ text }))
    const without = await simpleParser(plain.received[0]!.raw)
    await unsigned.close()
    await plain.stop()
    const names = mail.headerLines.map(({ key }) => key)
    expect(names.filter((name) => name !== 'dkim-signature')).toEqual(without.headerLines.map(({ key }) => key))
    expect(names.filter((name) => name === 'dkim-signature')).toHaveLength(1)
  })

  test.each([
    ['long', 'Your questions about the dishwasher '.repeat(20)],
    ['8-bit', 'Grüße aus Lissabon – 14 Maßgedecke für Sie'],
    ['emoji', '😀'.repeat(80)],
    ['right to left', 'مرحبا إيناس، كيف حالك؟'],
    ['full of spaces', 'a    b \t c'],
    ['full of header signs', 'a: b; c=d "e" <f@g.example>, (h) \\'],
    ['empty', ''],
  ])('a subject and name that are %s verify', async (_, words) => {
    const sender = { ...SENDER, name: words || 'Aquila' }
    const frame = { sender, unsubscribeUrl: `https://foreword.test/u/${'x'.repeat(32)}`, links: [], locale: null }
    const rendered = email.render({ subject: words, body: `${words}\n\n${words}` }, frame)
    const raw = await sent(anOutgoing({ sender, rendered, subject: rendered.headers['Subject']! }))
    expect(await verify(raw)).toMatchObject({ result: 'pass' })
  })

  test.each([
    ['the text', 'Hello Ines', 'Hello Eve!'],
    ['the subject', 'Subject: Your', 'Subject: Mine'],
    ['the link that unsubscribes', 'foreword.test', 'forewood.test'],
    ['the one-click header', 'One-Click', 'Two-Click'],
    ['the recipient', 'To: ines@', 'To: eve0@'],
  ])('no longer verifies when %s is changed on the way', async (_, was, is) => {
    const raw = (await sent(anOutgoing())).toString('latin1')
    expect(raw).toContain(was)
    // A text that is another one is `neutral` to this verifier: no valid signature.
    const { result } = await verify(Buffer.from(raw.replace(was, is), 'latin1'))
    expect(['fail', 'neutral']).toContain(result)
  })

  test('many at once each verify', async () => {
    const before = server.received.length
    await Promise.all(Array.from({ length: 20 }, (_, index) => transport.send(anOutgoing({ text: `${index}\n` }))))
    const results = await Promise.all(server.received.slice(before).map(({ raw }) => verify(raw)))
    expect(results.map(({ result }) => result)).toEqual(Array.from({ length: 20 }, () => 'pass'))
  })

  test.each([
    ['RCPT', 'not_sent'],
    ['final dot', 'unknown'],
  ] as const)('is known to have been held back or not when the server hangs up at %s', async (at, outcome) => {
    const trouble = await startTroubledServer({ at, does: 'hangs up' })
    const troubled = openSmtp(trouble.url, dkim)
    expect(await troubled.send(anOutgoing())).toMatchObject({ outcome })
    await troubled.close()
    await trouble.stop()
  })
})

describe('the key', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  const short = generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey.export({ type: 'pkcs8', format: 'pem' })

  test('may be a text, a text with \\n in one line, or a file', async () => {
    const path = join(folder, 'key.pem')
    await writeFile(path, PEM)
    for (const key of [PEM, PEM.replaceAll('\n', '\\n'), path]) {
      expect(openDkim({ ...DKIM, key }).privateKey).toBe(PEM)
    }
  })

  test.each([
    ['a file that is not there', '/nowhere/key.pem', 'neither a PEM text nor the path'],
    ['no PEM', '-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----', 'holds no private key'],
    ['an elliptic key', ec as string, 'must be an RSA key'],
    ['a short key', short as string, 'must be an RSA key'],
  ])('%s ends the start with a sentence that shows nothing of it', (_, key, sentence) => {
    const open = () => openDkim({ ...DKIM, key })
    expect(open).toThrow(new RegExp(`^DKIM_KEY: .*${sentence}`))
    expect(open).not.toThrow(/secret|nowhere/)
  })

  test.each([
    [{ DKIM_DOMAIN: 'aquila.example' }, ['DKIM_SELECTOR', 'DKIM_KEY']],
    [{ DKIM_KEY: PEM, DKIM_SELECTOR: 'fw1' }, ['DKIM_DOMAIN']],
    [{ DKIM_DOMAIN: 'a.example; d=b', DKIM_SELECTOR: 'fw1', DKIM_KEY: PEM }, ['DKIM_DOMAIN']],
  ])('is set with its domain and selector or not at all (%#)', (environment, named) => {
    for (const name of named) expect(() => loadConfig(environment as {})).toThrow(`${name}:`)
  })
})
