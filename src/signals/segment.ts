import type { CustomerTraits } from '../customers/customer.ts'
import { whyUnstorable } from '../text.ts'
import { typeOfEvent } from './find-type.ts'
import { meaningOf, NOT_UNDERSTOOD } from './new-signal.ts'
import type { NewSignal } from './new-signal.ts'
import { type Page, reviewPageOf } from './review-page.ts'
import { readTraits } from './segment-traits.ts'
import { readInstant, whyImpossible, withoutSkew } from './times.ts'
import { reviewRead } from './types/review-read.ts'

/** One message of the Segment tracking API (HTTP, spec V1 and V2), as Segment's, RudderStack's and Jitsu's clients send it. */
export const segmentCalls = ['track', 'identify', 'page', 'screen', 'alias', 'group'] as const
export type SegmentCall = (typeof segmentCalls)[number]

/** What the surroundings of a message say: the route, the batch around it, the clock, the key. */
export type SegmentContext = {
  receivedAt: Date
  source: string
  /** The call that the route names. In a batch each message names its own. */
  call?: SegmentCall
  /** `sentAt` of the batch, for messages that have none. */
  sentAt?: unknown
  /** Stands in for a `messageId` that was not sent. Without it such a message is rejected. */
  fallbackMessageId?: string
}

/** What to store for one message. `messageId` is null only where none could be read. */
export type SegmentResult =
  | { kind: 'signal'; messageId: string; signal: NewSignal }
  | {
      kind: 'identify'
      messageId: string
      userId: string | null
      anonymousId: string | null
      traits: CustomerTraits
      /** Traits that were sent and are no good. */
      ignored: string[]
      occurredAt: Date
    }
  | { kind: 'alias'; messageId: string; previousId: string; userId: string; occurredAt: Date }
  | { kind: 'rejected'; messageId: string | null; pointer: string; message: string }

/** Longest id of a person, a message or an event that is kept, in UTF-16 units. */
const MAX_ID = 200

/**
 * Reads one message. Names and fields that are not understood are kept; a message is rejected only where it could not be
 * stored or would be nobody's, at no time. Its size is for the caller to check.
 */
export function readSegmentMessage(input: unknown, context: SegmentContext): SegmentResult {
  if (!isObject(input)) return rejected(null, '', 'must be a JSON object')
  const unstorable = whyUnstorable(input)
  if (unstorable !== null) return rejected(null, '', unstorable)

  const messageId = idOf(input.messageId) ?? context.fallbackMessageId
  if (messageId === undefined) return rejected(null, '/messageId', `must be text of 1 to ${MAX_ID} characters`)
  const no = (pointer: string, message: string): SegmentResult => rejected(messageId, pointer, message)

  const call = context.call ?? segmentCalls.find((name) => name === input.type)
  if (call === undefined) return no('/type', `must be one of ${segmentCalls.join(', ')}`)
  for (const field of ['userId', 'anonymousId', 'previousId', 'groupId'] as const) {
    if (isGiven(input[field]) && idOf(input[field]) === undefined) {
      return no(`/${field}`, `must be text of at most ${MAX_ID} characters, or a number`)
    }
  }
  for (const field of ['properties', 'traits', 'context'] as const) {
    if (isGiven(input[field]) && !isObject(input[field])) return no(`/${field}`, 'must be a JSON object')
  }
  const time = timeOf(input, context)
  if ('message' in time) return no(time.pointer, time.message)
  const { occurredAt } = time
  const userId = idOf(input.userId) ?? null

  if (call === 'alias') {
    const previousId = idOf(input.previousId)
    if (previousId === undefined) return no('/previousId', 'must be given')
    if (userId === null) return no('/userId', 'must be given')
    return { kind: 'alias', messageId, previousId, userId, occurredAt }
  }
  const anonymousId = idOf(input.anonymousId) ?? null
  if (userId === null && anonymousId === null) return no('/userId', 'must be given, or anonymousId')
  if (call === 'identify') {
    return { kind: 'identify', messageId, userId, anonymousId, ...readTraits(objectOf(input.traits)), occurredAt }
  }

  const event = eventOf(call, input)
  if (event === null) return no('/event', `must be text of 1 to ${MAX_ID} characters`)
  const who = { messageId, customerId: userId, anonymousId }
  const understood = call === 'page' || call === 'screen' ? understandPage(event, messageId) : understand(event)
  const signal = { ...understood, source: context.source, ...who, occurredAt, receivedAt: context.receivedAt }
  return { kind: 'signal', messageId, signal }
}

