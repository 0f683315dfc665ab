import { type SQL, sql } from 'drizzle-orm'
import { insertRow } from './direct-sql.ts'

const NOW = '2026-11-20T12:00:00Z'

/** Statements that bring one campaign on its way: for e-mail, marketing, all of it personalized. */
export function campaignWays(id: string, makerId: string) {
  const member = (customerId: string, change: Record<string, unknown> = {}): SQL =>
    insertRow('campaign_members', {
      campaign_id: id,
      customer_id: customerId,
      position: 1,
      arm: 'personalized',
      state: 'waiting',
      attempts: 0,
      ...change,
    })
  const change = (set: SQL): SQL => sql`update campaigns set ${set} where id = ${id}`
  const ways = {
    id,
    make: (row: Record<string, unknown> = {}): SQL =>
      insertRow('campaigns', {
        id,
        name: 'Spring',
        status: 'draft',
        channel: 'email',
        purpose: 'marketing',
        audience: { customerIds: ['c-1'] },
        arms: { personalized: 100, generic: 0, holdout: 0 },
        sending_window: { startAt: null, endAt: null, perHour: null },
        created_by: makerId,
        created_at: NOW,
        updated_at: NOW,
        ...row,
      }),
    change,
    start: (by = makerId): SQL => change(sql`status = 'generating', started_by = ${by}, started_at = ${NOW}`),
    member,
    freeze: (count = 1): SQL => change(sql`member_count = ${count}`),
    moveMembers: (state: string): SQL =>
      sql`update campaign_members set state = ${state}, lease_until = ${state === 'writing' ? NOW : null}::timestamptz,
        reason = ${state === 'failed' || state === 'excluded' ? 'x' : null} where campaign_id = ${id}`,
    /** A started campaign in which this customer is being written to. */
    writingTo: (customerId: string): SQL[] => [
      ways.make(),
      ways.start(),
      member(customerId),
      ways.freeze(),
      ways.moveMembers('writing'),
    ],
  }
  return ways
}
