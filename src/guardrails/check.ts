import type { Brief } from '../briefs/brief.ts'
import type { CheckedMessage, Finding } from './guardrail.ts'
import { guardrails } from './list.ts'

const FIELD_ORDER = { subject: 0, body: 1 } as const

/** Reading order; findings without a place come last. */
function byPlace(a: Finding, b: Finding): number {
  if (a.span === null || b.span === null) return Number(a.span === null) - Number(b.span === null)
  return FIELD_ORDER[a.span.field] - FIELD_ORDER[b.span.field] || a.span.start - b.span.start
}

/**
 * Runs every guardrail over a message. Never stops at the first finding, never throws.
 * Spans count UTF-16 units of the content as it was written, slots unfilled.
 */
export function check(message: CheckedMessage, brief: Brief): Finding[] {
  return guardrails.flatMap((guardrail) => guardrail.check(message, brief)).toSorted(byPlace)
}