type Event = { name: string; properties: Record<string, unknown> }

/** The event's name and what is kept of it. */
function eventOf(call: 'track' | 'page' | 'screen' | 'group', input: Record<string, unknown>): Event | null {
  const properties = objectOf(input.properties)
  if (call === 'track') {
    const name = typeof input.event === 'string' ? input.event : ''
    return name.trim() === '' || name.length > MAX_ID ? null : { name, properties }
  }
  if (call === 'group')
    return { name: 'group', properties: { ...objectOf(input.traits), groupId: input.groupId ?? null } }
  const place = objectOf(input.context)[call]
  const kept = { name: input.name, category: input.category, context: isGiven(place) ? { [call]: place } : undefined }
  return { name: call, properties: { ...withoutUndefined(kept), ...properties } }
}

type Understood = Pick<NewSignal, 'name' | 'properties' | keyof typeof NOT_UNDERSTOOD>

/** An event whose properties its kind cannot read is kept as not understood, so that it shows up there and nothing is lost. */
function understand({ name, properties }: Event): Understood {
  const match = typeOfEvent(name)
  if (match === undefined) return { ...NOT_UNDERSTOOD, name, properties }
  const complete = { ...match.implied, ...properties }
  const read = meaningOf(match.type, complete)
  return read.ok ? { ...read.meaning, name, properties: complete } : { ...NOT_UNDERSTOOD, name, properties }
}

/**
 * A page means something only where it says that reviews are read there. That is inferred, and the signal says from what;
 * who looked at other pages is kept, and nothing is made of it.
 */
function understandPage({ name, properties }: Event, messageId: string): Understood {
  const { context, ...sent } = properties
  const around = objectOf(objectOf(context)[name])
  const page = reviewPageOf({ ...around, ...withoutUndefined(sent) } as Page)
  if (page === null) return { ...NOT_UNDERSTOOD, name, properties }
  const derived = {
    ...(page.productId === null ? {} : { productId: page.productId }),
    ...properties,
    derivedFrom: [{ name, messageId, found: page.found }],
  }
  const read = meaningOf(reviewRead, derived)
  if (!read.ok) return { ...NOT_UNDERSTOOD, name, properties }
  return { ...read.meaning, origin: 'inferred', name, properties: derived }
}

type Time = { occurredAt: Date } | { pointer: string; message: string }

function timeOf(input: Record<string, unknown>, { receivedAt, sentAt: batchSentAt }: SegmentContext): Time {
  const field = isGiven(input.originalTimestamp) ? 'originalTimestamp' : 'timestamp'
  if (!isGiven(input[field])) return { occurredAt: receivedAt }
  const at = readInstant(input[field])
  if (at === null) return { pointer: `/${field}`, message: 'must be an ISO 8601 time from the year 2000 on' }
  const occurredAt = withoutSkew(at, readInstant(input.sentAt) ?? readInstant(batchSentAt), receivedAt)
  const impossible = whyImpossible(occurredAt, receivedAt)
  return impossible === null ? { occurredAt } : { pointer: `/${field}`, message: impossible }
}

const rejected = (messageId: string | null, pointer: string, message: string): SegmentResult => ({
  kind: 'rejected',
  messageId,
  pointer,
  message,
})
const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
const objectOf = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {})
/** Browsers send `userId: null` before identify, others an empty text: neither is an id. */
const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== ''
const idOf = (value: unknown): string | undefined => {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text.trim() !== '' && text.length <= MAX_ID ? text : undefined
}
const withoutUndefined = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined))
