import { supportMatter } from '../signals/types/support-contacted.ts'
import type { Stage } from './brief.ts'
import type { Catalogue } from './catalogue.ts'
import type { Journey } from './journey.ts'
import { is } from './reading.ts'
import type { Reading } from './reading.ts'

export type StageFinding = {
  stage: Stage
  /** One plain sentence: why this stage. */
  reason: string
  /** Products that speak for the stage: in the cart, or compared. Empty where the stage says nothing about products. */
  productIds: string[]
}

const DAY_MS = 24 * 60 * 60 * 1000
/** What happened this long before the newest signal belongs to the same search. */
const SEARCH_DAYS = 30
/** Products of one category viewed within so many days are being compared, also where the site has no comparison page. */
const COMPARING_DAYS = 7

/** Where the customer is on the way from a need to a purchase, by the strongest thing done in the newest search. */
export function findStage(readings: readonly Reading[], journey: Journey, catalogue: Catalogue): StageFinding {
  const newest = journey.open.find((reading) => stepOf(reading) !== null)
  const search = newest === undefined ? [] : journey.open.filter((r) => r.at >= newest.at - SEARCH_DAYS * DAY_MS)
  const none = { productIds: [] }

  const cart = inCart(search)
  if (cart !== null) {
    return {
      stage: 'decide',
      reason: 'The customer put a product into the cart or began the checkout and has not bought it since.',
      productIds: cart,
    }
  }
  const compared = search.filter((reading) => is(reading, 'products-compared'))
  if (compared.length > 0) {
    return { stage: 'compare', reason: 'The customer compared products.', productIds: idsOf(compared) }
  }
  const alike = viewedAlike(search, new Set(journey.owned), catalogue)
  if (alike.length > 1) {
    return {
      stage: 'compare',
      reason: `The customer viewed several products of one category within ${COMPARING_DAYS} days.`,
      productIds: alike,
    }
  }
  if (search.some((reading) => is(reading, 'review-read'))) {
    return { stage: 'research', reason: 'The customer read reviews of a product.', ...none }
  }
  if (search.some((reading) => is(reading, 'product-viewed'))) {
    return { stage: 'research', reason: 'The customer viewed a product.', ...none }
  }
  if (search.some((reading) => stepOf(reading) === 'research')) {
    return { stage: 'research', reason: 'The customer asked support a question.', ...none }
  }
  if (search.some((reading) => stepOf(reading) === 'need')) {
    return { stage: 'need', reason: 'The customer searched and has looked at no product since.', ...none }
  }
  if (readings.some((reading) => is(reading, 'purchase'))) {
    return { stage: 'after-purchase', reason: 'The customer bought and has looked for nothing new since.', ...none }
  }
  if (readings.some((reading) => is(reading, 'review-posted'))) {
    return { stage: 'after-purchase', reason: 'The customer posted a review and has looked for nothing else.', ...none }
  }
  if (readings.some((reading) => is(reading, 'support-contacted'))) {
    return { stage: 'after-purchase', reason: 'The customer was in contact with support.', ...none }
  }
  return { stage: 'need', reason: 'Nothing is known of what the customer looks for.', ...none }
}

/** How far one signal goes by itself, or null when it is no step on the way to a purchase. */
function stepOf(reading: Reading): Stage | null {
  switch (reading.type.type) {
    case 'cart-updated':
      return reading.properties.action === 'removed' ? null : 'decide'
    case 'products-compared':
      return 'compare'
    case 'review-read':
    case 'product-viewed':
      return 'research'
    case 'product-searched':
      return 'need'
    case 'support-contacted':
      return supportMatter(reading.properties) === 'question' ? 'research' : null
    default:
      return null
  }
}

/** Products in the cart after the newest change of each, or null when there is no cart. `search` is newest first. */
function inCart(search: readonly Reading[]): string[] | null {
  const removed = new Set<string>()
  const kept = new Set<string>()
  let cart = false
  for (const reading of search) {
    if (!is(reading, 'cart-updated')) continue
    if (reading.properties.action === 'removed') {
      for (const id of reading.productIds) if (!kept.has(id)) removed.add(id)
      continue
    }
    const still = reading.productIds.filter((id) => !removed.has(id))
    cart ||= still.length > 0 || reading.productIds.length === 0
    for (const id of still) kept.add(id)
  }
  return cart ? [...kept] : null
}

/** The products of the category of which most were viewed in the last days of the search. */
function viewedAlike(search: readonly Reading[], owned: ReadonlySet<string>, catalogue: Catalogue): string[] {
  const newest = search.find((reading) => is(reading, 'product-viewed'))
  if (newest === undefined) return []
  const byCategory = new Map<string, Set<string>>()
  for (const reading of search) {
    if (!is(reading, 'product-viewed') || reading.at < newest.at - COMPARING_DAYS * DAY_MS) continue
    for (const id of reading.productIds) {
      const category = catalogue.get(id)?.category
      if (category == null || owned.has(id)) continue
      byCategory.set(category, (byCategory.get(category) ?? new Set()).add(id))
    }
  }
  return [...byCategory.values()].reduce<string[]>((most, ids) => (ids.size > most.length ? [...ids] : most), [])
}

const idsOf = (readings: readonly Reading[]): string[] => [...new Set(readings.flatMap((r) => r.productIds))]
