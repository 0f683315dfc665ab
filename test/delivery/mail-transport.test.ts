import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HeaderLines, type ParsedMail, simpleParser } from 'mailparser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Outgoing } from '../../src/channels/channel.ts'
import { email } from '../../src/channels/email.ts'
import { openMailFolder, openSmtp } from '../../src/channels/mail-transport.ts'
import { closedUrl } from '../support/openai-server.ts'
import { type ReceivedMail, startSmtpServer, startTroubledServer, type Trouble } from './smtp.ts'

const SENDER = { name: 'Aquila', email: 'hello@aquila.example', replyTo: null, postalAddress: '1 Quay, Lisbon' }
let count = 0

function anOutgoing(change: Partial<Outgoing> & { text?: string } = {}): Outgoing {
  const { text = 'Hello Ines.\n', ...rest } = change
  const sender = rest.sender ?? SENDER
  const subject = rest.subject ?? 'Your questions'
  const frame = { sender, unsubscribeUrl: `https://foreword.test/u/${'x'.repeat(32)}`, links: [] }
  const rendered = { ...email.render({ subject, body: 'any' }, frame), text }
  return { deliveryId: `d-${++count}`, recipient: 'ines@example.com', sender, subject, rendered, ...rest }
}

const HEADERS = [
  'auto-submitted',
  'content-type',
  'date',
  'from',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'message-id',
  'mime-version',
  'reply-to',
  'subject',
  'to',
]
const namesOf = (lines: HeaderLines): string[] => lines.map(({ key }) => key).toSorted()

const TEXTS: Record<string, string> = {
  'plain ASCII': 'Hello Ines,\n\nshort lines only.\n',
  'a line of 5,000 characters': `${'abcdefghi '.repeat(500)}\nend\n`,
  'one word of 2,000 characters': `${'x'.repeat(2000)}\n`,
  'spaces and tabs at line ends': 'one  \ntwo\t\n \n\t\nthree \n',
  'dots at line starts': '.\n..\n...\n.hidden\nmore\n.\nend\n',
  'a line that begins with From': 'From the kitchen\n>From here\nFrom: nobody\n',
  'what looks like headers': 'Bcc: eve@example.com\nContent-Type: text/html\n\nbody\n',
  'what looks like a boundary': '----_NmP-1\n--\n---- \n',
  tabs: '\tone\t\ttwo\n',
  'equals signs and what looks like quoted-printable': '=20 =\n== =3D=0D=0A\n',
  emoji: '👩‍👩‍👧‍👦 first\nlast 🏳️‍🌈\n',
  'emoji only, many': `${'😀'.repeat(600)}\n`,
  'Arabic and Hebrew': 'مرحبا إيناس، كيف حالك؟\nשלום איניס\u200f!\n',
  'Japanese without spaces': `${'静かな食器洗い機'.repeat(200)}\n`,
  'combining marks': 'e\u0301 o\u0308 ﷺ\n',
  'line and paragraph separators': 'one\u2028two\u2029three\u0085four\n',
  'spaces that are none': 'a\u00a0b\u2007c\u3000d\ufeffe\u200bf\n',
  'no newline at the end': 'the end',
  'many newlines at the end': 'the end\n\n\n\n',
  'newlines at the start': '\n\nstart\n',
  'a form feed and a vertical tab': 'a\fb\vc\n',
  '70 kB': `${Array.from({ length: 1000 }, (_, index) => `Line ${index}: ${'ä'.repeat(30)}`).join('\n')}\n`,
}

