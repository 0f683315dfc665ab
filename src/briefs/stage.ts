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
  /** The signals that it was derived from, newest first, so that a person can look them up. */
  signalIds: string[]
}

const DAY_MS = 24 * 60 * 60 * 1000
/** What happened this long before the newest signal belongs to the same search. */
export const SEARCH_DAYS = 30
/** Products of one category viewed within so many days are being compared, also where the site has no comparison page. */
const COMPARING_DAYS = 7
/** More examples prove no more. */
const SHOWN_SIGNALS = 20

/** Where the customer is on the way from a need to a purchase, by the strongest thing done in the newest search. */
export function findStage(readings: readonly Reading[], journey: Journey, catalogue: Catalogue): StageFinding {
  const newest = journey.open.find((reading) => stepOf(reading) !== null)
  const search = newest === undefined ? [] : journey.open.filter((r) => r.at >= newest.at - SEARCH_DAYS * DAY_MS)
  const found = (stage: Stage, reason: string, from: readonly Reading[], productIds: string[] = []): StageFinding => ({
    stage,
    reason,
    productIds,
    signalIds: from.slice(0, SHOWN_SIGNALS).map(({ signal }) => signal.id),
  })

  const cart = inCart(search)
  if (cart !== null) {
    const why = 'The customer put a product into the cart or began the checkout and has not bought it since.'
    return found('decide', why, search.filter(fillsCart), cart)
  }
  const compared = search.filter((reading) => is(reading, 'products-compared'))
  if (compared.length > 0) return found('compare', 'The customer compared products.', compared, idsOf(compared))
  const alike = viewedAlike(search, new Set(journey.owned), catalogue)
  if (alike.productIds.length > 1) {
    const why = `The customer viewed several products of one category within ${COMPARING_DAYS} days.`
    return found('compare', why, alike.views, alike.productIds)
  }
  for (const { types, reason } of RESEARCH) {
    const steps = search.filter((reading) => is(reading, ...types) && stepOf(reading) === 'research')
    if (steps.length > 0) return found('research', reason, steps)
  }
  const needs = search.filter((reading) => stepOf(reading) === 'need')
  if (needs.length > 0) return found('need', 'The customer searched and has looked at no product since.', needs)
  for (const { type, reason } of AFTER_PURCHASE) {
    const steps = readings.filter((reading) => is(reading, type))
    if (steps.length > 0) return found('after-purchase', reason, steps)
  }
  return found('need', 'Nothing is known of what the customer looks for.', [])
}

/** What tells most comes first. */
const RESEARCH = [
  { types: ['review-read'], reason: 'The customer read reviews of a product.' },
  { types: ['wishlist-added'], reason: 'The customer put a product on the wish list.' },
  { types: ['price-watched'], reason: 'The customer watches the price of a product.' },
  { types: ['product-viewed'], reason: 'The customer viewed a product.' },
  { types: ['support-contacted'], reason: 'The customer asked support a question.' },
  { types: ['question-asked'], reason: 'The customer asked a question.' },
]
const AFTER_PURCHASE = [
  { type: 'purchase', reason: 'The customer bought and has looked for nothing new since.' },
  { type: 'review-posted', reason: 'The customer posted a review and has looked for nothing else.' },
  { type: 'support-contacted', reason: 'The customer was in contact with support.' },
]

/** How far one signal goes by itself, or null when it is no step on the way to a purchase. */
function stepOf(reading: Reading): Stage | null {
  switch (reading.type.type) {
    case 'cart-updated':
      return reading.properties.action === 'removed' ? null : 'decide'
    case 'products-compared':
      return 'compare'
    case 'review-read':
    case 'product-viewed':
    case 'question-asked':
      return 'research'
    case 'wishlist-added':
    case 'price-watched':
      return reading.properties.action === 'removed' ? null : 'research'
    case 'product-searched':
    case 'product-list-viewed':
      return 'need'
    case 'support-contacted':
      return supportMatter(reading.properties) === 'question' ? 'research' : null
    default:
      return null
  }
}

const fillsCart = (reading: Reading): boolean => stepOf(reading) === 'decide'

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

type Alike = { productIds: string[]; views: Reading[] }

/** The products of the category of which most were viewed in the last days of the search, and the views that say so. */
function viewedAlike(search: readonly Reading[], owned: ReadonlySet<string>, catalogue: Catalogue): Alike {
  const none: Alike = { productIds: [], views: [] }
  const newest = search.find((reading) => is(reading, 'product-viewed'))
  if (newest === undefined) return none
  const byCategory = new Map<string, Reading[]>()
  for (const reading of search) {
    if (!is(reading, 'product-viewed') || reading.at < newest.at - COMPARING_DAYS * DAY_MS) continue
    for (const id of reading.productIds) {
      const category = catalogue.get(id)?.category
      if (category == null || owned.has(id)) continue
      const views = byCategory.get(category)
      if (views === undefined) byCategory.set(category, [reading])
      else views.push(reading)
    }
  }
  return [...byCategory.values()]
    .map((views): Alike => ({ productIds: idsOf(views), views }))
    .reduce((most, each) => (each.productIds.length > most.productIds.length ? each : most), none)
}

const idsOf = (readings: readonly Reading[]): string[] => [...new Set(readings.flatMap((r) => r.productIds))]
