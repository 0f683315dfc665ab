import { HISTORY_DAYS } from '../briefs/history-facts.ts'
import { loadOffer } from '../catalog/offer-store.ts'
import { loadChanges, loadProducts } from '../catalog/store.ts'
import type { Tx } from '../db/client.ts'
import { type Evidence, needsHistory } from './stale-facts.ts'
import type { RevisionRow } from './store.ts'

const DAY_MS = 86_400_000

/** Reads what a revision rests on as it is now, in the transaction that decides on it: one query for its products, one more for its offer and for news each. */
export async function loadEvidence(
  tx: Tx,
  revision: Pick<RevisionRow, 'brief' | 'offerId'>,
  { now, timeZone }: { now: Date; timeZone: string | null },
): Promise<Evidence> {
  const ids = revision.brief.products.map(({ id }) => id)
  const history = new Date(now.getTime() - HISTORY_DAYS * DAY_MS)
  return {
    products: await loadProducts(tx, ids),
    offer: revision.offerId === null ? null : await loadOffer(tx, revision.offerId),
    changes: needsHistory(revision) ? await loadChanges(tx, ids, history) : [],
    now,
    timeZone,
  }
}
