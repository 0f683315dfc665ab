/** Wakes the campaign workers of this process at once; those of other processes find work by looking for it. */
export type Bell = {
  ring(): void
  /** @returns what ends the listening */
  listen(listener: () => void): () => void
}

export function createBell(): Bell {
  const listeners = new Set<() => void>()
  return {
    ring: () => listeners.forEach((listener) => listener()),
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
