import { actAs } from '../audit/store.ts'
import type { Context } from '../context.ts'
import type { Offer, StoredOffer } from './offer.ts'
import { loadOffer, writeOffer } from './offer-store.ts'

/** Replaces an offer. Messages that were approved with the version before are not sent with this one. */
export async function putOffer(
  context: Context,
  input: { id: string; offer: Offer; principal: { id: string } },
): Promise<{ isNew: boolean; offer: StoredOffer }> {
  return context.db.transaction(async (tx) => {
    await actAs(tx, input.principal.id)
    const isNew = await writeOffer(tx, input.id, input.offer, context.now())
    return { isNew, offer: (await loadOffer(tx, input.id))! }
  })
}
