import { isResolved } from '../signals/types/support-contacted.ts'
import { is } from './reading.ts'
import type { Reading } from './reading.ts'

/** A complaint older than this is no longer waited on. */
export const COMPLAINT_DAYS = 60
const DAY_MS = 24 * 60 * 60 * 1000

export type Complaints = {
  /** The newest complaint that nothing has answered, or null. */
  open: Reading | null
  /** Every product that was ever complained about, answered or not: none of them is promoted again. */
  productIds: ReadonlySet<string>
}

/**
 * Finds complaints in signals, newest first. One is answered by a better word on the same product (a later review that
 * is no complaint), or by a later support contact that ended well: about the same product, or the same ticket, or where
 * one of the two names no product.
 */
export function findComplaints(readings: readonly Reading[], now: Date): Complaints {
  const since = now.getTime() - COMPLAINT_DAYS * DAY_MS
  const productIds = new Set<string>()
  const later: Reading[] = []
  let open: Reading | null = null
  for (const reading of readings) {
    if (reading.type.isComplaint(reading.properties)) {
      for (const id of reading.productIds) productIds.add(id)
      if (open === null && reading.at >= since && !later.some((answer) => answers(answer, reading))) open = reading
    } else if (isAnswer(reading)) {
      later.push(reading)
    }
  }
  return { open, productIds }
}

const isAnswer = (reading: Reading): boolean =>
  is(reading, 'support-contacted')
    ? isResolved(reading.properties)
    : is(reading, 'review-posted') && typeof reading.properties.rating === 'number'

function answers(answer: Reading, complaint: Reading): boolean {
  const sameProduct = complaint.productIds.some((id) => answer.productIds.includes(id))
  if (is(answer, 'review-posted')) return sameProduct
  const ticket = ticketOf(answer)
  return (
    sameProduct ||
    (ticket !== undefined && ticket === ticketOf(complaint)) ||
    answer.productIds.length === 0 ||
    complaint.productIds.length === 0
  )
}

const ticketOf = ({ properties }: Reading): unknown => properties.ticketId ?? properties.ticket_id