describe('a message on its way', () => {
  let server: Awaited<ReturnType<typeof startSmtpServer>>
  let transport: ReturnType<typeof openSmtp>
  beforeAll(async () => {
    server = await startSmtpServer()
    transport = openSmtp(server.url)
  })
  afterAll(async () => {
    await transport.close()
    await server.stop()
  })

  async function send(message: Outgoing): Promise<{ mail: ParsedMail; received: ReceivedMail }> {
    expect(await transport.send(message)).toEqual({
      outcome: 'sent',
      providerMessageId: `<${message.deliveryId}@aquila.example>`,
    })
    const received = server.received.at(-1)!
    return { mail: await simpleParser(received.raw), received }
  }

  test.each(Object.entries(TEXTS))('arrives to the letter: %s', async (_, text) => {
    const { mail, received } = await send(anOutgoing({ text }))
    expect(mail.text).toBe(text)
    expect(received.to).toEqual(['ines@example.com'])
    // RFC 5322, section 2.1.1: nothing on the way may cut or refuse it.
    expect(Math.max(...received.raw.toString('latin1').split('\r\n').map(({ length }) => length))).toBeLessThan(998)
  })

  test('what people type with carriage returns is rendered without them, and arrives as rendered', async () => {
    const frame = { sender: SENDER, unsubscribeUrl: 'https://foreword.test/u/token', links: [] }
    const rendered = email.render({ subject: 'a', body: 'one\r\ntwo\rthree\n\r\nfour\r' }, frame)
    expect(rendered.text).toMatch(/^one\ntwo\nthree\n\nfour\n\n--\n/)
    expect((await send(anOutgoing({ rendered }))).mail.text).toBe(rendered.text)
  })

  test('has one recipient, the brand as sender, and no header that was not approved', async () => {
    const { mail, received } = await send(anOutgoing())
    expect(received).toMatchObject({ from: 'hello@aquila.example', to: ['ines@example.com'] })
    expect(mail.from?.value).toEqual([{ name: 'Aquila', address: 'hello@aquila.example' }])
    expect(mail.to).toMatchObject({ value: [{ name: '', address: 'ines@example.com' }] })
    expect(mail.replyTo?.value).toEqual([{ name: '', address: 'hello@aquila.example' }])
    expect(namesOf(mail.headerLines)).toEqual(HEADERS)
  })

  test('answers go to the address that the brand wants them at', async () => {
    const sender = { ...SENDER, replyTo: 'care@aquila.example' }
    expect((await send(anOutgoing({ sender }))).mail.replyTo?.value).toMatchObject([{ address: 'care@aquila.example' }])
  })

  const HOSTILE = [
    'a\r\nBcc: eve@evil.example',
    'a\nBcc: eve@evil.example\n\nbody',
    'a\rBcc: eve@evil.example',
    'Bcc: eve@evil.example',
    '=?utf-8?Q?a=0D=0ABcc:_eve@evil.example?=',
    '=?utf-8?B?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=',
    'a" <eve@evil.example>, "b',
    'eve@evil.example, ',
    'a;b,c:d<e>(f)\\',
    'x\u2028Bcc: eve@evil.example',
    `${'long '.repeat(60)}\r\n Bcc: eve@evil.example`,
    '\u202eelpmaxe.live',
  ]

  test.each(HOSTILE)('a subject such as %j stays a subject', async (subject) => {
    const { mail, received } = await send(anOutgoing({ subject }))
    expect(namesOf(mail.headerLines)).toEqual(HEADERS)
    expect(received.to).toEqual(['ines@example.com'])
    expect(mail.bcc).toBeUndefined()
  })

  test.each(HOSTILE)('a sender’s name such as %j stays a name', async (name) => {
    const { mail, received } = await send(anOutgoing({ sender: { ...SENDER, name } }))
    expect(namesOf(mail.headerLines)).toEqual(HEADERS)
    expect(received.to).toEqual(['ines@example.com'])
    expect(mail.from?.value.map(({ address }) => address)).toEqual(['hello@aquila.example'])
  })

  test.each(['x@example.com, eve@evil.example', 'x@example.com; eve@evil.example', '<x@example.com> <eve@evil.example>'])(
    'the recipient %j never becomes two',
    async (recipient) => {
      const before = server.received.length
      await transport.send(anOutgoing({ recipient }))
      const reached = server.received.slice(before).flatMap(({ to }) => to)
      expect(reached.length).toBeLessThanOrEqual(1)
      expect(reached).not.toContain('eve@evil.example')
      expect(reached).not.toContain('x@example.com')
    },
  )

  test('many at once over few connections: each arrives once', async () => {
    const before = server.received.length
    const messages = Array.from({ length: 40 }, (_, index) => anOutgoing({ text: `Message ${index}\n` }))
    const results = await Promise.all(messages.map((message) => transport.send(message)))
    expect(results.every(({ outcome }) => outcome === 'sent')).toBe(true)
    const texts = await Promise.all(
      server.received.slice(before).map(async ({ raw }) => (await simpleParser(raw)).text!),
    )
    expect(texts.toSorted()).toEqual(messages.map(({ rendered }) => rendered.text).toSorted())
  })
})

