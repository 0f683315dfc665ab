import type { ProductChange } from '../catalog/product-change.ts'
import type { Chosen } from './choose-products.ts'
import { is } from './reading.ts'
import type { Reading } from './reading.ts'
import { factOfProduct, type NewFact } from './new-fact.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** What changed longer ago is no news. */
const NEWS_DAYS = 30
/**
 * An earlier price is the lowest of this many days before the reduction (Directive 98/6/EC, Article 6a), so that no price
 * that was only put up for a while makes a reduction.
 */
const LOWEST_OF_DAYS = 30
/** How far back changes have to be known. */
export const HISTORY_DAYS = NEWS_DAYS + LOWEST_OF_DAYS

/** Who did one of these saw price and stock. */
const LOOKS = ['product-viewed', 'cart-updated', 'wishlist-added', 'price-watched']

/**
 * What became better of an offered product since the customer last looked at it: a lower price, or that it can be had
 * again. It quotes what the history shows and nothing else; when the customer looked is not told.
 */
export function historyFacts(
  { product, ref, role }: Chosen,
  readings: readonly Reading[],
  changes: readonly ProductChange[],
  now: Date,
): NewFact[] {
  // Readings are newest first.
  const look = readings.find((reading) => is(reading, ...LOOKS) && reading.productIds.includes(product.id))
  if (role !== 'offered' || look === undefined) return []
  const since = Math.max(look.at, now.getTime() - NEWS_DAYS * DAY_MS)
  const own = changes.filter(({ productId }) => productId === product.id).toSorted(newestFirst)
  const fact = (kind: 'price-drop' | 'back-in-stock', text: string) =>
    factOfProduct({ id: product.id, ref }, kind, text)
  const { price, availability } = product.stored
  const earlier = price === undefined ? null : lowestEarlierPrice(price, own, { look: look.at, since })
  const back = availability === 'in_stock' ? backSince(own, since) : null
  return [
    ...(price === undefined || earlier === null
      ? []
      : [
          fact(
            'price-drop',
            `Price ${price.amount} ${price.currency}, was ${earlier.amount} ${price.currency} until ${earlier.until}`,
          ),
        ]),
    ...(back === null ? [] : [fact('back-in-stock', `Back in stock since ${back}`)]),
  ]
}

type Price = { amount: string; currency: string }

/**
 * The lowest price since the customer looked, and of the 30 days before the newest change, with the day on which it ended;
 * null unless the price now is lower than all of them. A price of zero is a slip of the catalogue and quoted by nobody.
 */
function lowestEarlierPrice(
  price: Price,
  own: readonly ProductChange[],
  { look, since }: { look: number; since: number },
): { amount: string; until: string } | null {
  const changes = own.filter((change) => change.field === 'price')
  const [newest] = changes
  if (newest === undefined || timeOf(newest) <= since || newest.new === null) return null
  if (!isSame(newest.new, price) || Number(price.amount) === 0) return null
  const from = Math.min(look, timeOf(newest) - LOWEST_OF_DAYS * DAY_MS)
  let lowest: { amount: string; until: string } | null = null
  for (const change of changes) {
    if (timeOf(change) <= from) break
    // What the price was for a while is not known, or cannot be compared.
    if (change.old === null || change.old.currency !== price.currency) return null
    if (lowest === null || Number(change.old.amount) < Number(lowest.amount)) {
      lowest = { amount: change.old.amount, until: change.at.slice(0, 10) }
    }
  }
  return lowest !== null && Number(lowest.amount) > Number(price.amount) ? lowest : null
}

/** The day since which it can be had again, when before it could not. */
function backSince(own: readonly ProductChange[], since: number): string | null {
  const newest = own.find((change) => change.field === 'availability')
  if (newest === undefined || timeOf(newest) <= since || newest.new !== 'in_stock') return null
  return newest.old === 'out_of_stock' || newest.old === 'backorder' ? newest.at.slice(0, 10) : null
}

const timeOf = ({ at }: ProductChange): number => Date.parse(at)
const newestFirst = (a: ProductChange, b: ProductChange): number => timeOf(b) - timeOf(a) || b.id - a.id
const isSame = (a: Price, b: Price): boolean => a.currency === b.currency && Number(a.amount) === Number(b.amount)
