import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliver } from '../support/deliver.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aConsent } from '../support/wire-examples.ts'
import { aDraft, approved, aShopper, openShop } from './shop.ts'
import '../support/no-leaks.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

const PHONE = '+34612345678'
const consents = ['email', 'sms', 'chat'].map((channel) => aConsent({ channel }))
const revise = async (draft: { id: string; revision: number }, body: string) =>
  (await service.call('POST', `/v1/drafts/${draft.id}/revisions`, { body: { baseRevision: draft.revision, body } }))
    .body
const approve = (draft: { id: string; revision: number }) =>
  service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: draft.revision } })

describe('an SMS', () => {
  test('without a brand policy has no last line yet', async () => {
    const { id } = await aShopper(service, { consents, phone: PHONE })
    const { rendered } = await aDraft(service, id, { body: { channel: 'sms' } })
    expect(rendered.text).not.toContain('STOP')
    await openShop(service)
  })

  test('shows before any approval what it takes to send it', async () => {
    const { id } = await aShopper(service, { consents, phone: PHONE, locale: 'de-DE' })
    const draft = await aDraft(service, id, { body: { channel: 'sms' } })
    expect(draft).toMatchObject({
      status: 'ready_for_review',
      recipient: PHONE,
      findings: [],
      rendered: { html: null, headers: {}, sms: { encoding: 'GSM-7', segments: 1, notGsm: [] } },
    })
    expect(draft.rendered.text).toMatch(/\nAquila: Abmelden mit STOP$/)
    expect(draft.rendered.sms.units).toBe(draft.rendered.text.length)
    expect(draft.content.subject).toBeUndefined()
  })

  test('with a price keeps its alphabet, and one that a person edits is counted anew', async () => {
    const { id } = await aShopper(service, { consents, phone: PHONE, locale: 'es-ES' })
    const draft = await aDraft(service, id, { body: { channel: 'sms' } })
    const priced = await revise(draft, '{{p1.name}}: {{p1.price}}')
    expect(priced.rendered.text).toContain(': 649,00 €\n')
    expect(priced.rendered.sms).toMatchObject({ encoding: 'GSM-7', segments: 1 })

    const dashed = await revise(priced, `{{p1.name}} – {{p1.price}}. ${'Puede responder a este mensaje. '.repeat(2)}`)
    expect(dashed.rendered.sms).toMatchObject({ encoding: 'UCS-2', segments: 2, notGsm: ['–'] })
    expect(dashed.findings.map(({ rule, severity }: { rule: string; severity: string }) => [rule, severity])).toEqual([
      ['costly-character', 'warn'],
    ])
    expect(dashed.status).toBe('ready_for_review')

    const long = await revise(dashed, 'Puede responder a este mensaje. '.repeat(15))
    expect(long.status).toBe('blocked')
    const found = long.findings.find(({ rule }: { rule: string }) => rule === 'over-length')
    expect(found.message).toContain('4 segments')
    expect((await approve(long)).body.type).toBe('/problems/draft-blocked')
  })

  test('cannot be approved as long as nothing sends it, and waits for review', async () => {
    const { id } = await aShopper(service, { consents, phone: PHONE })
    const draft = await aDraft(service, id, { body: { channel: 'sms' } })
    const refused = await approve(draft)
    expect(refused).toMatchObject({ status: 422, body: { type: '/problems/channel-unavailable' } })
    expect((await service.call('GET', `/v1/drafts/${draft.id}`)).body).toEqual(draft)
    expect((await service.call('GET', `/v1/deliveries?draftId=${draft.id}`)).body.items).toEqual([])
  })
})

test('a chat message waits for an agent, without address, sender or opt-out', async () => {
  const { id } = await aShopper(service, { consents })
  const draft = await aDraft(service, id, { body: { channel: 'chat', agentName: 'Ana' } })
  expect(draft).toMatchObject({ status: 'ready_for_review', recipient: null, findings: [] })
  expect(draft.rendered.sms).toBeUndefined()
  expect(draft.rendered.text).not.toMatch(/STOP|unsubscribe|Aquila/)
  const { delivery } = await approved(service, draft)
  service.clock.forward(11)
  await deliver(service.deps, { deliveryId: delivery.id })
  const read = await service.call('GET', `/v1/deliveries/${delivery.id}`)
  expect(read.body).toMatchObject({ state: 'queued', attempts: 0, channel: 'chat', handedOverBy: null })
})

test('an e-mail is not counted as an SMS', async () => {
  const draft = await aDraft(service, (await aShopper(service)).id)
  expect(Object.keys(draft.rendered)).toEqual(['headers', 'text', 'html'])
})

describe('by what the customer did', () => {
  const after = async (...deeds: [type: string, daysAgo: number][]) => {
    const { id } = await aShopper(service, { consents, phone: PHONE })
    for (const [type, daysAgo] of deeds) {
      const occurredAt = new Date(service.clock.now.getTime() - daysAgo * 86_400_000).toISOString()
      const body = { type, customerId: id, messageId: `${id}-${type}-${daysAgo}`, occurredAt, productId: 'dw-1' }
      const sent = await service.call('POST', '/v1/signals', { key: service.keys.profiles, body })
      expect(sent.body).toMatchObject({ accepted: 1 })
    }
    return id
  }

  test('who bought gets help, as service, on every channel', async () => {
    const id = await after(['purchase', 0])
    for (const channel of ['email', 'sms', 'chat', 'call']) {
      const draft = await aDraft(service, id, { body: { channel } })
      expect(draft).toMatchObject({ prompt: { name: 'post-purchase-care' }, purpose: 'service', findings: [] })
      expect(draft.rendered.text).not.toMatch(/649|shop\.example/)
    }
  })

  test('who bought gets marketing when the caller wants that', async () => {
    const id = await after(['purchase', 0])
    const draft = await aDraft(service, id, { body: { purpose: 'marketing' } })
    expect(draft).toMatchObject({ prompt: { name: 'research-follow-up' }, purpose: 'marketing' })
  })

  test('who comes back after a long time gets a first word that does not say so', async () => {
    const id = await after(['product-viewed', 200])
    const draft = await aDraft(service, id, { body: { channel: 'sms' } })
    expect(draft).toMatchObject({
      prompt: { name: 'welcome-back', reason: 'The customer is back after 90 days or more without a sign.' },
      purpose: 'marketing',
      findings: [],
    })
  })
})
