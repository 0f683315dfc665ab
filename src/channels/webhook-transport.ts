import { createHmac } from 'node:crypto'
import { lookup as resolve, type LookupAddress } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { WebhookSettings } from '../config.ts'
import type { HandOver, Outgoing, Transport } from './channel.ts'
import { isPublicAddress, whyNotPublic } from './public-address.ts'

/** Milliseconds for everything from the name's resolution to the status. */
const TIMEOUT_MS = 15_000

type Resolve = (
  name: string,
  options: { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * The body of one message. `data.text` is the approved text, letter for letter.
 */
const bodyOf = ({ deliveryId, recipient, purpose, subject, rendered }: Outgoing, now: Date): string =>
  JSON.stringify({
    type: 'message.approved',
    timestamp: now.toISOString(),
    data: {
      deliveryId,
      customerId: recipient,
      purpose,
      subject,
      text: rendered.text,
      unsubscribeUrl: rendered.headers['List-Unsubscribe']?.slice(1, -1) ?? null,
    },
  })

/** The headers of Standard Webhooks 1.0.0. The id stays the same however often a delivery is tried. */
export function signWebhook(secret: string, id: string, body: string, now: Date): Record<string, string> {
  const seconds = String(Math.floor(now.getTime() / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` }
}

/** Resolves a name and refuses it when any of its addresses is not public: what is connected to is what was checked. */
const publicLookup =
  (resolveName: Resolve): LookupFunction =>
  (name, options, done) =>
    resolveName(name, { all: true }, (error, addresses) => {
      if (error !== null) return done(error, [])
      if (addresses.length === 0 || addresses.some(({ address }) => !isPublicAddress(address))) {
        return done(Object.assign(new Error('not a public address'), { code: 'EPRIVATE' }), [])
      }
      if (options.all === true) return done(null, addresses)
      return done(null, addresses[0]!.address, addresses[0]!.family)
    })

/**
 * What an answer means (Standard Webhooks, "Webhook retries"). The id makes a second try harmless, so that all but the end
 * of the road is tried again. A redirect is not followed: it could lead anywhere.
 */
function readStatus(status: number, deliveryId: string): HandOver {
  if (status >= 200 && status < 300) return { outcome: 'sent', providerMessageId: deliveryId }
  if (status === 410) return { outcome: 'refused', reason: 'HTTP 410' }
  return { outcome: 'not_sent', reason: `HTTP ${status}` }
}

/**
 * Messages to the brand's own system by HTTP.
 * @throws Error with one sentence when the address leads where nothing may be sent
 */
export function openWebhook(
  { url, secret, allowPrivate }: WebhookSettings,
  { now = () => new Date(), resolveName = resolve as Resolve, timeoutMs = TIMEOUT_MS } = {},
): Transport {
  const target = new URL(url)
  const why = allowPrivate ? null : whyNotPublic(url)
  if (why !== null) throw new Error(`WEBHOOK_URL: ${why} (WEBHOOK_ALLOW_PRIVATE=true allows any address).`)
  const request = target.protocol === 'https:' ? requestHttps : requestHttp
  const lookup = allowPrivate ? undefined : publicLookup(resolveName)
  const post = (headers: Record<string, string | number>, body: string): Promise<number> =>
    new Promise((done, fail) => {
      const options = { method: 'POST', headers, signal: AbortSignal.timeout(timeoutMs) }
      request(target, { ...options, ...(lookup === undefined ? {} : { lookup }) }, (response) => {
        done(response.statusCode ?? 0)
        // Nothing of the answer is read: it could be endless.
        response.destroy()
      })
        .on('error', fail)
        .end(body)
    })
  return {
    idempotent: true,
    async send(message) {
      const at = now()
      const body = bodyOf(message, at)
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Foreword',
        ...signWebhook(secret, message.deliveryId, body, at),
      }
      try {
        return readStatus(await post(headers, body), message.deliveryId)
      } catch (error) {
        const { code = 'error', name } = error as NodeJS.ErrnoException
        if (code === 'EPRIVATE') return { outcome: 'refused', reason: code }
        return { outcome: 'not_sent', reason: name === 'AbortError' ? 'ETIMEDOUT' : code }
      }
    },
  }
}
