import { z } from 'zod'
import type { DeliveryState, SuppressionReason } from '../delivery/delivery.ts'

export const OutcomeType = z
  .enum(['delivered', 'bounced', 'complained', 'clicked', 'replied', 'converted', 'unsubscribed'])
  .meta({ id: 'OutcomeType' })
export type OutcomeType = z.infer<typeof OutcomeType>

/** `hard`: nobody gets mail there. `soft`: this message, at this time, did not get there. */
export const BounceKind = z.enum(['hard', 'soft']).meta({ id: 'BounceKind' })
export type BounceKind = z.infer<typeof BounceKind>

/** Times a message goes out again after its provider said that it did not arrive. */
export const MAX_SOFT_BOUNCES = 3
/** Seconds by which the clocks of a provider and of this service may differ. */
const CLOCK_SKEW_SECONDS = 300

/** What a delivery was when the outcome came. */
export type Reported = {
  state: DeliveryState
  /** Start of the hand-over that it may be about. */
  sentAt: Date | null
  /** Soft bounces of earlier hand-overs. */
  softBounces: number
}

export type Word = {
  type: OutcomeType
  bounce: BounceKind | null
  occurredAt: Date
  /** True when it was told with a key; a mail can be written by anybody. */
  isAuthenticated: boolean
}

/** What an outcome does to its delivery. `again`: the message goes out once more, after so many seconds. */
export type Effect =
  | { to: 'delivered' | 'complained'; reason: null }
  | { to: 'bounced'; reason: 'hard_bounce' | 'soft_bounce' }
  | { to: 'queued'; reason: 'soft_bounce'; againAfterSeconds: number }

const MAY_COME_FROM: Record<'delivered' | 'bounced' | 'complained', readonly DeliveryState[]> = {
  delivered: ['sent', 'uncertain'],
  bounced: ['sent', 'uncertain', 'delivered'],
  complained: ['sent', 'uncertain', 'delivered', 'bounced'],
}

/** What nobody does with a message that he or she did not get. A conversion may have other causes. */
const SHOWS_DELIVERY: ReadonlySet<OutcomeType> = new Set(['delivered', 'clicked', 'replied', 'unsubscribed'])

/**
 * What a delivery becomes by an outcome, or null when it stays as it is. A provider's report also settles what was
 * `uncertain`.
 *
 * A soft bounce lets a message go out again only when the provider says it, about this hand-over: then nothing has arrived,
 * and there is nothing to repeat. After a mail it does not: anybody can write one, and a mail server has itself tried for
 * days before it does. What was uncertain is never repeated without a person.
 */
export function effectOf(delivery: Reported, word: Word): Effect | null {
  const { state } = delivery
  if (word.type === 'complained') return from('complained', state) ? { to: 'complained', reason: null } : null
  if (SHOWS_DELIVERY.has(word.type)) return from('delivered', state) ? { to: 'delivered', reason: null } : null
  if (word.type !== 'bounced' || !from('bounced', state)) return null
  if (word.bounce === 'hard') return { to: 'bounced', reason: 'hard_bounce' }
  if (state !== 'sent' || !word.isAuthenticated) return { to: 'bounced', reason: 'soft_bounce' }
  const isEarlier = word.occurredAt.getTime() < (delivery.sentAt?.getTime() ?? 0) - CLOCK_SKEW_SECONDS * 1000
  if (isEarlier) return null
  return delivery.softBounces < MAX_SOFT_BOUNCES
    ? { to: 'queued', reason: 'soft_bounce', againAfterSeconds: 3600 * 4 ** delivery.softBounces }
    : { to: 'bounced', reason: 'soft_bounce' }
}

const from = (to: keyof typeof MAY_COME_FROM, state: DeliveryState): boolean => MAY_COME_FROM[to].includes(state)

/** Why an address is not written to any more after an outcome, or null. */
export function suppressionAfter({ type, bounce }: Pick<Word, 'type' | 'bounce'>): SuppressionReason | null {
  if (type === 'complained') return 'complaint'
  if (type === 'unsubscribed') return 'unsubscribe'
  return type === 'bounced' && bounce === 'hard' ? 'hard_bounce' : null
}
