import { and, asc, eq, isNotNull } from 'drizzle-orm'
import type { ChannelName } from '../channels/channel.ts'
import type { Db } from '../db/client.ts'
import type { DecisionRow, RevisionRow } from './store.ts'
import { decisions, drafts, revisions } from './table.ts'

/** All that was ever written for a draft, oldest first. */
export const loadRevisions = (db: Db, draftId: string): Promise<RevisionRow[]> =>
  db.select().from(revisions).where(eq(revisions.draftId, draftId)).orderBy(asc(revisions.number))

/** All that was ever decided on a draft, oldest first. */
export const loadDecisions = (db: Db, draftId: string): Promise<DecisionRow[]> =>
  db.select().from(decisions).where(eq(decisions.draftId, draftId)).orderBy(asc(decisions.createdAt), asc(decisions.id))

/** Every address for which something was written to this customer. */
export const loadRecipients = (
  db: Db,
  customerId: string,
): Promise<{ channel: ChannelName; recipient: string | null }[]> =>
  db
    .selectDistinct({ channel: drafts.channel, recipient: revisions.recipient })
    .from(revisions)
    .innerJoin(drafts, eq(drafts.id, revisions.draftId))
    .where(and(eq(drafts.customerId, customerId), isNotNull(revisions.recipient)))
