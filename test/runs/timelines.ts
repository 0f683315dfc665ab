import { existsSync, readFileSync } from 'node:fs'

/** Amazon Reviews 2023 (McAuley Lab, UCSD): 275 people, their dated reviews, and the products these are about. */
const FOLDER = new URL('../../../shared/data/amazon23_customer_timelines/', import.meta.url)

type Review = {
  user_id: string
  parent_asin: string
  source_category: string
  rating: number
  timestamp_ms: number
  review_title: string
  review_text: string
}
type Listed = { parent_asin: string; title: string | null; price_usd: number | null; source_category: string }

export type Timelines = {
  /** Lines of `POST /v1/products/import`. A product without a title goes in as it is, for the import to refuse. */
  products: { id: string; name: string; category: string; price?: { amount: string; currency: string } }[]
  customers: { id: string; record: Record<string, unknown> }[]
  signals: Record<string, unknown>[]
  /** Ids of the products that each customer reviewed. */
  reviewed: Map<string, Set<string>>
}

const DAY_MS = 24 * 60 * 60 * 1000
const MADE = 'made for this run, nobody said so'
const FIRST_NAMES = ['Ines', 'Jonas', 'Amara', 'Tomás', 'Priya', 'Łukasz', 'Chloë', null]

/**
 * The data as what a shop would send. Texts and ids stay as they are; all dates move by one offset, so that the newest is
 * yesterday. Names, `.test` addresses and consents are made up and say so.
 * @throws Error with one sentence when the data is not there
 */
export function readTimelines(now: Date): Timelines {
  if (!existsSync(FOLDER)) {
    throw new Error(
      'This run needs ../shared/data/amazon23_customer_timelines beside the project, and it is not there.',
    )
  }
  const reviews = linesOf<Review>('reviews.jsonl')
  const shift = now.getTime() - DAY_MS - Math.max(...reviews.map(({ timestamp_ms }) => timestamp_ms))
  const reviewed = new Map<string, Set<string>>()
  for (const { user_id, parent_asin } of reviews) {
    reviewed.set(user_id, (reviewed.get(user_id) ?? new Set()).add(parent_asin))
  }
  return {
    products: linesOf<Listed>('catalog.jsonl').map(({ parent_asin, title, price_usd, source_category }) => ({
      id: parent_asin,
      name: title ?? '',
      category: source_category.replaceAll('_', ' '),
      ...(price_usd === null ? {} : { price: { amount: price_usd.toFixed(2), currency: 'USD' } }),
    })),
    customers: [...reviewed.keys()].map((id, index) => ({ id, record: customerRecord(index, now) })),
    signals: reviews.map((review) => ({
      type: 'review-posted',
      customerId: review.user_id,
      messageId: `${review.user_id} ${review.parent_asin} ${review.timestamp_ms}`,
      occurredAt: new Date(review.timestamp_ms + shift).toISOString(),
      source: 'reviews',
      productId: review.parent_asin,
      properties: {
        rating: review.rating,
        title: review.review_title,
        text: review.review_text,
        category: review.source_category.replaceAll('_', ' '),
      },
    })),
    reviewed,
  }
}

function customerRecord(index: number, now: Date): Record<string, unknown> {
  const firstName = FIRST_NAMES[index % FIRST_NAMES.length] ?? undefined
  const at = new Date(now.getTime() - 30 * DAY_MS).toISOString()
  return {
    ...(firstName === undefined ? {} : { firstName }),
    email: `customer-${index + 1}@real-input.test`,
    traits: { note: `name, address and consents were ${MADE}` },
    consents: ['marketing', 'service'].map((purpose) => ({
      channel: 'email',
      purpose,
      state: 'granted',
      source: 'real-input run',
      at,
      proof: MADE,
    })),
  }
}

const linesOf = <Row>(name: string): Row[] =>
  readFileSync(new URL(name, FOLDER), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row)
