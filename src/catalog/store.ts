import { and, desc, eq, getTableName, or, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Db, Tx } from '../db/client.ts'
import { compiled } from '../db/compiled.ts'
import { afterCursor, contains, type Cursor } from '../db/conditions.ts'
import type { Offer, StoredOffer } from './offer.ts'
import type { Product, StoredProduct } from './product.ts'
import { offers, products } from './table.ts'

/** Who pages through a list needs the time by which it is sorted. */
export type Listed<Item> = { item: Item; createdAt: Date }

type ProductRow = typeof products.$inferSelect
type OfferRow = typeof offers.$inferSelect

const price = (amount: string | null, currency: string | null) =>
  amount === null || currency === null ? undefined : { amount, currency }

/** Without fields that are not set, as they are not sent either. */
const withoutNulls = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined))

function toProduct(row: ProductRow): StoredProduct {
  const {
    createdAt: _created,
    updatedAt,
    priceAmount,
    priceCurrency,
    listPriceAmount,
    listPriceCurrency,
    ...fields
  } = row
  return withoutNulls({
    ...fields,
    price: price(priceAmount, priceCurrency),
    listPrice: price(listPriceAmount, listPriceCurrency),
    updatedAt: updatedAt.toISOString(),
  }) as StoredProduct
}

function toOffer(row: OfferRow): StoredOffer {
  const { createdAt: _created, updatedAt: _updated, validFrom, validUntil, ...fields } = row
  return withoutNulls({
    ...fields,
    validFrom: validFrom.toISOString(),
    validUntil: validUntil.toISOString(),
  }) as StoredOffer
}

const productsByIds = compiled((db) =>
  db
    .select()
    .from(products)
    // One parameter, however many ids: the same statement each time.
    .where(sql`${products.id} in (select jsonb_array_elements_text(${sql.placeholder('ids')}::text::jsonb))`)
    .prepare('products_by_ids'),
)

/** Those of the products that exist, in no particular order, in one query. */
export async function loadProducts(db: Db | Tx, ids: readonly string[]): Promise<StoredProduct[]> {
  if (ids.length === 0) return []
  const rows = await productsByIds(db).execute({ ids: JSON.stringify(ids) })
  return rows.map(toProduct)
}

/** One product more than `limit`, newest first. `text` is looked for in id, name, brand and category. */
export async function listProducts(
  db: Db,
  search: { text: string; limit: number; cursor: Cursor | undefined },
): Promise<Listed<StoredProduct>[]> {
  const { text, limit, cursor } = search
  const searched = [products.id, products.name, products.brand, products.category]
  const rows = await db
    .select()
    .from(products)
    .where(
      and(
        text === '' ? undefined : or(...searched.map((column) => contains(column, text))),
        afterCursor(products.createdAt, products.id, cursor),
      ),
    )
    .orderBy(desc(products.createdAt), desc(products.id))
    .limit(limit + 1)
  return rows.map((row) => ({ item: toProduct(row), createdAt: row.createdAt }))
}

/**
 * True when anything but version and times differs between the row that is there and the one that comes. Compared as
 * text, because 649.0 and 649.00 are the same number but not the same price tag.
 */
function isChanged(table: PgTable) {
  const content = (row: string) => sql`(to_jsonb(${sql.raw(row)}) - '{version,created_at,updated_at}'::text[])::text`
  return sql`${content(`${getTableName(table)}.*`)} <> ${content('excluded.*')}`
}

/**
 * Writes products in one query; rows that are already so stay untouched. No id may be there twice.
 * @returns ids of the products that are new
 */
export async function writeProducts(
  db: Db | Tx,
  written: readonly (Product & { id: string })[],
  now: Date,
): Promise<string[]> {
  if (written.length === 0) return []
  const rows = written.map(({ price: sold, listPrice, imageUrl, ...product }) => ({
    ...product,
    price_amount: sold?.amount,
    price_currency: sold?.currency,
    list_price_amount: listPrice?.amount,
    list_price_currency: listPrice?.currency,
    image_url: imageUrl,
  }))
  const at = now.toISOString()
  const touched = await db
    .insert(products)
    .select(
      // In one order, so that two imports of the same products never wait for each other.
      sql`
    select id, name, brand, category, price_amount, price_currency, list_price_amount, list_price_currency, availability,
      url, image_url, description, coalesce(facts, '[]'::jsonb), coalesce(attributes, '{}'::jsonb),
      ${at}::timestamptz, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(
      id text, name text, brand text, category text, price_amount numeric, price_currency text, list_price_amount numeric,
      list_price_currency text, availability text, url text, image_url text, description text, facts jsonb, attributes jsonb)
    order by id`,
    )
    .onConflictDoUpdate({
      target: products.id,
      set: {
        name: sql`excluded.name`,
        brand: sql`excluded.brand`,
        category: sql`excluded.category`,
        priceAmount: sql`excluded.price_amount`,
        priceCurrency: sql`excluded.price_currency`,
        listPriceAmount: sql`excluded.list_price_amount`,
        listPriceCurrency: sql`excluded.list_price_currency`,
        availability: sql`excluded.availability`,
        url: sql`excluded.url`,
        imageUrl: sql`excluded.image_url`,
        description: sql`excluded.description`,
        facts: sql`excluded.facts`,
        attributes: sql`excluded.attributes`,
        updatedAt: now,
      },
      setWhere: isChanged(products),
    })
    // Only a row that was there before has been locked, which is what xmax tells.
    .returning({ id: products.id, isNew: sql<boolean>`xmax = 0` })
  return touched.filter((row) => row.isNew).map((row) => row.id)
}

export async function loadOffer(db: Db | Tx, id: string): Promise<StoredOffer | null> {
  const [row] = await db.select().from(offers).where(eq(offers.id, id))
  return row === undefined ? null : toOffer(row)
}

/** One offer more than `limit`, newest first. */
export async function listOffers(
  db: Db,
  page: { limit: number; cursor: Cursor | undefined },
): Promise<Listed<StoredOffer>[]> {
  const rows = await db
    .select()
    .from(offers)
    .where(afterCursor(offers.createdAt, offers.id, page.cursor))
    .orderBy(desc(offers.createdAt), desc(offers.id))
    .limit(page.limit + 1)
  return rows.map((row) => ({ item: toOffer(row), createdAt: row.createdAt }))
}

/** Writes the offer; its version grows by one if anything in it changed. @returns true when it is new */
export async function writeOffer(tx: Tx, id: string, offer: Offer, now: Date): Promise<boolean> {
  const fields = {
    code: offer.code,
    kind: offer.kind,
    value: offer.value,
    currency: offer.currency ?? null,
    terms: offer.terms,
    validFrom: new Date(offer.validFrom),
    validUntil: new Date(offer.validUntil),
    productIds: offer.productIds ?? null,
    updatedAt: now,
  }
  const [row] = await tx
    .insert(offers)
    .values({ id, version: 1, ...fields, createdAt: now })
    .onConflictDoUpdate({
      target: offers.id,
      set: { ...fields, version: sql`${offers.version} + 1` },
      setWhere: isChanged(offers),
    })
    .returning({ isNew: sql<boolean>`xmax = 0` })
  return row?.isNew ?? false
}
