import { sql } from 'drizzle-orm'
import twilio from 'twilio'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { smsStatusUrl } from '../../src/channels/sms-transport.ts'
import { deliver } from '../support/deliver.ts'
import { startHttpDouble } from '../channels/http-double.ts'
import { aDraft, approved, aShopper, openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aConsent } from '../support/wire-examples.ts'

const TOKEN = 'token-of-a-test'
const ACCOUNT = `AC${'0'.repeat(31)}1`
const OURS = '+15552223333'
const taken = { status: 201, body: JSON.stringify({ sid: 'SM1', status: 'queued' }) }

let provider: Awaited<ReturnType<typeof startHttpDouble>>
let service: TestApp
let count = 0
let phone: string
let customer: { id: string }

beforeAll(async () => {
  provider = await startHttpDouble(taken)
  const environment = { SMS_URL: provider.url, SMS_ACCOUNT: ACCOUNT, SMS_TOKEN: TOKEN, SMS_FROM: OURS }
  service = await startApp({ environment })
  await openShop(service)
  // In the middle of a working day in Madrid, so that no quiet hour is in the way.
  service.clock.now = new Date('2026-11-25T12:00:00Z')
})
afterAll(async () => {
  await service.close()
  await provider.stop()
})
beforeEach(async () => {
  provider.reply = taken
  provider.received.length = 0
  phone = `+3461234${String(5000 + ++count)}`
  customer = await aShopper(service, { consents: [aConsent({ channel: 'sms' })], phone, timeZone: 'Europe/Madrid' })
})

async function inOutbox() {
  const draft = await aDraft(service, customer.id, { body: { channel: 'sms' } })
  const { delivery } = await approved(service, draft)
  service.clock.forward(11)
  return { draft, id: delivery.id as string }
}
const read = async (id: string) => (await service.call('GET', `/v1/deliveries/${id}`)).body
async function sent() {
  const { draft, id } = await inOutbox()
  await deliver(service.deps, { deliveryId: id })
  expect(await read(id)).toMatchObject({ state: 'sent', providerMessageId: 'SM1' })
  return { draft, id }
}

/** What the provider posts, signed by its own package. */
function post(path: string, form: Record<string, string>, signature?: string) {
  const url = `https://foreword.test${path}`
  return service.call('POST', path, {
    key: null,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature ?? twilio.getExpectedTwilioSignature(TOKEN, url, form),
    },
    body: new URLSearchParams(form).toString(),
  })
}
const reply = (Body: string, change: Record<string, string> = {}) =>
  post('/v1/channels/sms/inbound', { From: phone, To: OURS, Body, MessageSid: `SM${service.deps.newId()}`, ...change })
const status = (id: string, MessageStatus: string, change: Record<string, string> = {}) =>
  post(new URL(smsStatusUrl('https://foreword.test', id)!).pathname + `?deliveryId=${id}`, {
    MessageSid: 'SM1',
    MessageStatus,
    To: phone,
    From: OURS,
    ...change,
  })
const mayBeWrittenTo = async () => {
  const draft = await aDraft(service, customer.id, { body: { channel: 'sms' } })
  const yes = await service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: 1 } })
  return yes.status === 200 ? true : yes.body.type
}
const outcomes = async (id: string) => (await service.call('GET', `/v1/deliveries/${id}/outcomes`)).body.items

describe('a text message', () => {
  test('is approved like an e-mail and goes to the provider as it was approved', async () => {
    const { draft, id } = await sent()
    const [{ body }] = provider.received as [any]
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      To: phone,
      From: OURS,
      StatusCallback: `https://foreword.test/v1/channels/sms/status?deliveryId=${id}`,
      Body: draft.rendered.text,
    })
    expect(draft.rendered.sms).toMatchObject({ encoding: 'GSM-7' })
  })

  test('to somebody who told the provider to stop is not sent, and nothing more is', async () => {
    provider.reply = { status: 400, body: '{"code":21610,"message":"x","status":400}' }
    const { id } = await inOutbox()
    await deliver(service.deps, { deliveryId: id })
    expect(await read(id)).toMatchObject({ state: 'failed', reason: 'HTTP 400 21610' })
    expect(await mayBeWrittenTo()).toBe('/problems/suppressed')
    await reply('START')
    expect(await mayBeWrittenTo()).toBe(true)
  })
})

