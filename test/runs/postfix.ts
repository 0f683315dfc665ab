import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { simpleParser } from 'mailparser'
import { DKIM, PEM, verify } from '../channels/signed-mail.ts'
import { openClient } from '../support/api-client.ts'
import { ADMIN_KEY, startService } from '../support/service-process.ts'
import { aBrand, aConsent, aCustomer, aProduct } from '../support/wire-examples.ts'
import { readInbox, startPostfix } from './postfix-server.ts'

/** What Postfix of Debian made of approved, signed mails: how many came, whose signature held, and what differed. */
export type PostfixResult = {
  name: 'postfix'
  version: string
  sent: number
  received: number
  verified: number
  altered: number
  ok: boolean
}

/** What customers and products are called, beside what everybody is. */
const NAMES = [
  'Ines',
  'Zoë Müßig-Łukasz',
  'مرحبا',
  'Eve\r\nBcc: eve@evil.example',
  '"a" <b@c.example>, d',
  '😀'.repeat(20),
]
const WAIT_MS = 60_000

/** @throws Error when Postfix is not there, or a message could not be approved */
export async function runPostfix(): Promise<PostfixResult> {
  const folder = await mkdtemp(join(tmpdir(), 'foreword-postfix-run-'))
  try {
    const server = await startPostfix(folder)
    try {
      await writeFile(join(folder, 'key.pem'), PEM, { mode: 0o600 })
      const service = await startService(folder, {
        SMTP_URL: server.url,
        PUBLIC_URL: 'https://foreword.test',
        DKIM_DOMAIN: DKIM.domain,
        DKIM_SELECTOR: DKIM.selector,
        DKIM_KEY: join(folder, 'key.pem'),
      })
      try {
        const texts = await approveAll(service.url)
        const received = await arrived(server.inbox, texts.size)
        return { ...(await compare(texts, received)), version: server.version }
      } finally {
        await service.stop()
      }
    } finally {
      server.stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** One approved message to each; their texts by address. */
async function approveAll(url: string): Promise<Map<string, string>> {
  const admin = openClient(url, ADMIN_KEY)
  const keyOf = async (name: string, kind: string, role: string) =>
    openClient(url, (await admin.call('POST', '/v1/keys', { name, kind, roles: [role] })).key)
  const crm = await keyOf('crm', 'system', 'profiles')
  const ana = await keyOf('ana', 'human', 'agent')
  const mia = await keyOf('mia', 'human', 'marketer')
  await mia.call('PUT', '/v1/brand', aBrand())
  const texts = new Map<string, string>()
  for (const [index, name] of NAMES.entries()) {
    const [id, email] = [`c-${index}`, `customer.${index}@example.com`]
    await crm.call('PUT', `/v1/products/p-${index}`, aProduct({ name: `Dishwasher ${name}` }))
    await crm.call('PUT', `/v1/customers/${id}`, aCustomer({ firstName: name, email, consents: [aConsent()] }))
    await crm.call('POST', '/v1/signals', {
      type: 'product-viewed',
      customerId: id,
      messageId: `m-${index}`,
      occurredAt: new Date(Date.now() - 3_600_000).toISOString(),
      productId: `p-${index}`,
    })
    const draft = await ana.call('POST', '/v1/drafts', { customerId: id, channel: 'email' })
    await mia.call('POST', `/v1/drafts/${draft.id}/approve`, { revision: draft.revision })
    texts.set(email, draft.rendered.text)
  }
  for (const client of [admin, crm, ana, mia]) client.close()
  return texts
}

async function arrived(inbox: string, count: number): Promise<Buffer[]> {
  for (const until = Date.now() + WAIT_MS; Date.now() < until; await pause(200)) {
    const mails = await readInbox(inbox)
    if (mails.length >= count) return mails
  }
  return readInbox(inbox)
}

async function compare(texts: Map<string, string>, received: Buffer[]): Promise<Omit<PostfixResult, 'version'>> {
  let [verified, altered] = [0, 0]
  const reached = new Set<string>()
  for (const raw of received) {
    const mail = await simpleParser(raw)
    const to = [mail.to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address))
    const { result, covers } = await verify(raw)
    const isCovered = ['list-unsubscribe', 'list-unsubscribe-post'].every((name) => covers.includes(name))
    if (result === 'pass' && isCovered) verified += 1
    const [only = '', ...more] = to
    // Who the envelope named is what Postfix itself notes.
    const envelope = mail.headerLines.find(({ key }) => key === 'delivered-to')?.line ?? ''
    const isAsApproved = mail.text === texts.get(only) && more.length === 0 && envelope.includes(only)
    if (!isAsApproved || mail.bcc !== undefined || mail.cc !== undefined) altered += 1
    reached.add(only)
  }
  const [sent, count] = [texts.size, received.length]
  const ok = count === sent && reached.size === sent && verified === sent && altered === 0
  return { name: 'postfix', sent, received: count, verified, altered, ok }
}

if (import.meta.main) {
  try {
    const result = await runPostfix()
    console.log(JSON.stringify(result))
    process.exitCode = result.ok ? 0 : 1
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}
