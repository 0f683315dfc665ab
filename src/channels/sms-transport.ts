import type { SmsSettings } from '../config.ts'
import type { HandOver, Transport } from './channel.ts'

/** Milliseconds that the provider may take to answer. */
const TIMEOUT_MS = 15_000

/** What stands in the way of a connection, so that nothing can have been read. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** The recipient has told the provider to stop. */
const OPTED_OUT = 21610
/** The provider's own queue for this sender is full: later it may not be. */
const QUEUE_FULL = 21611

type ProviderAnswer = { sid?: unknown; code?: unknown; status?: unknown; error_code?: unknown }

/**
 * What an answer means. A 4xx is a refusal before anything was queued: 429 and a full queue may be tried again, and so may
 * 401, 403 and 404, which are about our account and can be mended; the rest is for good. After a 5xx nobody knows: Twilio
 * takes no idempotency key, so the message may be on its way, and its status report will tell.
 */
export function readAnswer(status: number, answer: ProviderAnswer): HandOver {
  const code = typeof answer.code === 'number' ? answer.code : null
  const reason = code === null ? `HTTP ${status}` : `HTTP ${status} ${code}`
  if (status >= 200 && status < 300) {
    if (typeof answer.sid !== 'string') return { outcome: 'unknown', reason }
    if (answer.status !== 'failed' && answer.status !== 'undelivered') {
      return { outcome: 'sent', providerMessageId: answer.sid }
    }
    return { outcome: 'refused', reason: typeof answer.error_code === 'number' ? String(answer.error_code) : 'failed' }
  }
  if (code === OPTED_OUT) return { outcome: 'refused', reason, suppress: 'stop_keyword' }
  const mayWorkLater = [401, 403, 404, 429].includes(status) || code === QUEUE_FULL
  // A redirect is not followed: the key would go with it.
  if (mayWorkLater || (status >= 300 && status < 400)) return { outcome: 'not_sent', reason }
  if (status >= 400 && status < 500 && status !== 408) return { outcome: 'refused', reason }
  return { outcome: 'unknown', reason }
}

/** Where a provider reports on a message of ours; null when only this machine or network can reach it (no https). */
export const smsStatusUrl = (publicUrl: string, deliveryId: string): string | null =>
  publicUrl.startsWith('https:') ? `${publicUrl}/v1/channels/sms/status?deliveryId=${deliveryId}` : null

/**
 * Text messages by the REST interface that Twilio has and others copy.
 * @param statusUrl where the provider reports what became of a message, given its delivery; null where it cannot reach us
 */
export function openSms(
  { url, account, token, from, messagingService }: SmsSettings,
  statusUrl: (deliveryId: string) => string | null,
  { timeoutMs = TIMEOUT_MS } = {},
): Transport {
  const address = `${url}/2010-04-01/Accounts/${account}/Messages.json`
  const authorization = `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`
  const sender: Record<string, string> =
    from === undefined ? { MessagingServiceSid: messagingService ?? '' } : { From: from }
  return {
    idempotent: false,
    async send({ deliveryId, recipient, rendered }) {
      const callback = statusUrl(deliveryId)
      const form = { To: recipient, ...(callback === null ? {} : { StatusCallback: callback }), ...sender }
      try {
        const response = await fetch(address, {
          method: 'POST',
          headers: { authorization, accept: 'application/json' },
          body: new URLSearchParams({ ...form, Body: rendered.text }),
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        })
        const answer: unknown = await response.json().catch(() => null)
        return readAnswer(response.status, answer !== null && typeof answer === 'object' ? answer : {})
      } catch (error) {
        const { code = (error as Error).name } = ((error as Error).cause ?? {}) as { code?: string }
        return { outcome: NOT_CONNECTED.has(code) ? 'not_sent' : 'unknown', reason: code }
      }
    },
  }
}
