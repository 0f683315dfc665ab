import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HeaderLines, type ParsedMail, simpleParser } from 'mailparser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Outgoing } from '../../src/channels/channel.ts'
import { email } from '../../src/channels/email.ts'
import { openMailFolder, openSmtp } from '../../src/channels/mail-transport.ts'
import { anOutgoing, type ReceivedMail, SENDER, startSmtpServer } from './smtp.ts'

const HEADERS = [
  'auto-submitted',
  'content-type',
  'date',
  'from',
  'list-id',
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
    expect(
      Math.max(
        ...received.raw
          .toString('latin1')
          .split('\r\n')
          .map(({ length }) => length),
      ),
    ).toBeLessThan(998)
  })

  test('what people type with carriage returns is rendered without them, and arrives as rendered', async () => {
    const frame = { sender: SENDER, unsubscribeUrl: 'https://foreword.test/u/token', links: [], locale: null }
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

  test.each([
    'Grüße aus Lissabon: 14 Maßgedecke',
    `${'long words '.repeat(15)}end`,
    '😀'.repeat(60),
    'مرحبا إيناس',
    'a "quoted" <thing>, (really); \\ yes',
    'double  spaces   stay',
  ])('the subject %j arrives as it was approved', async (subject) => {
    const frame = { sender: SENDER, unsubscribeUrl: 'https://foreword.test/u/token', links: [], locale: null }
    const rendered = email.render({ subject, body: 'any' }, frame)
    const { mail } = await send(anOutgoing({ subject: rendered.headers['Subject']! }))
    expect(mail.subject).toBe(subject)
    expect(rendered.headers['Subject']).toBe(subject)
  })

  test('no mail program reads other words than were approved out of a subject or a name', async () => {
    const hidden = '=?utf-8?Q?Your_bank?='
    const sender = { ...SENDER, name: hidden }
    const frame = { sender, unsubscribeUrl: 'https://foreword.test/u/token', links: [], locale: null }
    const rendered = email.render({ subject: hidden, body: 'any' }, frame)
    const { mail } = await send(anOutgoing({ sender, subject: rendered.headers['Subject']! }))
    expect(rendered.headers['Subject']).toBe('= ?utf-8?Q?Your_bank?=')
    expect(mail.subject).toBe(rendered.headers['Subject'])
    expect(mail.from?.value[0]?.name).toBe('= ?utf-8?Q?Your_bank?=')
  })

  test.each(HOSTILE)('a sender’s name such as %j stays a name', async (name) => {
    const { mail, received } = await send(anOutgoing({ sender: { ...SENDER, name } }))
    expect(namesOf(mail.headerLines)).toEqual(HEADERS)
    expect(received.to).toEqual(['ines@example.com'])
    expect(mail.from?.value.map(({ address }) => address)).toEqual(['hello@aquila.example'])
  })

  test.each([
    'x@example.com, eve@evil.example',
    'x@example.com; eve@evil.example',
    '<x@example.com> <eve@evil.example>',
  ])('the recipient %j never becomes two', async (recipient) => {
    const before = server.received.length
    await transport.send(anOutgoing({ recipient }))
    const reached = server.received.slice(before).flatMap(({ to }) => to)
    expect(reached.length).toBeLessThanOrEqual(1)
    expect(reached).not.toContain('eve@evil.example')
    expect(reached).not.toContain('x@example.com')
  })

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
