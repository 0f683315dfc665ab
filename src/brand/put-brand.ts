import type { Context } from '../context.ts'
import type { BrandPolicy, VersionedBrand } from './brand.ts'
import { addBrandVersion, loadBrand } from './store.ts'

/** Puts a brand policy into force. The same content again adds no version. */
export async function putBrand(
  context: Context,
  input: { policy: BrandPolicy; principal: { id: string } },
): Promise<{ isFirst: boolean; brand: VersionedBrand }> {
  return context.db.transaction(async (tx) => {
    const added = await addBrandVersion(tx, input.policy, { by: input.principal.id, at: context.now() })
    return { isFirst: added === 1, brand: (await loadBrand(tx))! }
  })
}
