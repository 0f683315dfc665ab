import { and, desc, eq, getTableColumns, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { compiled } from '../db/compiled.ts'
import { afterCursor, contains, type Cursor } from '../db/conditions.ts'
import { consentsOfCustomer, type HeldConsent } from './consent-store.ts'
import { type Consent, type Customer, type StoredCustomer, toE164, type CustomerTraits } from './customer.ts'
import { consents, customers, identities } from './table.ts'

const columns = { ...getTableColumns(customers), held: consentsOfCustomer }
const isThere = isNull(customers.erasedAt)
type Row = typeof customers.$inferSelect & { held: HeldConsent[] }

const toStored = ({ held, erasedAt: _erased, ...row }: Row): StoredCustomer => ({
  ...row,
  consents: held.map(({ proof, ...consent }) => ({
    ...consent,
    at: new Date(consent.at).toISOString(),
    ...(proof === null ? {} : { proof }),
  })),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})

const customerById = compiled((db) =>
  db
    .select(columns)
    .from(customers)
    .where(eq(customers.id, sql.placeholder('id')))
    .prepare('customer_by_id'),
)

/** The customer with the consents that hold now, in one query. One who was erased is none. */
export async function loadCustomer(db: Db | Tx, id: string): Promise<StoredCustomer | null> {
  const [row] = await customerById(db).execute({ id })
  return row === undefined || row.erasedAt !== null ? null : toStored(row)
}

const customersByIds = compiled((db) =>
  db
    .select(columns)
    .from(customers)
    .where(
      and(
        isThere,
        // One parameter, however many ids: the same statement each time.
        sql`${customers.id} = any(array(select jsonb_array_elements_text(${sql.placeholder('ids')}::text::jsonb)))`,
      ),
    )
    .prepare('customers_by_ids'),
)

/** Those of the customers who are there and not erased, in no particular order, in one query. */
export async function loadPresentCustomers(db: Db | Tx, ids: readonly string[]): Promise<StoredCustomer[]> {
  const rows = await customersByIds(db).execute({ ids: JSON.stringify(ids) })
  return rows.map(toStored)
}

/** Any number of customers; of those who were erased, what is left. */
export async function loadCustomers(tx: Tx, ids: readonly string[]): Promise<StoredCustomer[]> {
  const wanted = sql`any(array(select value from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)))`
  const rows = await tx
    .select(columns)
    .from(customers)
    .where(sql`${customers.id} = ${wanted}`)
  return rows.map(toStored)
}

/** Phone numbers are stored without the spaces and dashes in which people write them. */
const asDigits = (text: string): string => text.replaceAll(/[\s().\-/]/g, '')

/** One row more than `limit`, newest first. `text` is looked for in id, name, e-mail and phone. */
export async function listCustomers(
  db: Db,
  search: { text: string; limit: number; cursor: Cursor | undefined },
): Promise<StoredCustomer[]> {
  const { text, limit, cursor } = search
  const digits = asDigits(text)
  const rows = await db
    .select(columns)
    .from(customers)
    .where(
      and(
        isThere,
        text === ''
          ? undefined
          : or(
              contains(customers.id, text),
              contains(sql`concat_ws(' ', ${customers.firstName}, ${customers.lastName})`, text),
              contains(customers.email, text),
              digits === '' ? undefined : contains(customers.phone, digits),
            ),
        afterCursor(customers.createdAt, customers.id, cursor),
      ),
    )
    .orderBy(desc(customers.createdAt), desc(customers.id))
    .limit(limit + 1)
  return rows.map(toStored)
}

/** Writes the whole record, consents apart. @returns true when there was no such customer */
export async function writeCustomer(tx: Tx, id: string, customer: Customer, now: Date): Promise<boolean> {
  const record = {
    firstName: customer.firstName ?? null,
    lastName: customer.lastName ?? null,
    email: customer.email ?? null,
    phone: customer.phone === undefined ? null : toE164(customer.phone),
    locale: customer.locale ?? null,
    timeZone: customer.timeZone ?? null,
    traits: customer.traits ?? {},
    updatedAt: now,
    erasedAt: null,
  }
  const [row] = await tx
    .insert(customers)
    .values({ id, ...record, createdAt: now })
    .onConflictDoUpdate({ target: customers.id, set: record })
    // Only a row that was there before has been locked, which is what xmax tells.
    .returning({ isNew: sql<boolean>`xmax = 0` })
  return row!.isNew
}

/** Keeps other writers of this customer waiting until the transaction ends. @returns false when there is no such customer */
export async function lockCustomer(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx
    .select({ id: customers.id })
    .from(customers)
    .where(and(eq(customers.id, id), isThere))
    .for('no key update')
  return rows.length > 0
}

/**
 * Adds to the history what is not in it yet. The caller holds the customer's row, so that the same consent sent twice at
 * once is added once.
 */
export async function addConsents(
  tx: Tx,
  customerId: string,
  added: readonly Consent[],
  recorded: { by: string | null; at: Date; newId(): string },
): Promise<void> {
  const distinct = new Map(
    added.map(({ channel, purpose, state, source, proof, at }) => {
      const consent = { channel, purpose, state, source, proof: proof ?? null, at: new Date(at).toISOString() }
      return [JSON.stringify(consent), consent]
    }),
  )
  if (distinct.size === 0) return
  const rows = [...distinct.values()].map((consent) => ({ ...consent, id: recorded.newId() }))
  await tx.insert(consents).select(sql`
    select r.id, ${customerId}, r.channel, r.purpose, r.state, r.source, r.proof, r.at, ${recorded.by}::uuid,
      ${recorded.at.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(
      id uuid, channel text, purpose text, state text, source text, proof text, at timestamptz)
    where not exists (
      select from consents c
      where c.customer_id = ${customerId} and c.channel = r.channel and c.purpose = r.purpose and c.state = r.state
        and c.source = r.source and c.at = r.at and c.proof is not distinct from r.proof)`)
}

/**
 * Makes a bare record for every id that has none. `ids` is a query with one column `id`; this is a statement, or a part of one.
 * In one order, so that two batches with the same customers never wait for each other.
 */
export const bareCustomersFor = (ids: SQL, now: Date): SQL => sql`
  insert into customers (id, traits, created_at, updated_at)
  select id, '{}'::jsonb, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
  from (select distinct id collate "C" as id from (${ids}) sent where id is not null) new
  order by id
  on conflict (id) do nothing`

/** Makes a bare record for every id that has none. */
export async function ensureCustomers(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await tx.execute(
    bareCustomersFor(sql`select id from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as r(id)`, now),
  )
}

export type Joined = { anonymousId: string; customerId: string }

/** Says whose anonymous ids these are. An anonymous id belongs to the first customer it was joined to. @returns the new ones */
export async function joinAnonymous(tx: Tx, pairs: readonly Joined[], now: Date): Promise<Joined[]> {
  if (pairs.length === 0) return []
  const sent = pairs.map((pair, place) => ({ anonymous_id: pair.anonymousId, customer_id: pair.customerId, place }))
  return tx
    .insert(identities)
    .select(
      sql`
    select distinct on (anonymous_id) anonymous_id, customer_id, ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(sent)}::text::jsonb) as r(anonymous_id text, customer_id text, place int)
    order by anonymous_id, place`,
    )
    .onConflictDoNothing({ target: identities.anonymousId })
    .returning({ anonymousId: identities.anonymousId, customerId: identities.customerId })
}

/** The customer that an anonymous id turned out to be, or null: an expression over the one that gives the id. */
export const customerBehind = (anonymousId: SQL): SQL =>
  sql`(select i.customer_id from identities i where i.anonymous_id = ${anonymousId})`

/**
 * Fills in what tracking clients say of customers, a whole batch in one query; what comes later in it wins. Addresses are
 * taken only from senders who may change them.
 */
export async function applyTraits(
  tx: Tx,
  entries: readonly { customerId: string; traits: CustomerTraits }[],
  options: { mayChangeAddresses: boolean },
  now: Date,
): Promise<void> {
  const changes = new Map<string, CustomerTraits & { id: string }>()
  for (const { customerId: id, traits } of entries) {
    const { email, phone, ...harmless } = traits
    const addresses = { email, phone: phone === undefined ? undefined : (toE164(phone) ?? undefined) }
    const said = { ...harmless, ...(options.mayChangeAddresses ? addresses : {}) }
    const known = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
    if (Object.keys(known).length > 0) changes.set(id, { ...changes.get(id), ...known, id })
  }
  if (changes.size > 0) {
    await tx.execute(sql`
      with sent as materialized (
        select * from jsonb_to_recordset(${JSON.stringify([...changes.values()])}::text::jsonb) as r(
          id text, "firstName" text, "lastName" text, email text, phone text, locale text, "timeZone" text)
      ), locked as materialized ( -- in one order, so that two batches never wait for each other
        select id from customers where id in (select id from sent) order by id for no key update
      )
      update customers set
        first_name = coalesce(sent."firstName", customers.first_name),
        last_name = coalesce(sent."lastName", customers.last_name),
        email = coalesce(sent.email, customers.email),
        phone = coalesce(sent.phone, customers.phone),
        locale = coalesce(sent.locale, customers.locale),
        time_zone = coalesce(sent."timeZone", customers.time_zone),
        updated_at = ${now.toISOString()}::timestamptz,
        erased_at = null
      from sent join locked on locked.id = sent.id
      where customers.id = locked.id`)
  }
}

/** Which of these ids are customers. */
export async function findKnownCustomers(tx: Db | Tx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .select({ id: customers.id })
    .from(customers)
    .where(and(inArray(customers.id, [...new Set(ids)]), isThere))
  return new Set(rows.map((row) => row.id))
}
