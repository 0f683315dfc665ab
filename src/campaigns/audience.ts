import { z } from 'zod'
import { ExternalId } from '../text.ts'
import { AudienceFilter } from './audience-filter.ts'

/** Ids that a definition may hold itself; more are uploaded. */
export const MAX_LISTED_IDS = 10_000

/** Whom a campaign is for: exactly one of the three. */
export const Audience = z
  .strictObject({
    customerIds: z.array(ExternalId).min(1).max(MAX_LISTED_IDS).optional(),
    filter: AudienceFilter.optional(),
    upload: z.literal(true).optional().meta({ description: 'The ids follow by POST /v1/campaigns/{id}/audience' }),
  })
  .refine((audience) => Object.values(audience).filter((value) => value !== undefined).length === 1, {
    message: 'must hold exactly one of customerIds, filter, upload',
  })
  .meta({
    id: 'Audience',
    minProperties: 1,
    maxProperties: 1,
    examples: [{ customerIds: ['c-1', 'c-2'] }, { upload: true }],
  })
export type Audience = z.output<typeof Audience>

/** Why somebody of the audience is not written to. The first that is true, in this order. */
export const ExclusionReason = z
  .enum(['unknown_customer', 'erased', 'no_address', 'no_consent', 'suppressed', 'objected', 'duplicate_address'])
  .meta({ id: 'ExclusionReason' })
export type ExclusionReason = z.infer<typeof ExclusionReason>
