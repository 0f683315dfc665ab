import { and, asc, desc, eq, gt, gte, inArray, or, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { compiled } from '../db/compiled.ts'
import { afterCursor, contains, type Cursor } from '../db/conditions.ts'
import { type ProductChange, toChange } from './product-change.ts'
import type { ImportedProduct, StoredProduct } from './product.ts'
import { productChanges, products } from './table.ts'

/** Who pages through a list needs the time by which it is sorted. */
export type Listed<Item> = { item: Item; createdAt: Date }

type ProductRow = typeof products.$inferSelect

const price = (amount: string | null, currency: string | null) =>
  amount === null || currency === null ? undefined : { amount, currency }

/** Without fields that are not set, as they are not sent either. */
const withoutNulls = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined))

function toProduct(row: ProductRow): StoredProduct {
  const {
    createdAt: _created,
    asOf: _asOf,
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

const CONTENT =
  'name brand category price_currency list_price_currency availability url image_url description price_amount::text list_price_amount::text facts::text attributes::text'
const contentOf = (row: string) =>
  sql.raw(
    `(${CONTENT.split(' ')
      .map((column) => `${row}.${column}`)
      .join(', ')})`,
  )
/** True when the row that comes says anything else. Numbers as text: 649.0 and 649.00 are not the same price tag. */
const IS_CHANGED = sql`${contentOf('products')} is distinct from ${contentOf('excluded')}`

/**
 * Writes products in one query; rows that are already so stay untouched. No id may be there twice. `asOf` says since when
 * what is written holds: with `isDated`, products of which something newer is known stay as they are.
 * @returns ids of the products that are new, and of those that stayed because they are newer
 */
export async function writeProducts(
  db: Db | Tx,
  written: readonly ImportedProduct[],
  { now, asOf, isDated }: { now: Date; asOf: Date; isDated: boolean },
): Promise<{ added: string[]; stale: string[] }> {
  if (written.length === 0) return { added: [], stale: [] }
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
      ${at}::timestamptz, ${at}::timestamptz, ${asOf.toISOString()}::timestamptz
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
        // Clocks of two processes differ a little; that must not make a price hold from before the one that it replaces.
        asOf: sql`greatest(${products.asOf}, excluded.as_of)`,
      },
      setWhere: isDated ? sql`${IS_CHANGED} and ${products.asOf} <= excluded.as_of` : IS_CHANGED,
    })
    // Only a row that was there before has been locked, which is what xmax tells.
    .returning({ id: products.id, isNew: sql<boolean>`xmax = 0` })
  const added = touched.filter((row) => row.isNew).map((row) => row.id)
  if (!isDated || touched.length === written.length) return { added, stale: [] }
  const ids = written.map(({ id }) => id)
  const stale = await db
    .select({ id: products.id })
    .from(products)
    .where(and(inArray(products.id, ids), gt(products.asOf, asOf)))
  return { added, stale: stale.map(({ id }) => id) }
}

/** Products in the order of their ids, `limit` at most, those after `afterId`. */
export async function pageOfProducts(db: Db, afterId: string, limit: number): Promise<StoredProduct[]> {
  const rows = await db.select().from(products).where(gt(products.id, afterId)).orderBy(asc(products.id)).limit(limit)
  return rows.map(toProduct)
}

/** One change more than `limit` of a product's price and stock, newest first. */
export async function listChanges(
  db: Db,
  productId: string,
  page: { limit: number; cursor: Cursor | undefined },
): Promise<ProductChange[]> {
  const rows = await db
    .select()
    .from(productChanges)
    .where(and(eq(productChanges.productId, productId), afterCursor(productChanges.at, productChanges.id, page.cursor)))
    .orderBy(desc(productChanges.at), desc(productChanges.id))
    .limit(page.limit + 1)
  return rows.map(toChange)
}

const changesSince = compiled((db) => {
  const newest = db
    .select()
    .from(productChanges)
    .where(
      and(
        sql`${productChanges.productId} = wanted.id`,
        gte(productChanges.at, sql`${sql.placeholder('since')}::timestamptz`),
      ),
    )
    .orderBy(desc(productChanges.at), desc(productChanges.id))
    .limit(MAX_CHANGES)
    .as('newest')
  return db
    .select(newest._.selectedFields)
    .from(sql`jsonb_array_elements_text(${sql.placeholder('ids')}::text::jsonb) as wanted(id)`)
    .crossJoinLateral(newest)
    .prepare('product_changes_since')
})
/** Of one product: one that changes all day must not hide how the others changed. */
const MAX_CHANGES = 1000

/** What changed of these products since then, for each the newest first, in one query. */
export async function loadChanges(db: Db | Tx, ids: readonly string[], since: Date): Promise<ProductChange[]> {
  if (ids.length === 0) return []
  const rows = await changesSince(db).execute({ ids: JSON.stringify(ids), since: since.toISOString() })
  return rows.map(toChange)
}
