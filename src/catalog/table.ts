import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt, decimal, instant } from '../db/columns.ts'

export const products = pgTable(
  'products',
  {
    /** The caller's own product id. */
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    brand: text('brand'),
    category: text('category'),
    priceAmount: decimal('price_amount'),
    priceCurrency: text('price_currency'),
    listPriceAmount: decimal('list_price_amount'),
    listPriceCurrency: text('list_price_currency'),
    availability: text('availability'),
    url: text('url'),
    imageUrl: text('image_url'),
    description: text('description'),
    facts: jsonb('facts').$type<string[]>().notNull().default([]),
    attributes: jsonb('attributes').$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
    /** Since when what stands here holds, as whoever sent it says; what holds as of an earlier time does not replace it. */
    asOf: instant('as_of').notNull(),
  },
  (table) => [
    index('products_newest').on(table.createdAt.desc(), table.id.desc()),
    check('products_price', sql`(price_amount is null) = (price_currency is null) and price_amount >= 0`),
    check(
      'products_list_price',
      sql`(list_price_amount is null) = (list_price_currency is null) and list_price_amount >= 0`,
    ),
  ],
)

/**
 * How price and stock came to be what they are. A trigger on `products` writes it, in the statement that changes a product;
 * the application can only read it.
 */
export const productChanges = pgTable(
  'product_changes',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    productId: text('product_id').notNull(),
    field: text('field').$type<'price' | 'availability'>().notNull(),
    /** A price as `59.00 EUR`. */
    old: text('old'),
    new: text('new'),
    at: instant('at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [
    index('product_changes_newest').on(table.productId, table.at.desc(), table.id.desc()),
    check('product_changes_field', sql`field in ('price', 'availability')`),
  ],
)

export const offers = pgTable(
  'offers',
  {
    id: text('id').primaryKey(),
    /** Grows by one with each change; part of the digest. */
    version: integer('version').notNull(),
    code: text('code').notNull(),
    kind: text('kind').notNull(),
    value: decimal('value').notNull(),
    currency: text('currency'),
    terms: text('terms').notNull(),
    validFrom: instant('valid_from').notNull(),
    validUntil: instant('valid_until').notNull(),
    productIds: jsonb('product_ids').$type<string[] | null>(),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index('offers_newest').on(table.createdAt.desc(), table.id.desc()),
    check('offers_dates', sql`valid_from < valid_until`),
  ],
)
