import type { SignalType } from './signal.ts'
import { signalTypes } from './types/list.ts'

/** Names differ by client in case, spaces and hyphens only: `Product Viewed`, `product_viewed`, `productViewed`. */
const folded = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

type Match = { type: SignalType; implied: Record<string, unknown> }

const byType = new Map<string, SignalType>(signalTypes.map((type) => [type.type, type]))
const byEventName = new Map<string, Match>(
  signalTypes.flatMap((type) =>
    [type.type, ...type.eventNames].map((name) => [folded(name), { type, implied: type.implied?.[name] ?? {} }]),
  ),
)

/** The kind of signal that is called so here, or undefined. */
export const typeNamed = (type: string): SignalType | undefined => byType.get(type)

/** What event buses call an event: systems before it, maybe a version behind it. */
const DOTTED = /^[\w-]+(\.[\w-]+)+$/

/**
 * The kind of signal that an event's name means, with what the name says by itself, or undefined. `Product Viewed`,
 * `com.shop.product-viewed` and `com.shop.product.viewed.v2` mean the same.
 */
export function typeOfEvent(name: string): Match | undefined {
  const whole = byEventName.get(folded(name))
  if (whole !== undefined || !DOTTED.test(name)) return whole
  const parts = name.replace(/(\.v?\d+)+$/i, '').split('.')
  return byEventName.get(folded(parts.at(-1)!)) ?? byEventName.get(folded(parts.slice(-2).join('')))
}
