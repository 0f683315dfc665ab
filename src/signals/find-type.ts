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

/** The kind of signal that a tracking client's event name means, with what the name says by itself, or undefined. */
export const typeOfEvent = (name: string): Match | undefined => byEventName.get(folded(name))
