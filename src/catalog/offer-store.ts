import { desc, eq, inArray, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { afterCursor, type Cursor } from '../db/conditions.ts'
import type { Offer, StoredOffer } from './offer.ts'
import type { Listed } from './store.ts'
import { offers } from './table.ts'

type OfferRow = typeof offers.$inferSelect

function toOffer(row: OfferRow): StoredOffer {
  const { createdAt: _created, updatedAt: _updated, validFrom, validUntil, ...fields } = row
  return Object.fromEntries(
    Object.entries({
      ...fields,
      validFrom: validFrom.toISOString(),
      validUntil: validUntil.toISOString(),
    }).filter(([, value]) => value !== null),
  ) as StoredOffer
}

/**
 * True when anything but version and times differs between the row that is there and the one that comes. Compared as
 * text, because 10.0 and 10.00 are the same number but not written alike.
 */
const content = (row: string) => sql`(to_jsonb(${sql.raw(row)}) - '{version,created_at,updated_at}'::text[])::text`
const IS_CHANGED = sql`${content('offers.*')} <> ${content('excluded.*')}`

export async function loadOffer(db: Db | Tx, id: string): Promise<StoredOffer | null> {
  const [row] = await db.select().from(offers).where(eq(offers.id, id))
  return row === undefined ? null : toOffer(row)
}

export async function loadOffers(tx: Tx, ids: readonly string[]): Promise<StoredOffer[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .select()
    .from(offers)
    .where(inArray(offers.id, [...ids]))
  return rows.map(toOffer)
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
      setWhere: IS_CHANGED,
    })
    .returning({ isNew: sql<boolean>`xmax = 0` })
  return row?.isNew ?? false
}
