import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { inGroups } from '../db/in-groups.ts'
import {
  type Amount,
  LEASE_SECONDS,
  renewSpend,
  reserveSpend,
  type Reserved,
  setLimits,
  settleSpend,
} from './budget-store.ts'

/** Limits in money and tokens; null: none. Money is a decimal as text, in US dollars. */
export type Limits = { usd: string | null; tokens: number | null }

export type Budget = {
  /** The budgets that a call is paid from: the campaign's, and the day's if one is set. */
  scopesFor(campaignId: string | undefined): string[]
  /**
   * Sets the most that a call can cost aside. With `waits`, waits while calls under way may give back what is missing.
   * @returns the budget that has not enough left, when there is one
   * @throws the signal's own reason when it aborts
   */
  reserve(
    scopes: readonly string[],
    most: Amount,
    how: { waits: boolean; signal?: AbortSignal | undefined },
  ): Promise<Reservation>
  /** What was set aside is spent: so much of it, or all where null stands. */
  settle(id: string, cost: { usd: string | null; tokens: number | null }): Promise<void>
  /** @returns when all that was settled is written */
  close(): Promise<void>
}
export type Reservation = { ok: true; id: string } | { ok: false; scope: string }

export const campaignScope = (campaignId: string): string => `campaign:${campaignId}`
/** A day of the calendar, UTC. */
export const dayScope = (now: Date): string => `day:${now.toISOString().slice(0, 10)}`
export const isDayScope = (scope: string): boolean => scope.startsWith('day:')

const RENEW_MS = (LEASE_SECONDS * 1000) / 3
/** Milliseconds between two looks at a budget that calls of other processes hold. */
const LOOK_MS = 200
const MOST_AT_ONCE = 100
/** Milliseconds for which calls wait for others, so that one statement serves many: next to nothing beside a call. */
const GATHER_MS = 25

type Wish = { key: string; scopes: readonly string[]; call: Amount & { id: string } }

/** @param daily limits of each day for all calls together; both null: there are none */
export function openBudget(deps: Pick<Context, 'db' | 'log' | 'now' | 'newId'>, daily: Limits): Budget {
  const hasDaily = daily.usd !== null || daily.tokens !== null
  const open = new Set<string>()
  const settling = new Set<Promise<void>>()
  let knownDay: string | null = null
  let settled = Promise.withResolvers<void>()
  let renewal: NodeJS.Timeout | undefined

  /** The limit of a new day stands before anything is taken from it. */
  async function beginDay(scopes: readonly string[]): Promise<void> {
    const day = scopes.find(isDayScope)
    if (day === undefined || day === knownDay) return
    await setLimits(deps.db, day, daily, true)
    knownDay = day
  }

  const reserveOne = inGroups<Wish, Map<string, Reserved>>(
    async (wishes) => {
      const answers = new Map<string, Reserved>()
      for (const group of Map.groupBy(wishes, ({ key }) => key).values()) {
        const { scopes } = group[0]!
        await beginDay(scopes)
        const calls = group.map(({ call }) => call)
        for (const answer of await reserveSpend(deps.db, scopes, calls)) answers.set(answer.id, answer)
      }
      return answers
    },
    MOST_AT_ONCE,
    GATHER_MS,
  )

  const settleOne = inGroups<{ id: string; usd: string | null; tokens: number | null }, void>(
    async (ended) => {
      await settleSpend(deps.db, ended)
      settled.resolve()
      settled = Promise.withResolvers()
    },
    MOST_AT_ONCE,
    GATHER_MS,
  )

  /** While a call is under way its reservation is renewed: it ends with its process. */
  function keep(id: string): void {
    open.add(id)
    renewal ??= setInterval(() => {
      renewSpend(deps.db, [...open]).catch((error: unknown) =>
        deps.log.error({ event: 'spend-not-renewed', err: error }),
      )
    }, RENEW_MS).unref()
  }

  function drop(id: string): void {
    open.delete(id)
    if (open.size > 0) return
    clearInterval(renewal)
    renewal = undefined
  }

  return {
    scopesFor: (campaignId) => [
      ...(campaignId === undefined ? [] : [campaignScope(campaignId)]),
      ...(hasDaily ? [dayScope(deps.now())] : []),
    ],
    async reserve(scopes, most, { waits, signal }) {
      const call = { id: deps.newId(), ...most }
      for (;;) {
        signal?.throwIfAborted()
        const mayChange = settled.promise
        const { refused, isBusy } = (await reserveOne({ key: scopes.join(), scopes, call })).get(call.id)!
        if (refused === null) {
          keep(call.id)
          return { ok: true, id: call.id }
        }
        if (!isBusy || !waits) return { ok: false, scope: refused }
        await Promise.race([mayChange, pause(LOOK_MS)])
      }
    },
    settle(id, cost) {
      const ended: Promise<void> = settleOne({ id, ...cost })
        // Its lease runs out, and then it counts as spent.
        .catch((error: unknown) => deps.log.error({ event: 'spend-not-settled', err: error }))
        .finally(() => {
          drop(id)
          settling.delete(ended)
        })
      settling.add(ended)
      return ended
    },
    async close() {
      await Promise.all(settling)
      clearInterval(renewal)
    },
  }
}
