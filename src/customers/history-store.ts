import { asc, eq } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { consents, identities } from './table.ts'

/** Every word on consent that a customer gave, oldest first. */
export const loadConsentHistory = (db: Db, customerId: string): Promise<(typeof consents.$inferSelect)[]> =>
  db.select().from(consents).where(eq(consents.customerId, customerId)).orderBy(asc(consents.at), asc(consents.id))

/** The visitors that turned out to be this customer, all of them. */
export const loadIdentities = (db: Db, customerId: string): Promise<(typeof identities.$inferSelect)[]> =>
  db.select().from(identities).where(eq(identities.customerId, customerId)).orderBy(asc(identities.anonymousId))
