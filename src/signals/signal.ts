import { z } from 'zod'

/** Who says so: the customer, we who saw it, or code that concluded it. */
export const Origin = z.enum(['stated', 'observed', 'inferred']).meta({ id: 'Origin' })
/** Where it was seen: on our own site, or elsewhere. */
export const Party = z.enum(['first', 'third']).meta({ id: 'Party' })

/** One observation of a customer at the zero moment of truth, as stored. */
export type Signal = {
  id: string
  /** A signal type's name, or null when the name was not understood. */
  type: string | null
  /** The name as it was sent. */
  name: string
  source: string
  messageId: string
  customerId: string | null
  anonymousId: string | null
  productId: string | null
  origin: z.infer<typeof Origin>
  party: z.infer<typeof Party>
  properties: Record<string, unknown>
  occurredAt: Date
  receivedAt: Date
}

/** What a brief reads of a signal. */
export type BriefSignal = Pick<Signal, 'id' | 'type' | 'origin' | 'party' | 'properties' | 'occurredAt'>

/**
 * A kind of signal: one file in `types/` and one line in `types/list.ts`. Pure.
 * `Properties` is what the kind needs to know; everything else that was sent is kept beside it.
 */
export type SignalType<Properties extends Record<string, unknown> = Record<string, unknown>> = {
  type: string
  origin: Signal['origin']
  party: Signal['party']
  /** Loose on purpose: fields that are not known are kept. */
  properties: z.ZodType<Properties>
  /** The names under which tracking clients send it, as their e-commerce specification spells them. */
  eventNames: readonly string[]
  /** What an event name says by itself, by name: `Product Removed` means `{ action: 'removed' }`. Sent properties win. */
  implied?: Readonly<Record<string, Record<string, unknown>>>
  /** How much one such signal says about interest in its products: 0 (nothing) to 10 (bought it). */
  weight: number
  /** Takes the place of `weight` where the properties decide: a product taken out of the cart says nothing. */
  weightOf?(properties: Properties): number
  /** Takes the place of `party` where the properties decide: a review on a rating site is not ours. */
  partyOf?(properties: Properties): Signal['party']
  /** Ids of the products it is about, the most important first. */
  productIds(properties: Properties): string[]
  /** Category it is about, when it says so itself. */
  category(properties: Properties): string | null
  /**
   * What happened, in the past tense, without names of people or products: `viewed a product`. For timeline and brief.
   * The words `a product` stand for its first product, and no free text of the signal comes through.
   */
  describe(properties: Properties): string
  /** True when it says that the customer is unhappy and waits for an answer. */
  isComplaint(properties: Properties): boolean
}
