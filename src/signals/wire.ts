import { z } from 'zod'
import { pointersOf, type ProblemPointer } from '../problem.ts'
import { ExternalId, Instant, Json, SomeText, whyUnstorable } from '../text.ts'
import { typeNamed } from './find-type.ts'
import { meaningOf } from './new-signal.ts'
import type { NewSignal } from './new-signal.ts'
import { whyImpossible } from './times.ts'
import { signalTypes } from './types/list.ts'

const names = signalTypes.map((type) => type.type)

export const SignalTypeName = z
  .enum(names, { error: `must be one of ${names.join(', ')}` })
  .meta({ id: 'SignalTypeName' })

/** One item of `POST /v1/signals`. `productId` is a short way to write `properties.productId`. */
export const SignalInput = z
  .strictObject({
    type: SignalTypeName,
    customerId: ExternalId.optional().meta({ description: 'Your own id of the customer' }),
    anonymousId: ExternalId.optional().meta({ description: 'A visitor whom nobody knows yet' }),
    messageId: SomeText(200).meta({ description: 'Your own id of this signal: sent twice, it counts once' }),
    occurredAt: Instant,
    source: SomeText(100).optional().meta({ description: 'Where it was seen, such as "web"' }),
    productId: ExternalId.optional().meta({
      description: 'Your own id of the product; the same as properties.productId',
    }),
    properties: Json.optional().meta({ description: 'What else is known; fields that are not understood are kept' }),
  })
  .refine((input) => input.customerId !== undefined || input.anonymousId !== undefined, {
    path: ['customerId'],
    message: 'must be given, or anonymousId',
  })
  .meta({
    id: 'NewSignal',
    examples: [
      {
        type: 'product-viewed',
        customerId: 'c-1',
        messageId: 'm-1',
        occurredAt: '2026-11-20T10:00:00Z',
        source: 'web',
        productId: 'dw-1',
      },
    ],
  })

/** Where signals come from that do not say so. */
const DEFAULT_SOURCE = 'api'

export type ParsedSignal =
  | { ok: true; signal: NewSignal }
  | { ok: false; problem: { detail: string; errors: ProblemPointer[] } }

/** Reads one item; what is wrong with it comes back with pointers, so that one bad item never stops its neighbours. */
export function parseSignal(input: unknown, receivedAt: Date): ParsedSignal {
  const unstorable = whyUnstorable(input)
  if (unstorable !== null) return refused([{ pointer: '', message: unstorable }])
  const read = SignalInput.safeParse(input)
  if (!read.success) return refused(pointersOf(read.error.issues))
  const { type: name, occurredAt, productId, ...given } = read.data

  const impossible = whyImpossible(occurredAt, receivedAt)
  if (impossible !== null) return refused([{ pointer: '/occurredAt', message: impossible }])

  const properties = { ...given.properties, ...(productId === undefined ? {} : { productId }) }
  const type = typeNamed(name)
  if (type === undefined) return refused([{ pointer: '/type', message: 'is not a known type of signal' }])
  const understood = meaningOf(type, properties)
  if (!understood.ok) return refused(understood.errors)

  const signal = {
    ...understood.meaning,
    name,
    source: given.source ?? DEFAULT_SOURCE,
    messageId: given.messageId,
    customerId: given.customerId ?? null,
    anonymousId: given.anonymousId ?? null,
    properties,
    occurredAt,
    receivedAt,
  }
  return { ok: true, signal }
}

const refused = (errors: ProblemPointer[]): ParsedSignal => ({
  ok: false,
  problem: { detail: 'This signal cannot be taken as it is.', errors },
})
