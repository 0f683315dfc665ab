import type { Catalogue } from './catalogue.ts'
import { categoriesOf } from './interest.ts'
import { is } from './reading.ts'
import type { Reading } from './reading.ts'

export type Journey = {
  /** Signals of a search that no purchase has ended, newest first. */
  open: Reading[]
  /** Products the customer has: bought, or reviewed without complaint. The newest first. */
  owned: string[]
}

/**
 * Parts what is still going on from what a purchase has ended: it ends the search for its products, for others of the
 * same categories, and whatever named no category at all. A purchase that names no products ends everything before it.
 */
export function followJourney(readings: readonly Reading[], catalogue: Catalogue): Journey {
  const owned = new Set<string>()
  const bought = new Set<string>()
  const boughtCategories = new Set<string>()
  const open: Reading[] = []
  let anything = false
  let everything = false
  for (const reading of readings) {
    if (is(reading, 'purchase')) {
      anything = true
      everything ||= reading.productIds.length === 0
      for (const id of reading.productIds) {
        bought.add(id)
        owned.add(id)
      }
      for (const category of categoriesOf(reading, catalogue)) boughtCategories.add(category.toLowerCase())
    } else if (is(reading, 'review-posted')) {
      if (!reading.type.isComplaint(reading.properties)) for (const id of reading.productIds) owned.add(id)
    } else {
      const categories = categoriesOf(reading, catalogue)
      const ended =
        everything ||
        reading.productIds.some((id) => bought.has(id)) ||
        categories.some((category) => boughtCategories.has(category.toLowerCase())) ||
        (anything && reading.productIds.length === 0 && categories.length === 0)
      if (!ended) open.push(reading)
    }
  }
  return { open, owned: [...owned] }
}
