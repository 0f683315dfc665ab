import { z } from 'zod'
import { SignalInput } from './wire.ts'

/** Most events of one request. */
export const MAX_EVENTS = 1000

/** An event of somebody else's format; attributes that are not listed are taken as well. */
const CloudEvent = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z.string().min(1).max(200),
    source: z.string().min(1).max(200),
    type: z.string().min(1).max(200).meta({ description: 'Ends with the type of signal' }),
    subject: z.string().max(200).optional().meta({ description: 'Your own id of the customer' }),
    time: z.iso.datetime({ offset: true }).optional(),
    data: z.looseObject({}).optional(),
  })
  .meta({ id: 'CloudEvent' })

const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).max(MAX_EVENTS)

/** What readers and generators see of `POST /v1/signals`; each event is read on its own, so that one bad event stops no other. */
export const IngestBody = z.union([SignalInput, listOf(SignalInput).min(1), CloudEvent, listOf(CloudEvent)])

/** Which of these go under which content type. */
export const BODY_ALTERNATIVES = {
  'application/json': [0, 1],
  'application/cloudevents+json': [2],
  'application/cloudevents-batch+json': [3],
}

const searched = {
  type: 'product-searched',
  customerId: 'c-1',
  messageId: 'm-1',
  occurredAt: '2026-11-20T10:00:00Z',
  source: 'web',
  properties: { query: 'quiet dishwasher' },
}
const read = {
  type: 'review-read',
  customerId: 'c-1',
  messageId: 'm-2',
  occurredAt: '2026-11-20T10:04:00Z',
  source: 'web',
  productId: 'dw-1',
  properties: { rating: 2, text: 'Washes well, but it is loud at night.' },
}
const viewed = {
  specversion: '1.0',
  id: 'm-3',
  source: '/shop',
  type: 'example.shop.product-viewed',
  subject: 'c-1',
  time: '2026-11-20T10:05:00Z',
  data: { productId: 'dw-1' },
}

export const BODY_EXAMPLES = {
  'application/json': [searched, read],
  'application/cloudevents+json': viewed,
  'application/cloudevents-batch+json': [viewed],
}
