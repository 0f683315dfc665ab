import { pointersOf, type ProblemPointer } from '../problem.ts'
import type { Signal, SignalType } from './signal.ts'

/** A signal that was read and is fit to be stored. */
export type NewSignal = Omit<Signal, 'id'>

type Meaning = Pick<Signal, 'type' | 'productId' | 'origin' | 'party'>

/** What properties mean to a kind of signal, or why it cannot read them. Properties are kept as they were sent. */
export function meaningOf(
  type: SignalType,
  properties: Record<string, unknown>,
): { ok: true; meaning: Meaning } | { ok: false; errors: ProblemPointer[] } {
  const read = type.properties.safeParse(properties)
  if (!read.success) return { ok: false, errors: pointersOf(read.error.issues, '/properties') }
  const meaning = {
    type: type.type,
    productId: type.productIds(read.data)[0] ?? null,
    origin: type.origin,
    party: type.partyOf?.(read.data) ?? type.party,
  }
  return { ok: true, meaning }
}

/** An event whose name or properties nobody understands: kept, counted, used for nothing. */
export const NOT_UNDERSTOOD: Meaning = { type: null, productId: null, origin: 'observed', party: 'first' }
