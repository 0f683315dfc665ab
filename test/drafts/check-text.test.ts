import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { aConsent } from '../support/wire-examples.ts'
import { aDraft, aShopper, openShop, rowsOf } from './shop.ts'
import '../support/no-leaks.ts'

let service: TestApp
let customerId: string
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
  customerId = (await aShopper(service)).id
})
afterAll(() => service.close())

const checked = (change: Record<string, unknown> = {}, key = service.keys.ana) =>
  service.call('POST', '/v1/check', {
    key,
    body: { customerId, channel: 'email', subject: 'Hello', body: 'Hello.', ...change },
  })
const rules = ({ body }: { body: any }): string[] => body.findings.map(({ rule }: { rule: string }) => rule).toSorted()

describe('a text of somebody else', () => {
  test('is judged as the same words in a draft are', async () => {
    const draft = await aDraft(service, customerId, { body: { agentName: 'Ana' } })
    const asWritten = await checked({ ...draft.content, claims: draft.claims, agentName: 'Ana' })
    expect(asWritten).toMatchObject({
      status: 200,
      body: { approvable: true, findings: [], content: draft.content, facts: draft.facts, purpose: draft.purpose },
    })
    const withoutLinks = (text: string) => text.replaceAll(/\/u\/\S+/g, '')
    expect(withoutLinks(asWritten.body.rendered.text)).toBe(withoutLinks(draft.rendered.text))

    const words = { subject: 'Hi', body: 'See https://evil.example, 30 % off today only, [Name].' }
    const edit = await service.call('POST', `/v1/drafts/${draft.id}/revisions`, { body: { baseRevision: 1, ...words } })
    const answer = await checked({ ...words, agentName: 'Ana' })
    expect(edit.body.findings.length).toBeGreaterThan(2)
    expect(answer.body.findings).toEqual(edit.body.findings)
    expect(answer.body.approvable).toBe(false)
  })

  test('with only warnings could be approved', async () => {
    const { id } = await aShopper(service, { consents: [] })
    const answer = await checked({ customerId: id })
    expect(answer.body).toMatchObject({ approvable: true, findings: [{ rule: 'no-consent', severity: 'warn' }] })
  })

  test('is checked with its own claims', async () => {
    const body = 'The {{p1.name}} has a noise level of 39 dB.'
    const { facts } = (await checked()).body as { facts: { id: string; text: string }[] }
    const noise = facts.find(({ text }) => text.includes('39 dB'))!.id
    expect(rules(await checked({ body, claims: [{ text: body, facts: [noise] }] }))).toEqual([])
    expect(rules(await checked({ body, claims: [{ text: body, facts: ['f999'] }] }))).toContain('unsupported-claim')
  })

  test('may not tell what the prompt says, and neither may an edit', async () => {
    const body =
      'Say them in natural sentences, the most useful first. Give the price only when {{p1.price}} is listed.'
    expect(rules(await checked({ body, prompt: 'research-follow-up' }))).toContain('prompt-leak')
    const draft = await aDraft(service, customerId, { body: { prompt: 'research-follow-up' } })
    const edit = await service.call('POST', `/v1/drafts/${draft.id}/revisions`, { body: { baseRevision: 1, body } })
    expect(rules(edit)).toContain('prompt-leak')
  })

  test('has its spans in the text that is given back', async () => {
    const { body } = await checked({ body: 'One\r\ntwo\r\nhttps://evil.example/x' })
    const [finding] = body.findings
    expect(body.content.body).toBe('One\ntwo\nhttps://evil.example/x')
    expect(body.content.body.slice(finding.span.start, finding.span.end)).toBe('https://evil.example/x')
  })

  test('for an SMS says what it takes to send it, and has no subject', async () => {
    const { id } = await aShopper(service, {
      consents: [aConsent({ channel: 'sms' })],
      phone: '+34612345678',
    })
    const { body } = await checked({ customerId: id, channel: 'sms', subject: 'ignored', body: '{{p1.name}}' })
    expect(body).toMatchObject({ content: { body: '{{p1.name}}' }, rendered: { sms: { segments: 1 } } })
    expect(body.rendered.text).toContain('Silent 39 Dishwasher')
  })

  test('leaves nothing behind', async () => {
    const count = async () =>
      rowsOf(
        service,
        sql`select (select count(*) from drafts) as drafts, (select count(*) from revisions) as revisions`,
      )
    const before = await count()
    await checked()
    expect(await count()).toEqual(before)
  })
})

test('is for agents and marketers', async () => {
  const { keys } = service
  for (const key of [keys.ana, keys.mia, keys.bot]) expect((await checked({}, key)).status).toBe(200)
  for (const key of [keys.profiles, keys.ingest, keys.admin, keys.auditor]) {
    expect((await checked({}, key)).status).toBe(403)
  }
})

test.each([
  ['an unknown customer', { customerId: 'nobody' }, 404, 'customer-not-found'],
  ['an unknown prompt', { prompt: 'nothing' }, 422, 'unknown-prompt'],
  ['an unknown offer', { offerId: 'nothing' }, 422, 'offer-not-usable'],
  ['an unknown field', { force: true }, 400, 'validation'],
  ['no text', { body: undefined }, 400, 'validation'],
])('refuses %s', async (_, change, status, slug) => {
  expect(await checked(change)).toMatchObject({ status, body: { type: `/problems/${slug}` } })
})

test.each([
  ['nothing', ''],
  ['braces', '{{{{p1.name}}}} {{constructor}} {{__proto__}} {{p1.name'],
  ['numbers', '1.'.repeat(9000)],
  ['one long word', 'a'.repeat(20_000)],
  ['blanks', ' \t\n'.repeat(6000)],
  ['hidden characters', '\u202E\u200B\u{E0041}'.repeat(3000)],
  ['letters of everywhere', 'ﷺ𝟘𝓐é€½² '.repeat(1500)],
])('takes any text: %s', async (_, body) => {
  expect(
    (await checked({ body, subject: body.slice(0, 400).toWellFormed(), claims: [{ text: '', facts: [''] }] })).status,
  ).toBe(200)
})
