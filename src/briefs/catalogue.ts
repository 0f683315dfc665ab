import type { StoredProduct } from '../catalog/product.ts'
import { remembered } from '../patterns/remembered.ts'
import { cleanText } from './clean-text.ts'
import { isProductName } from './fit-names.ts'
import { isInstructionShaped } from './instruction-shaped.ts'
import { spokenName } from './spoken-name.ts'

/** A product as a brief may show it: name and category are clean, and the name is short enough for a sentence. */
export type CleanProduct = { id: string; name: string; category: string | null; stored: StoredProduct }
export type Catalogue = ReadonlyMap<string, CleanProduct>

/**
 * The products that signals name, by id. One whose name is empty once it is clean, or could not be the name of a thing, cannot
 * be spoken of, so it is left out.
 * Where two would be called the same, both keep their whole names.
 */
export function cleanCatalogue(products: readonly StoredProduct[], linkDomains: readonly string[] = []): Catalogue {
  const named = products.flatMap((stored) => {
    const whole = cleanText(stored.name, MAX_NAME)
    return whole === '' || hasUnfitName(stored, linkDomains) ? [] : [{ stored, whole, spoken: spokenName(whole) }]
  })
  const bearers = Map.groupBy(named, ({ spoken }) => spoken)
  return new Map(
    named.map(({ stored, whole, spoken }) => {
      const category = cleanText(stored.category ?? '', 100)
      const name = bearers.get(spoken)?.length === 1 ? spoken : whole
      return [
        stored.id,
        { id: stored.id, name, category: category === '' || isUnfitCategory(category) ? null : category, stored },
      ]
    }),
  )
}

/** True when the catalogue's name of a product cannot be the name of a thing. Read as a whole: the harm may stand at its end. */
export const hasUnfitName = ({ name }: StoredProduct, linkDomains: readonly string[]): boolean =>
  isUnfit([name, ...linkDomains].join('\0'))

const isUnfit = remembered((named) => {
  const [name = '', ...linkDomains] = named.split('\0')
  return !isProductName(cleanText(name, 1000), linkDomains)
})
const isUnfitCategory = remembered(isInstructionShaped)

/** Longest name in a brief, in UTF-16 units. */
export const MAX_NAME = 200
