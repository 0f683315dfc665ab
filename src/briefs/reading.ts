import { typeNamed } from '../signals/find-type.ts'
import type { BriefSignal, SignalType } from '../signals/signal.ts'

/** A signal with what its kind makes of it. */
export type Reading = {
  signal: BriefSignal
  type: SignalType
  properties: Record<string, unknown>
  /** Ids of the products it is about, the most important first. */
  productIds: string[]
  category: string | null
  at: number
}

/**
 * The signals that are understood, newest first; equal times are put in order by id, so that the order in which they come
 * from the database never matters. Signals of no known kind, or that their kind can no longer read, are left out.
 */
export function readSignals(signals: readonly BriefSignal[]): readonly Reading[] {
  // Whoever loads the products and whoever composes the brief read the same signals.
  const readings = known.get(signals) ?? readEach(signals)
  known.set(signals, readings)
  return readings
}

const known = new WeakMap<readonly BriefSignal[], readonly Reading[]>()

function readEach(signals: readonly BriefSignal[]): readonly Reading[] {
  const readings: Reading[] = []
  for (const signal of signals) {
    const type = signal.type === null ? undefined : typeNamed(signal.type)
    const read = type?.properties.safeParse(signal.properties)
    if (type === undefined || read?.success !== true) continue
    readings.push({
      signal,
      type,
      properties: read.data,
      productIds: type.productIds(read.data),
      category: type.category(read.data),
      at: signal.occurredAt.getTime(),
    })
  }
  return readings.sort((a, b) => b.at - a.at || byText(b.signal.id, a.signal.id))
}

const byText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

export const is = (reading: Reading, ...types: string[]): boolean => types.includes(reading.type.type)
