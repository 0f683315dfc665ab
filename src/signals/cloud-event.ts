import { whyUnstorable } from '../text.ts'
import { typeOfEvent } from './find-type.ts'
import { meaningOf, NOT_UNDERSTOOD } from './new-signal.ts'
import { readInstant, whyImpossible } from './times.ts'
import type { ParsedSignal } from './wire.ts'

/** CloudEvents 1.0 (https://github.com/cloudevents/spec, JSON format and HTTP binding). */

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** How a request carries CloudEvents: all of it in the body, many of them, or attributes in headers; null when it has none. */
export function cloudEventModeOf(headers: Headers): 'structured' | 'batch' | 'binary' | null {
  const media = String(headers['content-type'] ?? '')
    .split(';', 1)[0]!
    .trim()
    .toLowerCase()
  if (media === 'application/cloudevents+json') return 'structured'
  if (media === 'application/cloudevents-batch+json') return 'batch'
  return headers['ce-specversion'] === undefined ? null : 'binary'
}

/** The same event as in structured mode: attributes from `ce-` headers, the body as its data. */
export function fromBinary(headers: Headers, data: unknown): Record<string, unknown> {
  const attributes = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('ce-') && typeof value === 'string' ? [[name.slice(3), headerText(value)] as const] : [],
  )
  return { ...Object.fromEntries(attributes), ...(data === undefined ? {} : { data }) }
}

/** Header values hold everything but printable ASCII as percent-encoded UTF-8. */
function headerText(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Longest attribute that is kept, in UTF-16 units. */
const MAX_ATTRIBUTE = 200

/**
 * Reads one event. `source` and `id` make it count once; the end of `type` names the kind of signal; `subject` is the
 * customer unless `data` says who it was. What is not understood is kept as such, like the events of tracking clients.
 */
export function readCloudEvent(event: unknown, receivedAt: Date): ParsedSignal {
  if (!isObject(event)) return refused('', 'must be a JSON object')
  const unstorable = whyUnstorable(event)
  if (unstorable !== null) return refused('', unstorable)
  if (event.specversion !== '1.0') return refused('/specversion', 'must be 1.0')
  const { id: messageId, source, type: name } = event
  if (!isText(messageId)) return refused('/id', MUST_BE_TEXT)
  if (!isText(source)) return refused('/source', MUST_BE_TEXT)
  if (!isText(name)) return refused('/type', MUST_BE_TEXT)
  const occurredAt = event.time === undefined || event.time === null ? receivedAt : readInstant(event.time)
  if (occurredAt === null) return refused('/time', 'must be an RFC 3339 time from the year 2000 on')
  const impossible = whyImpossible(occurredAt, receivedAt)
  if (impossible !== null) return refused('/time', impossible)

  const data = dataOf(event)
  if (data === null) return refused('/data', 'must be a JSON object')
  const { customerId: customer, anonymousId: anonymous, properties: inner, ...beside } = data
  const stated = isGiven(customer) || isGiven(anonymous)
  const subject = stated || !isGiven(event.subject) ? null : event.subject
  const customerId = idOf(customer ?? subject)
  const anonymousId = idOf(anonymous)
  if (isGiven(customer ?? subject) && customerId === null) {
    return refused(stated ? '/data/customerId' : '/subject', MUST_BE_TEXT)
  }
  if (isGiven(anonymous) && anonymousId === null) return refused('/data/anonymousId', MUST_BE_TEXT)
  if (customerId === null && anonymousId === null) {
    return refused('/subject', 'must be the id of the customer, or data must hold customerId or anonymousId')
  }
  const properties = isObject(inner)
    ? { ...beside, ...inner }
    : isGiven(inner)
      ? { ...beside, properties: inner }
      : beside
  const meaning = understand(name, properties)
  return {
    ok: true,
    signal: { ...meaning, name, source, messageId, customerId, anonymousId, occurredAt, receivedAt },
  }
}

function understand(name: string, properties: Record<string, unknown>) {
  const match = typeOfEvent(name)
  const complete = { ...match?.implied, ...properties }
  const read = match === undefined ? undefined : meaningOf(match.type, complete)
  return read?.ok === true ? { ...read.meaning, properties: complete } : { ...NOT_UNDERSTOOD, properties }
}

/** The event's data as an object, `{}` where there is none, or null where it is something else. */
function dataOf(event: Record<string, unknown>): Record<string, unknown> | null {
  const data = event.data ?? decoded(event.data_base64) ?? {}
  return isObject(data) && whyUnstorable(data) === null ? data : null
}

function decoded(base64: unknown): unknown {
  if (typeof base64 !== 'string') return base64
  try {
    return JSON.parse(Buffer.from(base64, 'base64').toString('utf8'))
  } catch {
    return base64
  }
}

const MUST_BE_TEXT = `must be text of 1 to ${MAX_ATTRIBUTE} characters`
const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== ''
const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= MAX_ATTRIBUTE
const idOf = (value: unknown): string | null => {
  const text = typeof value === 'number' ? String(value) : value
  return isText(text) ? text : null
}
const refused = (pointer: string, message: string): ParsedSignal => ({
  ok: false,
  problem: { detail: 'This event cannot be taken as it is.', errors: [{ pointer, message }] },
})