describe('a reply', () => {
  test.each(['STOP', 'Stopp!', 'baja', 'arrêt'])('%s ends text messages, also what is approved', async (word) => {
    const { id } = await inOutbox()
    const answer = await reply(word)
    expect(answer).toMatchObject({ status: 200, type: 'text/xml; charset=utf-8' })
    expect(answer.text).toContain('<Response></Response>')
    await deliver(service.deps, { deliveryId: id })
    expect(await read(id)).toMatchObject({ state: 'skipped', reason: 'suppressed' })
    expect(provider.received).toEqual([])
  })

  test('START alone begins again what a STOP ended', async () => {
    await reply('STOP')
    for (const words of ['When do you start?', 'yes', 'start it', 'starting to get annoyed']) await reply(words)
    expect(await mayBeWrittenTo()).toBe('/problems/suppressed')
    await reply('start')
    expect(await mayBeWrittenTo()).toBe(true)
  })

  test.each(['manual', 'complaint', 'legal', 'unsubscribe', 'hard_bounce'])(
    'START does not lift a suppression that is there as %s, before or after a STOP',
    async (reason) => {
      const body = { channel: 'sms', address: phone, reason }
      await reply('STOP')
      expect((await service.call('POST', '/v1/suppressions', { body })).status).toBe(201)
      await reply('STOP')
      await reply('START')
      expect(await mayBeWrittenTo()).toBe('/problems/suppressed')
    },
  )

  test('START that the provider posts again does not lift a STOP that came after it', async () => {
    await sent()
    await reply('STOP')
    const begin = () => reply('START', { MessageSid: `SM-start-${phone}` })
    await begin()
    expect(await mayBeWrittenTo()).toBe(true)
    await reply('STOP')
    await begin()
    expect(await mayBeWrittenTo()).toBe('/problems/suppressed')
  })

  test('START does not stand for a consent', async () => {
    const at = service.clock.now.toISOString()
    const consents = [aConsent({ channel: 'sms', state: 'withdrawn', source: 'phone', at })]
    await service.call('PUT', `/v1/customers/${customer.id}/consents`, { body: { consents } })
    await reply('START')
    expect(await mayBeWrittenTo()).toBe('/problems/no-consent')
  })

  test('that the provider took for STOP or START counts as such, whatever its words', async () => {
    await reply('Genug jetzt', { OptOutType: 'STOP' })
    expect(await mayBeWrittenTo()).toBe('/problems/suppressed')
    await reply('Doch wieder', { OptOutType: 'START' })
    expect(await mayBeWrittenTo()).toBe(true)
  })

  test.each([
    ['Please stop texting me', { reason: 'may-mean-stop' }],
    ['How much is it?', {}],
    ['HELP', { reason: 'help' }],
    ['STOP', { reason: 'stop' }],
  ])('%j is noted with the last message for a person, without its words', async (text, detail) => {
    const { id } = await sent()
    await reply(text)
    expect(await outcomes(id)).toMatchObject([{ type: 'replied', detail }])
    const [row] = await rowsOf(
      service,
      sql`select row_to_json(o)::text as all from outcomes o where delivery_id = ${id}`,
    )
    expect(row!['all']).not.toMatch(/texting|How much|\+34/)
    expect(await mayBeWrittenTo()).toBe(text === 'STOP' ? '/problems/suppressed' : true)
  })

  test('that comes twice is noted once', async () => {
    const { id } = await sent()
    for (let time = 0; time < 2; time++) await reply('Yes?', { MessageSid: `SM-twice-${id}` })
    expect(await outcomes(id)).toHaveLength(1)
  })

  test.each([
    ['nobody we know', { From: '+4915112345678' }],
    ['a short code', { From: '32665' }],
    ['a number that is none', { From: 'anonymous' }],
    ['nobody at all', { From: '' }],
  ])('from %s is taken and leads to nothing wrong', async (_, change) => {
    expect((await reply('STOP', change)).status).toBe(200)
    expect(await mayBeWrittenTo()).toBe(true)
  })
})

