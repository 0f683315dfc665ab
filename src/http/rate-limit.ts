import { tooManyRequests } from './problems.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True where a call takes a model, or as much work: a lower limit holds there as well. */
    costly?: boolean
  }
}

/** Calls a minute. `perKey` is the setting; the others follow from it. 0 switches all of them off. */
export const limitsFrom = (perKey: number) => ({
  perKey,
  costlyPerKey: Math.ceil(perKey / 5),
  failedKeysPerAddress: Math.ceil(perKey / 100),
})
export type RateLimits = ReturnType<typeof limitsFrom>

export type Limiter = {
  /** Counts one call. @returns 0, or the whole seconds until one is free again; then nothing is counted */
  take(name: string, perMinute: number): number
  /** What `take` would return, counting nothing. */
  wait(name: string, perMinute: number): number
}

const MINUTE_MS = 60_000
/** Names kept before those that have calls free again are dropped. */
const MAX_NAMES = 20_000

/**
 * Counts calls in this process: each process of several allows the whole limit. A minute's worth may come at once; after
 * that, calls come free one by one (the generic cell rate algorithm, ITU-T I.371: one time per name instead of a list).
 * @param now epoch milliseconds
 */
export function createLimiter(now: () => number): Limiter {
  /** When a name will have all its calls free again. */
  const fullAgain = new Map<string, number>()
  const look = (name: string, perMinute: number) => {
    const at = now()
    const perCall = MINUTE_MS / perMinute
    // Never more than a minute ahead, or a clock that is set back would lock everybody out.
    const full = Math.min(Math.max(fullAgain.get(name) ?? 0, at), at + MINUTE_MS)
    const waitMs = full + perCall - at - MINUTE_MS
    // Rounding of the sum must not take the last call of a minute.
    return { next: full + perCall, seconds: waitMs > 0.001 ? Math.ceil(waitMs / 1000) : 0 }
  }
  return {
    wait: (name, perMinute) => look(name, perMinute).seconds,
    take(name, perMinute) {
      const { next, seconds } = look(name, perMinute)
      if (seconds > 0) return seconds
      fullAgain.set(name, next)
      if (fullAgain.size > MAX_NAMES) forget(fullAgain, now())
      return 0
    },
  }
}

/** Drops whom nothing is counted for any more, and the oldest half when that is not enough: memory stays bounded. */
function forget(fullAgain: Map<string, number>, at: number): void {
  for (const [name, full] of fullAgain) if (full <= at) fullAgain.delete(name)
  if (fullAgain.size <= MAX_NAMES / 2) return
  for (const name of [...fullAgain.keys()].slice(0, MAX_NAMES / 2)) fullAgain.delete(name)
}

/** Stands at the door: limits calls by key, and before the key is known unknown keys by address. */
export type KeyGuard = {
  /** @throws too-many-requests when this address named too many unknown keys, unless this key was good before */
  mayLookUp(address: string, keyHash: string): void
  note(address: string, keyHash: string, isKnown: boolean): void
  /** Counts one call. @throws too-many-requests */
  count(keyId: string, isCostly: boolean): void
}

const MAX_GOOD_KEYS = 10_000

/**
 * The guard over one limiter. Behind a proxy all callers have one address: keys that were good before stay good there,
 * so that one who guesses locks nobody out.
 */
export function createKeyGuard(limiter: Limiter, limits: RateLimits): KeyGuard {
  const good = new Set<string>()
  const per = limits.failedKeysPerAddress
  return {
    mayLookUp(address, keyHash) {
      if (per === 0 || good.has(keyHash)) return
      const seconds = limiter.wait(`address ${address}`, per)
      if (seconds > 0) throw tooManyRequests('Too many unknown keys from this address.', { retryAfter: seconds })
    },
    note(address, keyHash, isKnown) {
      if (per === 0) return
      if (!isKnown) {
        good.delete(keyHash)
        limiter.take(`address ${address}`, per)
        return
      }
      if (good.size >= MAX_GOOD_KEYS) good.clear()
      good.add(keyHash)
    },
    count(keyId, isCostly) {
      if (limits.perKey === 0) return
      const seconds =
        (isCostly && limiter.take(`costly ${keyId}`, limits.costlyPerKey)) ||
        limiter.take(`key ${keyId}`, limits.perKey)
      if (seconds > 0) throw tooManyRequests('This key has used up its calls.', { retryAfter: seconds })
    },
  }
}
