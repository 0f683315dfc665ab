import type { Context } from '../context.ts'
import { newerIsKnown } from './problems.ts'
import type { Product, StoredProduct } from './product.ts'
import { loadProducts, writeProducts } from './store.ts'

/**
 * Replaces what the catalogue says of a product. `at` says as of when that holds; now when it is not given.
 * @throws newer-is-known when what stands there holds as of a later time
 */
export async function putProduct(
  context: Context,
  input: { id: string; product: Product; at?: Date | undefined },
): Promise<{ isNew: boolean; product: StoredProduct }> {
  return context.db.transaction(async (tx) => {
    const now = context.now()
    const times = { now, asOf: input.at ?? now, isDated: input.at !== undefined }
    const { added, stale } = await writeProducts(tx, [{ ...input.product, id: input.id }], times)
    if (stale.length > 0) throw newerIsKnown('What is known of this product holds as of a later time.')
    const [product] = await loadProducts(tx, [input.id])
    return { isNew: added.length > 0, product: product! }
  })
}
