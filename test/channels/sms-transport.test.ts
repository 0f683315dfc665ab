import twilio from 'twilio'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isSignedBy, smsSignature } from '../../src/channels/sms-signature.ts'
import { openSms, readAnswer, smsStatusUrl } from '../../src/channels/sms-transport.ts'
import { anOutgoing } from '../delivery/smtp.ts'
import { type Reply, startHttpDouble } from './http-double.ts'

const ACCOUNT = `AC${'0'.repeat(31)}1`
const TOKEN = 'token-of-a-test'
const FROM = '+15552223333'
const TEXT = 'Das kostet 5 € & mehr: https://shop.example/dw-1?a=1+2\nAquila: Abmelden mit STOP 👋'
const TAKEN: Reply = {
  status: 201,
  body: JSON.stringify({ sid: 'SM1', status: 'queued', num_segments: '1', error_code: null }),
  headers: { 'content-type': 'application/json' },
}
const refused = (status: number, code: number): Reply => ({
  status,
  body: JSON.stringify({ code, message: 'no', more_info: '', status }),
})

let provider: Awaited<ReturnType<typeof startHttpDouble>>
beforeAll(async () => {
  provider = await startHttpDouble(TAKEN)
})
afterAll(() => provider.stop())
beforeEach(() => {
  provider.reply = TAKEN
  provider.received.length = 0
})

const settings = (change = {}) => ({
  url: provider.url,
  account: ACCOUNT,
  token: TOKEN,
  from: FROM as string | undefined,
  messagingService: undefined as string | undefined,
  ...change,
})
const statusUrl = (id: string) => smsStatusUrl('https://foreword.test', id)
const aText = () => {
  const message = anOutgoing({ recipient: '+34612345678' })
  return { ...message, rendered: { text: TEXT, html: null, headers: {} } }
}
const fieldsOf = (body: string) => Object.fromEntries([...new URLSearchParams(body)].toSorted())

/** The provider's own client, made to speak to our double. */
function theirClient() {
  const client = twilio(ACCOUNT, TOKEN)
  client.api.baseUrl = provider.url
  return client
}

describe('the wire', () => {
  test.each([
    ['a number', settings, { from: FROM }],
    [
      'a messaging service',
      () => settings({ from: undefined, messagingService: 'MG1' }),
      { messagingServiceSid: 'MG1' },
    ],
  ])('is what the provider’s own client says, with %s as sender', async (_, ours, theirs) => {
    const message = aText()
    expect(await openSms(ours(), statusUrl).send(message)).toEqual({ outcome: 'sent', providerMessageId: 'SM1' })
    const statusCallback = statusUrl(message.deliveryId)!
    const made = await theirClient().messages.create({ to: '+34612345678', body: TEXT, statusCallback, ...theirs })
    expect(made.sid).toBe('SM1')
    const [we, they] = provider.received as [any, any]
    expect([we.method, we.path]).toEqual([they.method, they.path])
    expect(we.headers.authorization).toBe(they.headers.authorization)
    expect(we.headers['content-type'].split(';')[0]).toBe(they.headers['content-type'].split(';')[0])
    expect(fieldsOf(we.body)).toEqual(fieldsOf(they.body))
    expect(fieldsOf(we.body)['Body']).toBe(TEXT)
  })

  test('names no address for reports when the provider could not reach it', async () => {
    expect(smsStatusUrl('http://127.0.0.1:3000', 'd-1')).toBeNull()
    await openSms(settings(), () => null).send(aText())
    expect(fieldsOf(provider.received[0]!.body)).not.toHaveProperty('StatusCallback')
  })
})

