import { z } from 'zod'
import type { Party } from './signal.ts'

/** Where a signal comes from, in the words in which a customer knows it. */
export const SignalSource = z
  .enum(['site', 'purchase', 'contact', 'review', 'reviews-read', 'coupon', 'elsewhere'])
  .meta({ id: 'SignalSource' })
export type SignalSource = z.infer<typeof SignalSource>

/**
 * What a customer may switch off. What was asked or complained of is not among it: it is answered, not evaluated, and while
 * a complaint is open nothing is sold.
 */
export const ObjectionSource = SignalSource.exclude(['contact'])
export type ObjectionSource = z.infer<typeof ObjectionSource>

const BY_TYPE: Readonly<Record<string, SignalSource>> = {
  'coupon-applied': 'coupon',
  'coupon-entered': 'coupon',
  purchase: 'purchase',
  'question-asked': 'contact',
  'price-watched': 'contact',
  'review-posted': 'review',
  'review-read': 'reviews-read',
  'support-contacted': 'contact',
}

/** Whether a customer objects to the use of such a signal. What is not named above was seen in the shop. */
export function isObjected(
  objections: readonly ObjectionSource[],
  { type, party }: { type: string | null; party: z.infer<typeof Party> },
): boolean {
  const source = BY_TYPE[type ?? ''] ?? 'site'
  const own: SignalSource[] =
    party === 'third' ? ['elsewhere', ...(source === 'reviews-read' ? [source] : [])] : [source]
  return objections.some((objection) => own.includes(objection))
}
