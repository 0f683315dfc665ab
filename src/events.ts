import type { Logger } from 'pino'

/** What happened in the business, as one log line each: ids and codes only. */
export type BusinessEvent =
  | {
      event: 'draft-generated'
      draftId: string
      revision: number
      prompt: string
      model: string
      fallback: boolean
      blocking: number
    }
  | { event: 'draft-failed'; draftId: string; problem: string }
  | { event: 'draft-revised'; draftId: string; revision: number; principalId: string }
  | {
      event: 'draft-decided'
      draftId: string
      revision: number
      verdict: string
      principalId: string
      ownEdit: boolean
    }
  | { event: 'approval-withdrawn'; draftId: string; principalId: string }
  | { event: 'drafts-expired'; count: number }
  | { event: 'lot-opened'; lotId: string; population: number; sampleSize: number; principalId: string }
  | { event: 'lot-judged'; lotId: string; place: number; verdict: string; principalId: string }
  | { event: 'lot-ended'; lotId: string; status: string; reason?: string | undefined; principalId: string }
  | { event: 'lot-applied'; lotId: string; approved: number; dropped: number }
  | { event: 'delivery-changed'; deliveryId: string; state: string; reason?: string | undefined }
  | { event: 'customer-suppressed'; channel: string; reason: string }
  | { event: 'suppression-lifted'; channel: string; reason: string }
  | { event: 'customer-objected'; what: string }
  | { event: 'retention-applied'; signals: number; drafts: number }
  | { event: 'sender-paused'; channel: string; complaints: number; sent: number }
  | { event: 'sender-resumed'; channel: string; principalId: string }
  | { event: 'mail-read'; kind: string; accepted: number; duplicates: number; ignored: number }
  | { event: 'signals-ingested'; accepted: number; duplicates: number; rejected: number; unmapped: number }

export const emit = (log: Logger, event: BusinessEvent): void => log.info(event)
