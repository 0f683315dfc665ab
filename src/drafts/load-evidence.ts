import { HISTORY_DAYS } from '../briefs/history-facts.ts'
import { loadOffers } from '../catalog/offer-store.ts'
import { loadChanges, loadProducts } from '../catalog/store.ts'
import type { Tx } from '../db/client.ts'
import { type Evidence, needsHistory } from './stale-facts.ts'
import type { RevisionRow } from './store.ts'

const DAY_MS = 86_400_000

/** What a revision rests on, for a customer in that zone. */
export type EvidenceOf = (revision: Pick<RevisionRow, 'brief' | 'offerId'>, timeZone: string | null) => Evidence

/**
 * Reads what revisions rest on as it is now, in the transaction that decides on them: one query for all their products, one
 * more for offers and for news each.
 */
export async function loadEvidenceOf(
  tx: Tx,
  revisions: readonly Pick<RevisionRow, 'brief' | 'offerId'>[],
  now: Date,
): Promise<EvidenceOf> {
  const idsOf = ({ brief }: Pick<RevisionRow, 'brief'>): string[] => brief.products.map(({ id }) => id)
  const history = new Date(now.getTime() - HISTORY_DAYS * DAY_MS)
  const [products, offers, changes] = await Promise.all([
    loadProducts(tx, [...new Set(revisions.flatMap(idsOf))]),
    loadOffers(tx, [...new Set(revisions.flatMap(({ offerId }) => offerId ?? []))]),
    loadChanges(tx, [...new Set(revisions.filter(needsHistory).flatMap(idsOf))], history),
  ])
  return (revision, timeZone) => {
    const ids = new Set(idsOf(revision))
    return {
      products: products.filter(({ id }) => ids.has(id)),
      offer: offers.find(({ id }) => id === revision.offerId) ?? null,
      changes: changes.filter(({ productId }) => ids.has(productId)),
      now,
      timeZone,
    }
  }
}

/** The same for one revision. */
export async function loadEvidence(
  tx: Tx,
  revision: Pick<RevisionRow, 'brief' | 'offerId'>,
  { now, timeZone }: { now: Date; timeZone: string | null },
): Promise<Evidence> {
  return (await loadEvidenceOf(tx, [revision], now))(revision, timeZone)
}
