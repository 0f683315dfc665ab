import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { deliver } from '../support/deliver.ts'
import { approved, rowsOf } from '../drafts/shop.ts'
import type { TestApp } from '../support/app.ts'
import { aConsent } from '../support/wire-examples.ts'

/** Words that say something of one person; none of them may be anywhere after an erasure. */
export const WORDS = {
  first: 'Zenobia',
  last: 'Quillfeather',
  mail: 'zenobia.quillfeather@mail.example',
  phone: '+34612345678',
  trait: 'tangerine-kayak',
  proof: 'proof-of-zenobia',
  visitor: 'visitor-of-zenobia',
  review: 'my Zyxomma dishwasher howls at midnight',
  question: 'does the Zyxomma fit below my window',
  note: 'she said call-me-Zeno',
  instruction: 'mention the Zyxowish',
  edit: 'Zyxoedit words of a reviewer',
}

/** A customer with something of everything that the service keeps. */
export async function aPerson(service: TestApp, id: string): Promise<{ draftIds: string[] }> {
  const { call, keys, clock } = service
  const at = new Date(clock.now.getTime() - 3_600_000).toISOString()
  const consent = (channel: string) => aConsent({ channel, purpose: 'marketing', proof: WORDS.proof })
  const put = await call('PUT', `/v1/customers/${id}`, {
    key: keys.profiles,
    body: {
      firstName: WORDS.first,
      lastName: WORDS.last,
      email: WORDS.mail,
      phone: WORDS.phone,
      locale: 'en-GB',
      timeZone: 'Europe/Madrid',
      traits: { hobby: WORDS.trait },
      consents: [consent('email'), consent('call')],
    },
  })
  expect(put.status, put.text).toBe(201)
  const signals = [
    { type: 'product-viewed', productId: 'dw-1' },
    { type: 'review-posted', productId: 'dw-1', properties: { rating: 2, text: WORDS.review } },
    { type: 'question-asked', productId: 'dw-1', properties: { text: WORDS.question } },
  ].map((signal, index) => ({ ...signal, customerId: id, messageId: `${id}-${index}`, occurredAt: at }))
  const sent = await call('POST', '/v1/signals', { key: keys.profiles, body: signals })
  expect(sent.body).toMatchObject({ accepted: 3 })
  const anonymousId = `${WORDS.visitor}-${id}`
  for (const [path, body] of [
    ['track', { event: 'Product Viewed', anonymousId, messageId: `${id}-a`, properties: { product_id: 'dw-1' } }],
    ['identify', { userId: id, anonymousId, messageId: `${id}-b` }],
  ] as const) {
    expect((await call('POST', `/v1/${path}`, { key: keys.profiles, body })).status).toBe(200)
  }
  // One is sent, one waits to be sent, one is rejected, one is edited and waits for review.
  const drafts = []
  for (const [index, key] of ['sent', 'queued', 'rejected', 'edited'].entries()) {
    const answer = await call('POST', '/v1/drafts', {
      key: keys.ana,
      body: { customerId: id, channel: index === 1 ? 'call' : 'email', note: WORDS.note },
      headers: { 'idempotency-key': `${id}-${key}` },
    })
    expect(answer.status, answer.text).toBe(201)
    drafts.push(answer.body)
  }
  const [first, second, third, fourth] = drafts
  const { delivery } = await approved(service, first)
  clock.forward(11)
  await deliver(service.deps, { deliveryId: delivery.id })
  await approved(service, second)
  const rejection = { revision: 1, reason: 'other', note: WORDS.note }
  expect((await call('POST', `/v1/drafts/${third.id}/reject`, { body: rejection })).status).toBe(200)
  const wish = { revision: 1, instruction: WORDS.instruction }
  expect((await call('POST', `/v1/drafts/${fourth.id}/request-changes`, { body: wish })).status).toBe(200)
  const words = { baseRevision: 1, body: `${WORDS.edit}. {{p1.link}}` }
  expect((await call('POST', `/v1/drafts/${fourth.id}/revisions`, { body: words })).status).toBe(201)
  return { draftIds: drafts.map((draft) => draft.id) }
}

/** Every table of the database, as text. */
export async function dumpOf(service: TestApp): Promise<{ table: string; text: string }[]> {
  const tables = await rowsOf(
    service,
    sql`select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname in ('public', 'pgboss')
        and has_table_privilege(c.oid, 'select')`,
  )
  return Promise.all(
    tables.map(async ({ schema, name }) => {
      const place = sql`${sql.identifier(schema as string)}.${sql.identifier(name as string)}`
      const [row] = await rowsOf(service, sql`select string_agg(to_jsonb(t)::text, E'\n') as text from ${place} t`)
      return { table: `${schema}.${name}`, text: (row!['text'] as string | null) ?? '' }
    }),
  )
}

/** Where which of these words stand. */
export const wordsIn = (dump: readonly { table: string; text: string }[], words: readonly string[]): string[] =>
  dump.flatMap(({ table, text }) =>
    words.filter((word) => text.toLowerCase().includes(word.toLowerCase())).map((word) => `${table}: ${word}`),
  )
