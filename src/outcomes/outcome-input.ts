import { z } from 'zod'
import { pointersOf, type ProblemPointer } from '../problem.ts'
import { whyImpossible } from '../signals/times.ts'
import { Instant, Money, SomeText } from '../text.ts'
import { BounceKind, OutcomeType } from './outcome.ts'
import type { OutcomeReport } from './record-outcome.ts'

/** Most outcomes of one request. */
export const MAX_OUTCOMES = 1000

export const Detail = z
  .strictObject({
    status: z
      .string()
      .regex(/^[245]\.\d{1,3}\.\d{1,3}$/, 'must be a status code of RFC 3463, such as "5.1.1"')
      .optional()
      .meta({ examples: ['5.1.1'] }),
    reason: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, 'must be one word, such as "mailbox-full"')
      .optional()
      .meta({ examples: ['mailbox-full'] }),
    value: Money.optional().meta({ description: 'Of a conversion' }),
  })
  .meta({ id: 'OutcomeDetail', description: 'Codes and figures. Free text has no place here: it could name somebody.' })

export const OutcomeInput = z
  .strictObject({
    deliveryId: z.uuid().optional().meta({ description: 'Our id of the delivery; this or `providerMessageId`' }),
    providerMessageId: SomeText(300).optional().meta({ description: 'What the provider called it when it took it' }),
    type: OutcomeType,
    bounce: BounceKind.optional().meta({
      description: 'With `bounced`, and only there. `hard`: the address is dead. `soft`: nothing arrived this time.',
    }),
    occurredAt: Instant,
    messageId: SomeText(200).meta({ description: 'Your id of this report: sent again it counts once' }),
    detail: Detail.optional(),
  })
  .superRefine((outcome, context) => {
    if ((outcome.deliveryId === undefined) === (outcome.providerMessageId === undefined)) {
      const message = 'must be given, or providerMessageId, and not both'
      context.addIssue({ code: 'custom', path: ['deliveryId'], message })
    }
    if ((outcome.type === 'bounced') !== (outcome.bounce !== undefined)) {
      context.addIssue({ code: 'custom', path: ['bounce'], message: 'must be given with bounced, and only there' })
    }
  })
  .meta({ id: 'NewOutcome' })

const EXAMPLE = {
  deliveryId: '01a20611-f036-72c4-975b-72f74b45de98',
  type: 'bounced',
  bounce: 'hard',
  occurredAt: '2026-11-23T10:00:00Z',
  messageId: 'evt-1',
  detail: { status: '5.1.1' },
}

/** What readers and generators see; each outcome is read on its own, so that a bad one stops no other. */
export const OutcomesBody = z
  .union([OutcomeInput, z.array(OutcomeInput).min(1).max(MAX_OUTCOMES)])
  .meta({ examples: [[EXAMPLE]] })

export type ReadOutcome = { ok: true; report: OutcomeReport } | { ok: false; errors: ProblemPointer[] }

/** An outcome as the holder of a key tells it. */
export function readOutcome(input: unknown, principalId: string, receivedAt: Date): ReadOutcome {
  const read = OutcomeInput.safeParse(input)
  if (!read.success) return { ok: false, errors: pointersOf(read.error.issues) }
  const { deliveryId = null, providerMessageId = null, type, bounce = null, occurredAt, messageId } = read.data
  const impossible = whyImpossible(occurredAt, receivedAt)
  if (impossible !== null) return { ok: false, errors: [{ pointer: '/occurredAt', message: impossible }] }
  const { detail = {} } = read.data
  return {
    ok: true,
    report: {
      deliveryId,
      providerMessageId,
      type,
      bounce,
      detail,
      occurredAt,
      source: principalId,
      messageId,
      principalId,
      recipients: null,
    },
  }
}
