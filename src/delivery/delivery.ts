import { z } from 'zod'

export const DeliveryState = z
  .enum([
    'queued',
    'held',
    'sending',
    'sent',
    'delivered',
    'skipped',
    'bounced',
    'complained',
    'failed',
    'uncertain',
    'handed_over',
    'cancelled',
  ])
  .meta({ id: 'DeliveryState' })
export type DeliveryState = z.infer<typeof DeliveryState>

/** Why a message is not sent at all. */
export const SkipReason = z.enum([
  'suppressed',
  'no_consent',
  'objected',
  'frequency_cap',
  'quiet_hours_expired',
  'approval_expired',
  'digest_mismatch',
  'evidence_stale',
  'offer_expired',
  'invalid_address',
  'address_changed',
  'sending_window_over',
])
export type SkipReason = z.infer<typeof SkipReason>

/** Why a message waits, until the time in `notBefore`. */
export const HoldReason = z.enum([
  'frequency_cap',
  'quiet_hours',
  'no_common_hour',
  'sender_paused',
  'pace',
  'campaign_paused',
  'sending_window',
  'internal_error',
])
export type HoldReason = z.infer<typeof HoldReason>

export const SuppressionReason = z
  .enum(['unsubscribe', 'hard_bounce', 'complaint', 'stop_keyword', 'manual', 'legal', 'erasure'])
  .meta({ id: 'SuppressionReason' })
export type SuppressionReason = z.infer<typeof SuppressionReason>

/** Seconds a sender holds a delivery before it must renew; what is not renewed becomes `uncertain`. */
export const SENDING_LEASE_SECONDS = 5
/** Times a delivery is handed over when each time it is certain that nothing went out. */
export const MAX_ATTEMPTS = 5
