import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { webhook } from '../../src/channels/webhook.ts'
import { openWebhook, signWebhook } from '../../src/channels/webhook-transport.ts'
import { anOutgoing } from '../delivery/smtp.ts'
import { type Reply, startHttpDouble } from './http-double.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
let receiver: Awaited<ReturnType<typeof startHttpDouble>>
let transport: ReturnType<typeof openWebhook>

beforeAll(async () => {
  receiver = await startHttpDouble()
  transport = openWebhook({ url: `${receiver.url}/hook?a=1`, secret: SECRET, allowPrivate: true }, { timeoutMs: 500 })
})
afterAll(() => receiver.stop())
beforeEach(() => {
  receiver.reply = { status: 204 }
  receiver.received.length = 0
})

const rendered = webhook.render(
  { subject: 'Your questions', body: 'Grüße, Inés!\r\n“Quoted” 👋' },
  {
    sender: null,
    unsubscribeUrl: 'https://foreword.test/u/token',
    links: [],
    locale: null,
    disclosures: ['An AI helped.'],
  },
)
const aMessage = () => anOutgoing({ recipient: 'c-1', rendered, subject: rendered.headers['Subject']! })

describe('a message by webhook', () => {
  test('is one POST with the approved text, whom it is for, and how to end it', async () => {
    const message = aMessage()
    expect(await transport.send(message)).toEqual({ outcome: 'sent', providerMessageId: message.deliveryId })
    expect(receiver.received).toHaveLength(1)
    const [{ method, path, headers, body }] = receiver.received as [any]
    expect([method, path, headers['content-type']]).toEqual(['POST', '/hook?a=1', 'application/json'])
    expect(JSON.parse(body)).toEqual({
      type: 'message.approved',
      timestamp: expect.any(String),
      data: {
        deliveryId: message.deliveryId,
        customerId: 'c-1',
        purpose: 'marketing',
        subject: 'Your questions',
        text: 'Grüße, Inés!\n“Quoted” 👋\n\nAn AI helped.\n',
        unsubscribeUrl: 'https://foreword.test/u/token',
      },
    })
  })

  test('is verified by the package of Standard Webhooks, and not with another key or another body', async () => {
    await transport.send(aMessage())
    const [{ headers, body }] = receiver.received as [any]
    expect(new Webhook(SECRET).verify(body, headers)).toMatchObject({ type: 'message.approved' })
    expect(() => new Webhook(SECRET).verify(body.replace('c-1', 'c-2'), headers)).toThrow(/signature/)
    const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
    expect(() => new Webhook(other).verify(body, headers)).toThrow(/signature/)
  })

  test('has the same id however often it is tried, and a time of its own', async () => {
    const [first, second] = [new Date('2026-11-23T10:00:00Z'), new Date('2026-11-23T10:00:05Z')].map((at) =>
      signWebhook(SECRET, 'd-1', '{}', at),
    )
    expect(first!['webhook-id']).toBe(second!['webhook-id'])
    expect([first!['webhook-timestamp'], second!['webhook-timestamp']]).toEqual(['1795428000', '1795428005'])
    expect(first!['webhook-signature']).not.toBe(second!['webhook-signature'])
    expect(transport.idempotent).toBe(true)
  })

  test.each<[Reply, string, string?]>([
    [{ status: 200, body: 'x'.repeat(100_000) }, 'sent'],
    [{ status: 202 }, 'sent'],
    [{ status: 410 }, 'refused', 'HTTP 410'],
    [{ status: 400 }, 'not_sent', 'HTTP 400'],
    [{ status: 404 }, 'not_sent', 'HTTP 404'],
    [{ status: 429 }, 'not_sent', 'HTTP 429'],
    [{ status: 503 }, 'not_sent', 'HTTP 503'],
    ['hangs up', 'not_sent', 'ECONNRESET'],
    ['falls silent', 'not_sent', 'ETIMEDOUT'],
  ])('%j means %s', async (reply, outcome, reason) => {
    receiver.reply = reply
    expect(await transport.send(aMessage())).toMatchObject({ outcome, ...(reason === undefined ? {} : { reason }) })
  })

  test.each([301, 302, 303, 307, 308])('a redirect (%i) is not followed', async (status) => {
    const elsewhere = await startHttpDouble()
    receiver.reply = { status, headers: { location: `${elsewhere.url}/elsewhere` } }
    expect(await transport.send(aMessage())).toEqual({ outcome: 'not_sent', reason: `HTTP ${status}` })
    expect(elsewhere.received).toEqual([])
    await elsewhere.stop()
  })

  test('to nobody who listens is tried again', async () => {
    const gone = await startHttpDouble()
    await gone.stop()
    const lost = openWebhook({ url: gone.url, secret: SECRET, allowPrivate: true })
    expect(await lost.send(aMessage())).toEqual({ outcome: 'not_sent', reason: 'ECONNREFUSED' })
  })
})
