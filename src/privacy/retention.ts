/**
 * How many days what is kept, by kind: a signal type, `drafts` for the words of drafts that have ended, `default` for signals of
 * every other type. What no entry covers is kept for ever.
 */
export type Retention = Readonly<Record<string, number>>

export type SignalRule = { types: { only: string } | { allBut: readonly string[] }; days: number }

/** Which signals to remove after how many days; each signal falls under one rule at most. */
export function signalRules(retention: Retention): SignalRule[] {
  const named = Object.entries(retention).filter(([kind]) => kind !== 'default' && kind !== 'drafts')
  const others = retention['default']
  return [
    ...named.map(([type, days]) => ({ types: { only: type }, days })),
    ...(others === undefined ? [] : [{ types: { allBut: named.map(([type]) => type) }, days: others }]),
  ]
}

/** @throws Error that names what is no kind of signal, so that a slip of the pen keeps nothing for ever */
export function checkRetention(retention: Retention, signalTypes: readonly string[]): void {
  const known = new Set(['default', 'drafts', ...signalTypes])
  const unknown = Object.keys(retention).filter((kind) => !known.has(kind))
  if (unknown.length > 0) {
    throw new Error(`RETENTION_DAYS: ${unknown.join(', ')} is none of ${[...known].join(', ')}`)
  }
}
