import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { aModel } from '../support/model.ts'
import { aBrand, aCustomer, aProduct } from '../support/wire-examples.ts'

let service: TestApp
const model = aModel()
beforeAll(async () => {
  service = await startApp({ model })
  const { call, keys, clock } = service
  await call('PUT', '/v1/brand', { body: aBrand() })
  await call('PUT', '/v1/products/dw-1', { body: aProduct() })
  await call('PUT', '/v1/customers/c-1', { body: aCustomer({ phone: '+34612345678' }) })
  const occurredAt = new Date(clock.now.getTime() - 60_000).toISOString()
  await call('POST', '/v1/signals', {
    key: keys.ingest,
    body: { type: 'product-viewed', customerId: 'c-1', messageId: 'm', occurredAt, productId: 'dw-1' },
  })
})
afterAll(() => service.close())

describe('prompts', () => {
  test('are listed with version and hash', async () => {
    const { body } = await service.call('GET', '/v1/prompts', { key: service.keys.ana })
    expect(body.items.map((prompt: { name: string }) => prompt.name)).toEqual([
      'back-in-stock',
      'comparison-help',
      'post-purchase-care',
      'price-drop',
      'research-follow-up',
      'review-concern',
      'service-recovery',
      'welcome-back',
    ])
    expect(body.items[0].hash).toMatch(/^[0-9a-f]{64}$/)
    expect((await service.call('GET', '/v1/prompts/research-follow-up')).body).toMatchObject({ version: 2 })
    expect((await service.call('GET', '/v1/prompts/none')).body.type).toBe('/problems/prompt-not-found')
  })

  test('the preview is what the model is sent, to the letter', async () => {
    const wish = { customerId: 'c-1', channel: 'email', agentName: 'Ana', note: 'Be brief.' }
    const preview = await service.call('POST', '/v1/prompts/research-follow-up/preview', { body: wish })
    expect(preview.status).toBe(200)
    const draft = await service.call('POST', '/v1/drafts', {
      key: service.keys.ana,
      body: { ...wish, prompt: 'research-follow-up' },
    })
    expect(draft.status).toBe(201)
    const sent = JSON.stringify(model.calls[0])
    expect(sent).toContain(JSON.stringify(preview.body.system).slice(1, -1))
    expect(sent).toContain(JSON.stringify(preview.body.user).slice(1, -1))
    expect(draft.body.prompt).toMatchObject({ name: 'research-follow-up', version: 2, reason: 'The caller named it.' })
  })

  test('neither preview nor brief holds name, address or phone number', async () => {
    const preview = await service.call('POST', '/v1/prompts/research-follow-up/preview', {
      body: { customerId: 'c-1', channel: 'email' },
    })
    const brief = await service.call('GET', '/v1/customers/c-1/brief')
    expect(brief.body).toMatchObject({ stage: 'research', consent: true, complaint: false })
    for (const text of [preview.text, brief.text]) expect(text).not.toMatch(/Ines|Roca|example\.com|612345678/)
  })

  test('a prompt that is not for the channel, and a customer that nobody knows', async () => {
    const preview = (body: unknown) => service.call('POST', '/v1/prompts/research-follow-up/preview', { body })
    const { body } = await service.call('POST', '/v1/prompts/comparison-help/preview', {
      body: { customerId: 'c-1', channel: 'sms' },
    })
    expect(body.type).toBe('/problems/unknown-prompt')
    expect((await preview({ customerId: 'x', channel: 'email' })).body.type).toBe('/problems/customer-not-found')
    expect((await service.call('GET', '/v1/customers/x/brief')).body.type).toBe('/problems/customer-not-found')
  })
})
