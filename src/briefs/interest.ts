import type { Brief } from './brief.ts'
import { cleanText } from './clean-text.ts'
import { holdsContactDetails } from './contact-details.ts'
import type { Catalogue } from './catalogue.ts'
import type { Reading } from './reading.ts'

/** Days after which a signal says half as much. */
export const HALF_LIFE_DAYS = 14
const DAY_MS = 24 * 60 * 60 * 1000

/** What a signal still says about interest at `now`: its kind's weight, halved every 14 days. */
export function weightAt(reading: Reading, now: Date): number {
  const weight = reading.type.weightOf?.(reading.properties) ?? reading.type.weight
  const days = Math.max(0, now.getTime() - reading.at) / DAY_MS
  return weight * 2 ** (-days / HALF_LIFE_DAYS)
}

/**
 * How much the customer seems to care for each product of the catalogue and each category, the most first. A signal gives
 * its whole weight to each of its products, and once to each category that they, or it, belong to.
 */
export function measureInterest(readings: readonly Reading[], catalogue: Catalogue, now: Date): Brief['interests'] {
  const products = new Map<string, number>()
  const categories = new Map<string, number>()
  for (const reading of readings) {
    const weight = weightAt(reading, now)
    if (weight === 0) continue
    for (const id of reading.productIds) {
      if (catalogue.has(id)) products.set(id, (products.get(id) ?? 0) + weight)
    }
    for (const name of categoriesOf(reading, catalogue)) categories.set(name, (categories.get(name) ?? 0) + weight)
  }
  return {
    products: strongest(products).map(([id, weight]) => ({ id, weight })),
    categories: strongest(categories).map(([name, weight]) => ({ name, weight })),
  }
}

/** The categories a signal is about: the catalogue's word first, the signal's own where the catalogue has none. */
export function categoriesOf(reading: Reading, catalogue: Catalogue): string[] {
  const known = reading.productIds.map((id) => catalogue.get(id)?.category).filter((name) => name != null)
  if (known.length > 0 || reading.category === null) return [...new Set(known)]
  const own = cleanText(reading.category, 100)
  return own === '' || holdsContactDetails(own) ? [] : [own]
}

const strongest = (weights: Map<string, number>): [string, number][] =>
  [...weights]
    .map(([key, weight]): [string, number] => [key, Math.round(weight * 1000) / 1000])
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
