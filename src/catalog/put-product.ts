import type { Context } from '../context.ts'
import type { Product, StoredProduct } from './product.ts'
import { loadProducts, writeProducts } from './store.ts'

/** Replaces what the catalogue says of a product. */
export async function putProduct(
  context: Context,
  input: { id: string; product: Product },
): Promise<{ isNew: boolean; product: StoredProduct }> {
  return context.db.transaction(async (tx) => {
    const added = await writeProducts(tx, [{ ...input.product, id: input.id }], context.now())
    const [product] = await loadProducts(tx, [input.id])
    return { isNew: added.length > 0, product: product! }
  })
}
