import type { Context } from '../context.ts'
import {
  applyTraits,
  customerOfAnonymous,
  ensureCustomers,
  findKnownCustomers,
  joinAnonymous,
} from '../customers/store.ts'
import type { CustomerTraits } from '../customers/customer.ts'
import type { Tx } from '../db/client.ts'
import { emit } from '../events.ts'
import type { Principal } from '../principals/principal.ts'
import { hasRole } from '../principals/principal.ts'
import type { NewSignal } from './new-signal.ts'
import { assignAnonymous, insertSignals, lockAnonymous } from './store.ts'

/** One thing to take in, at its place in the request. */
export type IngestItem = { index: number } & (
  | { kind: 'signal'; signal: NewSignal }
  | { kind: 'identify'; userId: string | null; anonymousId: string | null; traits: CustomerTraits }
  | { kind: 'alias'; previousId: string; userId: string }
)
export type Rejection = {
  index: number
  problem: { detail: string; errors: { pointer: string; message: string }[] }
}
export type IngestResult = { accepted: number; duplicates: number; rejected: Rejection[] }

/**
 * Takes signals and identities in, all in one transaction: what is acknowledged is stored. A signal counts once per
 * sender, source and message id. Anonymous signals become the customer's when the two ids are joined, before or after.
 */
export async function ingestSignals(
  context: Context,
  input: { by: Principal; items: readonly IngestItem[]; rejected: readonly Rejection[] },
): Promise<IngestResult> {
  const now = context.now()
  const signals = input.items.filter((item) => item.kind === 'signal')
  const identities = input.items.filter((item) => item.kind !== 'signal')
  const outcome = await context.db.transaction(async (tx) => {
    const refused = await takeIdentities(tx, identities, input.by, now)
    const added = await takeSignals(context, tx, signals, input.by, now)
    return { added, refused }
  })
  const rejected = [...input.rejected, ...outcome.refused].toSorted((a, b) => a.index - b.index)
  const result = {
    accepted: outcome.added + identities.length - outcome.refused.length,
    duplicates: signals.length - outcome.added,
    rejected,
  }
  const unmapped = signals.filter(({ signal }) => signal.type === null).length
  emit(context.log, {
    event: 'signals-ingested',
    accepted: result.accepted,
    duplicates: result.duplicates,
    rejected: rejected.length,
    unmapped,
  })
  return result
}

type IdentityItem = Extract<IngestItem, { kind: 'identify' | 'alias' }>

async function takeIdentities(tx: Tx, items: IdentityItem[], by: Principal, now: Date): Promise<Rejection[]> {
  if (items.length === 0) return []
  const aliases = items.filter((item) => item.kind === 'alias')
  const known = await findKnownCustomers(
    tx,
    aliases.map((item) => item.previousId),
  )
  // Whoever holds a write key could give one customer's signals to another: an alias joins anonymous ids alone.
  const refused = aliases.filter((item) => known.has(item.previousId))
  const taken = items.filter((item) => item.kind !== 'alias' || !known.has(item.previousId))
  const pairs = taken.flatMap((item) => {
    const anonymousId = item.kind === 'alias' ? item.previousId : item.anonymousId
    return anonymousId === null || item.userId === null ? [] : [{ anonymousId, customerId: item.userId }]
  })
  await ensureCustomers(
    tx,
    taken.flatMap((item) => (item.userId === null ? [] : [item.userId])),
    now,
  )
  await lockAnonymous(
    tx,
    pairs.map((pair) => pair.anonymousId),
    'exclusive',
  )
  await assignAnonymous(tx, await joinAnonymous(tx, pairs, now))
  await applyTraits(
    tx,
    taken.flatMap((item) =>
      item.kind === 'identify' && item.userId !== null ? [{ customerId: item.userId, traits: item.traits }] : [],
    ),
    { mayChangeAddresses: hasRole(by, 'profiles') },
    now,
  )
  return refused.map((item) => ({
    index: item.index,
    problem: {
      detail: 'Two customers are never made one.',
      errors: [{ pointer: '/previousId', message: 'must be an anonymous id, this is a customer' }],
    },
  }))
}

async function takeSignals(
  context: Context,
  tx: Tx,
  items: { signal: NewSignal }[],
  by: Principal,
  now: Date,
): Promise<number> {
  const anonymousIds = items.flatMap(({ signal }) =>
    signal.customerId === null && signal.anonymousId !== null ? [signal.anonymousId] : [],
  )
  await lockAnonymous(tx, anonymousIds, 'shared')
  const owners = await customerOfAnonymous(tx, anonymousIds)
  const rows = items.map(({ signal }) => ({
    ...signal,
    id: context.newId(),
    customerId: signal.customerId ?? owners.get(signal.anonymousId ?? '') ?? null,
  }))
  await ensureCustomers(
    tx,
    rows.flatMap((row) => (row.customerId === null ? [] : [row.customerId])),
    now,
  )
  return insertSignals(tx, by.id, rows)
}