describe('a status', () => {
  test('delivered is what the delivery becomes', async () => {
    const { id } = await sent()
    for (const step of ['queued', 'sending', 'sent']) expect((await status(id, step)).status).toBe(204)
    expect((await read(id)).state).toBe('sent')
    expect((await status(id, 'delivered')).status).toBe(204)
    expect((await read(id)).state).toBe('delivered')
  })

  test('settles what nobody knew', async () => {
    provider.reply = 'hangs up'
    const { id } = await inOutbox()
    await deliver(service.deps, { deliveryId: id })
    expect((await read(id)).state).toBe('uncertain')
    await status(id, 'delivered')
    expect((await read(id)).state).toBe('delivered')
  })

  test('a number that is dead is not written to again', async () => {
    const { id } = await sent()
    await status(id, 'undelivered', { ErrorCode: '30005' })
    expect(await read(id)).toMatchObject({ state: 'bounced', reason: 'hard_bounce' })
    expect(await outcomes(id)).toMatchObject([{ type: 'bounced', bounce: 'hard', detail: { reason: '30005' } }])
    expect(await mayBeWrittenTo()).toBe('/problems/suppressed')
  })

  test('a telephone that is off may be written to another time', async () => {
    const { id } = await sent()
    await status(id, 'undelivered', { ErrorCode: '30003' })
    expect(await read(id)).toMatchObject({ state: 'bounced', reason: 'soft_bounce' })
    expect(await mayBeWrittenTo()).toBe(true)
  })

  test.each(['', '?deliveryId=', '?deliveryId=x', `?deliveryId=${'0'.repeat(400)}`])(
    'of no delivery (%j): 404',
    async (query) => {
      const answer = await post(`/v1/channels/sms/status${query}`, { MessageSid: 'SM1', MessageStatus: 'delivered' })
      expect(answer.status).toBe(404)
    },
  )

  test('of a delivery that is not there is taken and forgotten', async () => {
    expect((await status(service.deps.newId(), 'delivered')).status).toBe(204)
  })
})

describe('whoever is not the provider', () => {
  test.each(['', 'x', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='])(
    'with the signature %j gets 403 and changes nothing',
    async (signature) => {
      const form = { From: phone, To: OURS, Body: 'STOP', MessageSid: 'SM9' }
      const answer = await post('/v1/channels/sms/inbound', form, signature)
      expect(answer).toMatchObject({ status: 403, body: { type: '/problems/bad-signature' } })
      expect(await mayBeWrittenTo()).toBe(true)
    },
  )

  test('without a signature, with a key, or with another form under a good signature: 403', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const body = new URLSearchParams({ From: phone, Body: 'STOP', MessageSid: 'SM9' }).toString()
    expect((await service.call('POST', '/v1/channels/sms/inbound', { headers, body })).status).toBe(403)
    const url = 'https://foreword.test/v1/channels/sms/inbound'
    const good = twilio.getExpectedTwilioSignature(TOKEN, url, { From: phone, Body: 'Hello', MessageSid: 'SM9' })
    const answer = await post('/v1/channels/sms/inbound', { From: phone, Body: 'STOP', MessageSid: 'SM9' }, good)
    expect(answer.status).toBe(403)
    const json = await service.call('POST', '/v1/channels/sms/inbound', { key: null, body: { From: phone } })
    expect(json.status).toBe(415)
    expect(await mayBeWrittenTo()).toBe(true)
  })

  test.each(['inbound', 'status'])('with a good signature and nothing else (%s): no fault of ours', async (door) => {
    const path = `/v1/channels/sms/${door}`
    const signature = twilio.getExpectedTwilioSignature(TOKEN, `https://foreword.test${path}`, {})
    const answer = await service.call('POST', path, { key: null, headers: { 'x-twilio-signature': signature } })
    expect(answer.status).toBe(door === 'inbound' ? 200 : 404)
  })

  test('without a provider there is no such door', async () => {
    const bare = await startApp()
    const answer = await bare.call('POST', '/v1/channels/sms/inbound', { key: null, body: 'x' })
    expect(answer.status).toBe(404)
    await bare.close()
  })
})