describe('what came of it', () => {
  const outcomeOf = async (reply: Reply) => {
    provider.reply = reply
    return openSms(settings(), statusUrl, { timeoutMs: 500 }).send(aText())
  }

  test.each<[Reply, object]>([
    [refused(400, 21211), { outcome: 'refused', reason: 'HTTP 400 21211' }],
    [refused(400, 21614), { outcome: 'refused', reason: 'HTTP 400 21614' }],
    [refused(400, 21610), { outcome: 'refused', reason: 'HTTP 400 21610', suppress: 'stop_keyword' }],
    [refused(400, 21611), { outcome: 'not_sent', reason: 'HTTP 400 21611' }],
    [refused(401, 20003), { outcome: 'not_sent', reason: 'HTTP 401 20003' }],
    [refused(404, 20404), { outcome: 'not_sent', reason: 'HTTP 404 20404' }],
    [refused(429, 20429), { outcome: 'not_sent', reason: 'HTTP 429 20429' }],
    [refused(500, 20500), { outcome: 'unknown', reason: 'HTTP 500 20500' }],
    [
      { status: 503, body: 'busy' },
      { outcome: 'unknown', reason: 'HTTP 503' },
    ],
    [{ status: 408 }, { outcome: 'unknown', reason: 'HTTP 408' }],
    [
      { status: 201, body: 'no JSON' },
      { outcome: 'unknown', reason: 'HTTP 201' },
    ],
    [
      { status: 200, body: 'null' },
      { outcome: 'unknown', reason: 'HTTP 200' },
    ],
    [
      { status: 201, body: '{"sid":"SM1","status":"failed","error_code":30003}' },
      { outcome: 'refused', reason: '30003' },
    ],
    ['hangs up', { outcome: 'unknown' }],
    ['falls silent', { outcome: 'unknown' }],
  ])('%j: %j', async (reply, outcome) => {
    expect(await outcomeOf(reply)).toMatchObject(outcome)
    expect(provider.received).toHaveLength(1)
  })

  test.each([301, 302, 307, 308])('a redirect (%i) is not followed with our key', async (status) => {
    const elsewhere = await startHttpDouble()
    expect(await outcomeOf({ status, headers: { location: elsewhere.url } })).toMatchObject({ outcome: 'not_sent' })
    expect(elsewhere.received).toEqual([])
    await elsewhere.stop()
  })

  test('nobody listens: nothing was sent', async () => {
    const gone = await startHttpDouble()
    await gone.stop()
    const answer = await openSms(settings({ url: gone.url }), statusUrl).send(aText())
    expect(answer).toEqual({ outcome: 'not_sent', reason: 'ECONNREFUSED' })
  })

  test('the provider’s own client reads the same answers as failures', async () => {
    for (const reply of [refused(400, 21610), refused(429, 20429), refused(500, 20500)]) {
      provider.reply = reply
      const { status, body } = reply as { status: number; body: string }
      const { code } = JSON.parse(body)
      await expect(theirClient().messages.create({ to: '+34612345678', from: FROM, body: 'x' })).rejects.toMatchObject({
        status,
        code,
      })
      expect(readAnswer(status, { code }).outcome).not.toBe('sent')
    }
  })
})

describe('the signature', () => {
  const url = 'https://foreword.test/v1/channels/sms/inbound?deliveryId=d-1&x=%20'
  const form = {
    From: '+34612345678',
    To: FROM,
    Body: 'Stop & go: ¿qué? 👋 a+b=c',
    MessageSid: 'SM2',
    Zulu: '',
    alpha: '1',
  }

  test('is the one that the provider’s package makes', () => {
    const ours = smsSignature(TOKEN, url, new URLSearchParams(form))
    expect(ours).toBe(twilio.getExpectedTwilioSignature(TOKEN, url, form))
    expect(twilio.validateRequest(TOKEN, ours, url, form)).toBe(true)
    expect(isSignedBy(TOKEN, url, new URLSearchParams(form), ours)).toBe(true)
  })

  test('fits no other token, address, field or value', () => {
    const good = smsSignature(TOKEN, url, new URLSearchParams(form))
    const fits = (token: string, at: string, fields: Record<string, string>, signature = good) =>
      isSignedBy(token, at, new URLSearchParams(fields), signature)
    expect(fits(TOKEN, url, form)).toBe(true)
    expect(fits('other', url, form)).toBe(false)
    expect(fits(TOKEN, `${url}1`, form)).toBe(false)
    expect(fits(TOKEN, url, { ...form, Body: 'START' })).toBe(false)
    expect(fits(TOKEN, url, { ...form, more: '1' })).toBe(false)
    for (const signature of ['', 'x', good.slice(1), `${good}=`]) expect(fits(TOKEN, url, form, signature)).toBe(false)
  })
})
