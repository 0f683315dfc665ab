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

/** Where signals of a kind come from, unless they were seen elsewhere; what is not named was seen in the shop. */
export const sourceOfType = (type: string | null): SignalSource => BY_TYPE[type ?? ''] ?? 'site'

/** Whether a customer objects to the use of such a signal. */
export function isObjected(
  objections: readonly ObjectionSource[],
  { type, party }: { type: string | null; party: z.infer<typeof Party> },
): boolean {
  const source = sourceOfType(type)
  const own: SignalSource[] =
    party === 'third' ? ['elsewhere', ...(source === 'reviews-read' ? [source] : [])] : [source]
  return objections.some((objection) => own.includes(objection))
}
