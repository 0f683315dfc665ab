import type { StoredProduct } from '../catalog/product.ts'
import { cleanText } from './clean-text.ts'

/** A product as a brief may show it: name and category are clean. */
export type CleanProduct = { id: string; name: string; category: string | null; stored: StoredProduct }
export type Catalogue = ReadonlyMap<string, CleanProduct>

/** The products that signals name, by id. One whose name is empty once it is clean cannot be spoken of, so it is left out. */
export function cleanCatalogue(products: readonly StoredProduct[]): Catalogue {
  const catalogue = new Map<string, CleanProduct>()
  for (const stored of products) {
    const name = cleanText(stored.name, 200)
    const category = cleanText(stored.category ?? '', 100)
    if (name !== '')
      catalogue.set(stored.id, { id: stored.id, name, category: category === '' ? null : category, stored })
  }
  return catalogue
}
