/** Complaints among messages sent above which a sender is paused. Gmail and Yahoo ask to stay below 0.1 %, and never to reach 0.3 %. */
export const COMPLAINT_RATE_LIMIT = 0.002
/** Days that are looked at. */
export const COMPLAINT_WINDOW_DAYS = 7
/**
 * Fewer complaints than this say nothing: one or two among some hundred messages are chance. From 1,000 messages on it makes no
 * difference, as 0.2 % of them are two.
 */
export const LEAST_COMPLAINTS = 3

/** Is this more than a sender may get? */
export const isTooMany = ({ complaints, sent }: { complaints: number; sent: number }): boolean =>
  complaints >= LEAST_COMPLAINTS && complaints > sent * COMPLAINT_RATE_LIMIT
