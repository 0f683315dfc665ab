import { createHash } from 'node:crypto'
import type { Arm, Arms } from './campaign.ts'

/**
 * What a campaign does unless it is told otherwise. A tenth gets nothing and a tenth the same prompt without what we know of
 * them: small enough to cost little, and the smallest shares with which ten thousand people show a difference of a few percent.
 */
export const DEFAULT_ARMS: Arms = { personalized: 80, generic: 10, holdout: 10 }

/**
 * The arm of a customer: the first four bytes of SHA-256 of `<campaign>:<customer>` as a number, modulo 100, and on the scale of
 * the shares. Anybody can work it out again, and nobody can steer it. The database does the same when it freezes an audience.
 */
export function armOf(campaignId: string, customerId: string, arms: Arms): Arm {
  const bucket = createHash('sha256').update(`${campaignId}:${customerId}`).digest().readUInt32BE(0) % 100
  if (bucket < arms.personalized) return 'personalized'
  return bucket < arms.personalized + arms.generic ? 'generic' : 'holdout'
}
