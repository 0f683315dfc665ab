import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Brief } from '../../src/briefs/brief.ts'
import { composeBrief } from '../../src/briefs/compose-brief.ts'
import { StoredProduct } from '../../src/catalog/product.ts'
import type { NewSignal } from '../../src/signals/new-signal.ts'
import { parseSignal } from '../../src/signals/wire.ts'
import { input, now } from './inputs.ts'

const folder = new URL('../../../shared/data/amazon23_customer_timelines/', import.meta.url)
const lines = <Row>(name: string): Row[] =>
  readFileSync(new URL(name, folder), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row)

type Review = {
  user_id: string
  parent_asin: string
  rating: number
  timestamp_ms: number
  review_title: string
  review_text: string
}
type Listed = { parent_asin: string; title: string; price_usd: number | null; source_category: string }
const DAY_MS = 24 * 60 * 60 * 1000

describe.skipIf(!existsSync(folder))('briefs of 275 real timelines', () => {
  const reviews = lines<Review>('reviews.jsonl')
  const shift = now.getTime() - DAY_MS - Math.max(...reviews.map(({ timestamp_ms }) => timestamp_ms))
  const catalogue = new Map(
    lines<Listed>('catalog.jsonl').flatMap((row) => {
      const price = row.price_usd === null ? {} : { price: { amount: row.price_usd.toFixed(2), currency: 'USD' } }
      const product = {
        id: row.parent_asin,
        name: row.title,
        category: row.source_category,
        updatedAt: now.toISOString(),
        ...price,
      }
      const stored = StoredProduct.safeParse(product)
      return stored.success ? [[row.parent_asin, stored.data] as const] : []
    }),
  )
  const timelines = Map.groupBy(reviews, ({ user_id }) => user_id)
  const toSignal = (review: Review, at: number): NewSignal => {
    const parsed = parseSignal(
      {
        type: 'review-posted',
        customerId: review.user_id,
        messageId: `${review.user_id}-${at}`,
        occurredAt: new Date(review.timestamp_ms + shift).toISOString(),
        productId: review.parent_asin,
        properties: { rating: review.rating, title: review.review_title, text: review.review_text },
      },
      now,
    )
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem))
    return parsed.signal
  }
  const briefs = [...timelines].map(([userId, own]) => {
    const signals = own.map((review, at) => ({ ...toSignal(review, at), id: `s-${at}` }))
    const reviewed = new Set(own.map(({ parent_asin }) => parent_asin))
    const products = [...reviewed].map((id) => catalogue.get(id)).filter((product) => product !== undefined)
    return { userId, own, reviewed, products, brief: composeBrief(input({ signals, products })) }
  })

  test('every brief is valid', () => {
    expect(briefs).toHaveLength(275)
    for (const { brief, userId } of briefs) expect(Brief.safeParse(brief).error, userId).toBeUndefined()
  })

  test('every product is one the customer reviewed', () => {
    for (const { brief, reviewed } of briefs) for (const { id } of brief.products) expect(reviewed.has(id)).toBe(true)
  })

  test('a complaint is about a bad review of the last 60 days, and nothing is sold', () => {
    const complaints = briefs.filter(({ brief }) => brief.complaint)
    expect(complaints.length).toBeGreaterThan(0)
    for (const { brief, own } of complaints) {
      const recent = own.filter(({ timestamp_ms }) => timestamp_ms + shift >= now.getTime() - 60 * DAY_MS)
      const bad = new Set(recent.filter(({ rating }) => rating <= 2).map(({ parent_asin }) => parent_asin))
      expect(bad.size).toBeGreaterThan(0)
      for (const { id } of brief.products) expect(bad.has(id)).toBe(true)
      expect(brief.slots.some((slot) => /price|link/.test(slot))).toBe(false)
    }
  })

  test('nobody is told of a product they disliked, and nearly everybody of one they have', () => {
    let named = 0
    for (const { brief, own } of briefs) {
      if (brief.complaint) continue
      expect(brief.stage).toBe('after-purchase')
      const disliked = new Set(own.filter(({ rating }) => rating <= 2).map(({ parent_asin }) => parent_asin))
      for (const { id } of brief.products) expect(disliked.has(id)).toBe(false)
      named += brief.products.length
    }
    expect(named).toBeGreaterThan(200)
  })

  test('no words of a review are in a brief', () => {
    for (const { brief, own } of briefs) {
      const written = JSON.stringify(brief.facts)
      for (const { review_text: text } of own) if (text.length > 40) expect(written).not.toContain(text.slice(0, 40))
    }
  })
})