describe('a hand-over that fails', () => {
  const NOT_SENT: Trouble[] = [
    { at: 'greeting', does: '421 too busy' },
    { at: 'greeting', does: '554 not for you' },
    { at: 'greeting', does: 'hangs up' },
    { at: 'greeting', does: 'falls silent' },
    { at: 'EHLO', does: 'hangs up' },
    { at: 'EHLO', does: '421 going down' },
    { at: 'MAIL', does: '451 later' },
    { at: 'MAIL', does: 'hangs up' },
    { at: 'RCPT', does: '450 mailbox busy' },
    { at: 'RCPT', does: '421 going down' },
    { at: 'RCPT', does: 'hangs up' },
    { at: 'RCPT', does: 'falls silent' },
    { at: 'DATA', does: '452 disk full' },
    { at: 'DATA', does: 'hangs up' },
    { at: 'final dot', does: '451 try again' },
    { at: 'final dot', does: '421 going down' },
  ]
  const REFUSED: Trouble[] = [
    { at: 'MAIL', does: '553 not this sender' },
    { at: 'RCPT', does: '550 no such mailbox' },
    { at: 'DATA', does: '554 no' },
    { at: 'final dot', does: '554 looks like spam' },
  ]
  // The server may have stored it before its answer was lost (RFC 1047).
  const UNKNOWN: Trouble[] = [
    { at: 'half of the message', does: 'hangs up' },
    { at: 'final dot', does: 'hangs up' },
    { at: 'final dot', does: 'falls silent' },
    { at: 'final dot', does: '999 what' },
  ]
  const cases = [
    ...NOT_SENT.map((trouble) => ({ ...trouble, outcome: 'not_sent' })),
    ...REFUSED.map((trouble) => ({ ...trouble, outcome: 'refused' })),
    ...UNKNOWN.map((trouble) => ({ ...trouble, outcome: 'unknown' })),
  ]

  test.each(cases)('at the $at the server says or does "$does": $outcome', async ({ at, does, outcome }) => {
    const server = await startTroubledServer({ at, does })
    const transport = openSmtp(`${server.url}?socketTimeout=400&greetingTimeout=400`)
    try {
      const size = at === 'half of the message' ? 3_000_000 : 10
      const result = await transport.send(anOutgoing({ text: 'é'.repeat(size) }))
      expect(result).toMatchObject({ outcome })
      // Nobody sends it again behind our back.
      expect(server.counts.dots).toBe(at === 'final dot' ? 1 : 0)
    } finally {
      await transport.close()
      await server.stop()
    }
  })

  test.each([
    ['nobody listens', async () => (await closedUrl()).replace(/^http(.*)\/v1$/, 'smtp$1')],
    ['the host is not known', async () => 'smtp://nowhere.invalid'],
  ])('%s: not sent', async (_, url) => {
    const transport = openSmtp(await url())
    expect(await transport.send(anOutgoing())).toMatchObject({ outcome: 'not_sent' })
    await transport.close()
  })

  test('a wrong password is not the message’s fault: not sent', async () => {
    const server = await startSmtpServer({
      authOptional: false,
      onAuth: (_auth, _session, done) => done(new Error('no')),
      allowInsecureAuth: true,
    })
    const transport = openSmtp(server.url.replace('smtp://', 'smtp://user:wrong@'))
    expect(await transport.send(anOutgoing())).toMatchObject({ outcome: 'not_sent' })
    await transport.close()
    await server.stop()
  })

  test('a connection that the server dropped while it was idle costs nothing', async () => {
    const server = await startSmtpServer({ socketTimeout: 300 })
    const transport = openSmtp(server.url)
    expect(await transport.send(anOutgoing())).toMatchObject({ outcome: 'sent' })
    await new Promise((resolve) => setTimeout(resolve, 800))
    expect(await transport.send(anOutgoing())).toMatchObject({ outcome: 'sent' })
    expect(server.received).toHaveLength(2)
    await transport.close()
    await server.stop()
  })

  test('a closed transport sends nothing', async () => {
    const server = await startSmtpServer()
    const transport = openSmtp(server.url)
    await transport.close()
    expect(await transport.send(anOutgoing())).toMatchObject({ outcome: 'not_sent' })
    await server.stop()
  })
})

describe('the folder', () => {
  test('keeps one whole file per delivery, however often it is handed over', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'foreword-mail-')), 'outbox')
    const transport = openMailFolder(folder)
    const message = anOutgoing({ text: TEXTS['dots at line starts']! })
    expect(transport.idempotent).toBe(true)
    await transport.send(message)
    expect(await transport.send(message)).toMatchObject({ outcome: 'sent' })
    expect(await readdir(folder)).toEqual([`${message.deliveryId}.eml`])
    const raw = await readFile(join(folder, `${message.deliveryId}.eml`))
    expect((await simpleParser(raw)).text).toBe(message.rendered.text)
    expect(raw.toString('latin1').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    await rm(folder, { recursive: true })
  })

  test('says that nothing was sent when it cannot be written to', async () => {
    const place = join(await mkdtemp(join(tmpdir(), 'foreword-mail-')), 'file')
    await writeFile(place, 'a file, not a folder')
    expect(await openMailFolder(place).send(anOutgoing())).toMatchObject({ outcome: 'not_sent' })
    await rm(place)
  })
})
