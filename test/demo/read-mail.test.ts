import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMailFolder } from '../../src/channels/mail-transport.ts'
import { textPartOf } from '../../src/demo/read-mail.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foreword-mail-test-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function mailWith(text: string, html: string | null): Promise<Buffer> {
  const deliveryId = 'd-1'
  await openMailFolder(folder).send({
    deliveryId,
    recipient: 'ines@example.com',
    purpose: 'marketing',
    sender: { name: 'Aquila', email: 'hello@aquila.example', replyTo: null, postalAddress: '1 Quay, Lisbon' },
    subject: 'About it',
    rendered: { text, html, headers: { Subject: 'About it' } },
  })
  return readFile(join(folder, `${deliveryId}.eml`))
}

test.each([
  ['plain', 'Hello.\n\nGoodbye.\n'],
  ['letters of other languages', 'Grüße aus 東京, señora. 64,90 €\n'],
  ['signs of the encoding itself', 'a=b =41 100 % =\n=\n'],
  ['long lines', `${'word '.repeat(60)}\n${'x'.repeat(1200)}\n`],
  ['spaces at ends of lines', 'one  \ntwo\t\n\n\n'],
  ['dots and dashes at beginnings', '.\n..\n--\n-- \nFrom here\n'],
  ['what looks like a head', 'Content-Type: text/html\n\n<p>\n'],
])('reads what was written: %s', async (_, text) => {
  expect(textPartOf(await mailWith(text, '<p>Hello</p>'))).toBe(text)
  expect(textPartOf(await mailWith(text, null))).toBe(text)
})

test('is null where a mail has no such part', () => {
  expect(textPartOf(Buffer.from('Subject: x\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>'))).toBeNull()
  expect(textPartOf(Buffer.from('nothing'))).toBeNull()
})
