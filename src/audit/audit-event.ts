import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Instant } from '../text.ts'

export const AuditAction = z
  .enum([
    'signals.source',
    'signals.deleted',
    'signals.objected',
    'draft.requested',
    'draft.status',
    'drafts.emptied',
    'revision.written',
    'decision.made',
    'delivery.state',
    'lot.status',
    'lot.judged',
    'consent.recorded',
    'suppression.added',
    'suppression.removed',
    'sender.paused',
    'sender.resumed',
    'brand.set',
    'offer.set',
    'offer.deleted',
    'prompt.set',
    'campaign.made',
    'campaign.status',
    'campaign.frozen',
    'campaign.budget',
    'key.made',
    'key.deleted',
    'customer.erased',
    'customer.exported',
    'audit.exported',
  ])
  .meta({ id: 'AuditAction' })
export type AuditAction = z.infer<typeof AuditAction>

/** One thing that happened, and its place in the chain. */
export const AuditEvent = z
  .strictObject({
    sequence: z.int().min(1).meta({ description: 'Its place in the chain: 1, 2, 3, … without a gap' }),
    at: Instant.meta({ description: 'By the clock of the database' }),
    action: AuditAction,
    actorId: z.uuid().nullable().meta({ description: 'The principal; null: the service itself, or a recipient' }),
    subjectId: z.string().nullable().meta({ description: 'The id of the draft, delivery, key, offer, … it is about' }),
    customerId: z.string().nullable(),
    revision: z.int().nullable().meta({ description: 'The revision of the draft, or the version of the setting' }),
    state: z.string().nullable().meta({ description: 'A code: the new state, the verdict, the roles of a key' }),
    digest: z.string().nullable().meta({ description: 'SHA-256 of what was written, decided or set' }),
    count: z.int().nullable(),
    previous: z.string().meta({ description: '`hash` of the event before' }),
    hash: z.string(),
  })
  .meta({ id: 'AuditEvent' })
export type AuditEvent = z.output<typeof AuditEvent>

/** What the first event is chained to. */
export const FIRST_PREVIOUS = '0'.repeat(64)

/**
 * The text whose SHA-256 an event's `hash` is: `previous` and a JSON array of what the event says, its time in milliseconds since
 * 1970. `seal_audit()` in the database writes the same text.
 */
export const sealedText = (event: Omit<AuditEvent, 'hash'>): string => {
  const { sequence, at, action, actorId, subjectId, customerId, revision, state, digest, count, previous } = event
  const said = [sequence, at.getTime(), action, actorId, subjectId, customerId, revision, state, digest, count]
  return `${previous}[${said.map((value) => JSON.stringify(value)).join(', ')}]`
}

/** The hash that an event must have. */
export const hashOf = (event: Omit<AuditEvent, 'hash'>): string =>
  createHash('sha256').update(sealedText(event)).digest('hex')
