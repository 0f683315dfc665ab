import type { Context } from '../context.ts'
import { applyTraits, ensureCustomers, findKnownCustomers, joinAnonymous } from '../customers/store.ts'
import type { CustomerTraits } from '../customers/customer.ts'
import type { Db, Tx } from '../db/client.ts'
import { emit } from '../events.ts'
import type { Principal } from '../principals/principal.ts'
import { hasRole } from '../principals/principal.ts'
import type { NewSignal } from './new-signal.ts'
import { assignAnonymous, insertSignals, lockVisitors } from './store.ts'

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
  const rows = signals.map(({ signal }) => ({ id: context.newId(), ...signal }))
  const visitors = rows.flatMap((row) => (row.customerId === null && row.anonymousId !== null ? [row.anonymousId] : []))
  const insert = (db: Db | Tx) => insertSignals(db, input.by.id, rows, now)
  // Signals of customers alone are one statement, which needs no transaction around it.
  const isOneStatement = identities.length === 0 && visitors.length === 0
  const outcome = isOneStatement
    ? { refused: [], added: await insert(context.db) }
    : await context.db.transaction(async (tx) => {
        const locked = lockVisitors(tx, { told: identities.flatMap(visitorIn), seen: visitors })
        // Without identities all is said: both on their way at once, a connection works in the order in which it is asked.
        if (identities.length === 0) return { refused: [], added: (await Promise.all([locked, insert(tx)]))[1] }
        await locked
        const refused = await takeIdentities(context, tx, identities, input.by, now)
        await context.failpoint('ingest.identities')
        const added = await insert(tx)
        await context.failpoint('ingest.signals')
        return { added, refused }
      })
  await context.failpoint('ingest.committed')
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

const visitorIn = (item: IdentityItem): string[] => {
  const anonymousId = item.kind === 'alias' ? item.previousId : item.anonymousId
  return anonymousId === null ? [] : [anonymousId]
}

async function takeIdentities(
  context: Context,
  tx: Tx,
  items: IdentityItem[],
  by: Principal,
  now: Date,
): Promise<Rejection[]> {
  const aliases = items.filter((item) => item.kind === 'alias')
  const known = await findKnownCustomers(
    tx,
    aliases.map((item) => item.previousId),
  )
  // Whoever holds a write key could give one customer's signals to another: an alias joins anonymous ids alone.
  const refused = aliases.filter((item) => known.has(item.previousId))
  const taken = items.filter((item) => item.kind !== 'alias' || !known.has(item.previousId))
  const pairs = taken.flatMap((item) =>
    visitorIn(item).flatMap((anonymousId) => (item.userId === null ? [] : [{ anonymousId, customerId: item.userId }])),
  )
  await ensureCustomers(
    tx,
    taken.flatMap((item) => (item.userId === null ? [] : [item.userId])),
    now,
  )
  const joined = await joinAnonymous(tx, pairs, now)
  await context.failpoint('ingest.joined')
  await assignAnonymous(tx, joined)
  await context.failpoint('ingest.assigned')
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
